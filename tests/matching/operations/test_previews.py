"""The mutual preview of a run: both sides look, and say privately what they think."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.transitions import StaleState
from matching.enums import PreferenceValue
from matching.models import Criterion, MatchRun, Preference, Solution
from matching.operations import previews
from matching.operations.previews import PREVIEW_MAIL, CannotPreview, PreviewOver
from matching.queries.previews import count_of, own_proposals, preview_page, proposals
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.runs import finished_run
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db

PREFER, NEUTRAL, AVOID = PreferenceValue.PREFER, PreferenceValue.NEUTRAL, PreferenceValue.AVOID


@pytest.fixture
def made() -> World:
    """Seven mentees, of whom alice is one, and as many mentors, of whom bob is one."""
    found = world(slug="doors", name="Doors", mode="cohort")
    more_mentors(found, 6)
    for number in range(6):
        person = make.PersonFactory(name=f"Mentee {number}")
        make.MenteeFactory(
            programme=found.programme, person=person, topics=["leading", "change"][: number % 3]
        )
    Enrolment.objects.filter(programme=found.programme, role="mentor").update(capacity=1)
    return found


@pytest.fixture
def run(made: World) -> MatchRun:
    return finished_run(made.programme)


def now() -> datetime:
    return timezone.now()


def opened(run: MatchRun, **more: object) -> int:
    return previews.open_preview(run=run, closes_at=now() + timedelta(days=3), by=None, now=now())


def proposed_to(run: MatchRun, enrolment: Enrolment) -> list[Enrolment]:
    return [one.enrolment for one in preview_page(run, enrolment, now=now()).proposals]


def answer(run: MatchRun, enrolment: Enrolment, value: PreferenceValue, *about: Enrolment) -> int:
    asked = about or proposed_to(run, enrolment)
    return previews.answer_preview(
        run=run,
        enrolment=enrolment,
        answers={one.pk: value for one in asked},
        by=enrolment.person,
        now=now(),
    )


# --- opened and closed


def test_everybody_in_a_proposed_pair_gets_one_letter(run: MatchRun) -> None:
    asked = {pk for both in proposals(run).values() for pk in both}
    assert opened(run) == len(asked)
    letters = Notification.objects.filter(kind=PREVIEW_MAIL)
    assert set(letters.values_list("subject_id", flat=True)) == asked
    opened(run)
    assert letters.count() == len(asked)
    assert AuditEvent.objects.filter(action="run.open_preview").count() == 2


def test_a_run_that_is_not_ready_has_no_preview(run: MatchRun) -> None:
    MatchRun.objects.filter(pk=run.pk).update(state="discarded")
    with pytest.raises(StaleState):
        opened(run)


def test_one_preview_is_open_at_a_time(made: World, run: MatchRun) -> None:
    second = finished_run(made.programme)
    opened(run)
    with pytest.raises(CannotPreview, match="run 1 is open"):
        opened(second)
    assert previews.close_preview(run=run, by=None, now=now())
    assert not previews.close_preview(run=run, by=None, now=now())
    assert opened(second)


def test_a_run_that_proposes_nobody_opens_nothing(run: MatchRun) -> None:
    Solution.objects.filter(run=run).update(mentors=[-1] * run.mentees)
    with pytest.raises(CannotPreview, match="proposes nobody"):
        opened(run)


def test_the_letter_says_until_when_and_names_nobody(made: World, run: MatchRun) -> None:
    opened(run)
    notification = Notification.objects.get(subject_id=made.alice.pk)
    letter = registry[PREVIEW_MAIL].load(notification)
    assert letter is not None
    text = write(notification, letter).body
    assert f"/enrolments/{made.alice.pk}/preview/" in text
    assert "Only you see your answers." in text
    assert not [one for one in proposed_to(run, made.alice) if one.person.name in text]
    previews.close_preview(run=run, by=None, now=now())
    assert registry[PREVIEW_MAIL].load(notification) is None


# --- answered


def test_answers_are_kept_changed_and_never_audited(made: World, run: MatchRun) -> None:
    opened(run)
    before = AuditEvent.objects.count()
    count = len(proposed_to(run, made.alice))
    assert 1 <= count <= 3
    assert answer(run, made.alice, PREFER) == count
    assert answer(run, made.alice, AVOID) == count
    assert list(Preference.objects.values_list("by", "value").distinct()) == [(made.alice.pk, "avoid")]
    assert AuditEvent.objects.count() == before


def test_nothing_is_kept_about_anybody_who_is_not_proposed(made: World, run: MatchRun) -> None:
    opened(run)
    proposed = {one.pk for one in proposed_to(run, made.alice)}
    other = made.programme.enrolments.filter(role="mentor").exclude(pk__in=proposed).first()
    assert other is not None
    assert answer(run, made.alice, AVOID, other, make.MentorFactory(), made.alice) == 0
    assert not Preference.objects.exists()


def test_not_again_is_never_touched(made: World, run: MatchRun) -> None:
    opened(run)
    about = proposed_to(run, made.alice)[0]
    make.PreferenceFactory(by=made.alice, about=about, value="not_again")
    answer(run, made.alice, PREFER, about)
    assert Preference.objects.get(about=about).value == "not_again"


def test_a_closed_preview_takes_no_answer(made: World, run: MatchRun) -> None:
    opened(run)
    late = now() + timedelta(days=4)
    with pytest.raises(PreviewOver):
        previews.answer_preview(run=run, enrolment=made.alice, answers={}, by=made.alice.person, now=late)
    MatchRun.objects.filter(pk=run.pk).update(state="published", published_at=now())
    with pytest.raises(PreviewOver):
        answer(run, made.alice, PREFER)


def test_the_next_run_keeps_apart_who_said_rather_not(made: World, run: MatchRun) -> None:
    opened(run)
    mentors = proposed_to(run, made.alice)
    answer(run, made.alice, AVOID)
    again = finished_run(made.programme, started_from=run)
    opened_again = own_proposals(again, made.alice)
    assert not {pk for both in opened_again.values() for pk in both} & {one.pk for one in mentors}


def test_few_answers_are_not_even_counted(made: World, run: MatchRun) -> None:
    make.PreferenceFactory(
        by=made.alice, about=proposed_to(run, made.alice)[0], given_at=now() - timedelta(days=9)
    )
    opened(run)
    people = {pk for both in proposals(run).values() for pk in both}
    answering = Enrolment.objects.filter(pk__in=people).select_related("person", "programme").order_by("pk")
    for number, enrolment in enumerate(answering[:5]):
        found = count_of(run, proposals(run))
        assert (found.known, found.words) == (False, "Fewer than five people have answered so far."), number
        answer(run, enrolment, NEUTRAL)
    assert count_of(run, proposals(run)).words == f"5 of {len(people)} people have answered."


# --- the page


def page_of(enrolment: Enrolment) -> str:
    return reverse("matching:preview", args=[enrolment.pk])


def sign_in(client: Client, enrolment: Enrolment) -> Client:
    client.force_login(enrolment.person.user)
    return client


def test_each_side_reads_its_own_reasons_and_answers(client: Client, made: World, run: MatchRun) -> None:
    opened(run)
    page = sign_in(client, made.alice).get(page_of(made.alice))
    shown = page.context["seen"].proposals
    words = page.content.decode()
    assert [one for one in shown if one.enrolment.person.name in words] == list(shown)
    assert shown[0].told
    assert shown[0].reasons
    first = shown[0].enrolment
    assert client.post(page_of(made.alice), {f"answer-{first.pk}": "avoid"}).status_code == 302
    assert Preference.objects.get().value == "avoid"
    assert (
        f'value="avoid" id="id_answer-{first.pk}_2" checked'
        in client.get(page_of(made.alice)).content.decode()
    )


def test_nothing_of_an_answer_is_seen_by_the_other_or_by_the_organiser(
    client: Client, made: World, run: MatchRun
) -> None:
    olga = make.PersonFactory(name="Olga Organiser")
    olga.user.is_staff = True
    olga.user.save()
    make.OrganiserFactory(programme=made.programme, person=olga)
    opened(run)
    mentor = proposed_to(run, made.alice)[0]
    organised = [
        reverse("matching:organise_preview", args=["doors", run.number]),
        reverse("matching:organise_run", args=["doors", run.number]),
    ]

    def seen() -> list[str]:
        found = [sign_in(client, mentor).get(page_of(mentor)).content.decode()]
        client.force_login(olga.user)
        return [_bare(html) for html in found + [client.get(url).content.decode() for url in organised]]

    before = seen()
    for value in (PREFER, AVOID):
        answer(run, made.alice, value)
        assert seen() == before


def _bare(html: str) -> str:
    """Without the token of the form, which is another every time."""
    return "".join(part.partition('">')[2] for part in html.split('csrfmiddlewaretoken" value="'))


def test_somebody_elses_preview_and_one_without_proposals_are_not_there(
    client: Client, made: World, run: MatchRun
) -> None:
    assert sign_in(client, made.alice).get(page_of(made.alice)).status_code == 404
    opened(run)
    assert client.get(page_of(made.bob)).status_code == 404
    late = make.MenteeFactory(programme=made.programme)
    assert sign_in(client, late).get(page_of(late)).status_code == 404


def test_a_closed_preview_shows_what_was_answered_and_refuses_kindly(
    client: Client, made: World, run: MatchRun
) -> None:
    opened(run)
    answer(run, made.alice, PREFER)
    previews.close_preview(run=run, by=None, now=now())
    page = sign_in(client, made.alice).get(page_of(made.alice)).content.decode()
    assert "The time to answer is over." in page
    assert "I would like this" in page
    assert "Keep my answers" not in page
    first = proposed_to(run, made.alice)[0]
    refused = client.post(page_of(made.alice), {f"answer-{first.pk}": "avoid"})
    assert refused.status_code == 409
    assert "were not kept" in refused.content.decode()
    assert Preference.objects.get(about=first).value == "prefer"


def test_somebody_who_was_blocked_since_is_not_shown(made: World, run: MatchRun) -> None:
    opened(run)
    mentor = proposed_to(run, made.alice)[0]
    make.BlockFactory(blocker=mentor.person, blocked=made.alice.person)
    assert mentor not in proposed_to(run, made.alice)
    assert made.alice not in proposed_to(run, mentor)


def test_the_page_takes_the_same_queries_for_one_and_for_many(
    client: Client, made: World, run: MatchRun
) -> None:
    opened(run)
    counts = {}
    for enrolment in (made.alice, made.bob):
        sign_in(client, enrolment)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(page_of(enrolment))
        counts[len(page.context["seen"].proposals)] = len(queries)
    assert max(counts.values()) <= 24


# --- the organiser's page


@pytest.fixture
def olga(client: Client, made: World) -> Client:
    person = make.PersonFactory(name="Olga Organiser")
    person.user.is_staff = True
    person.user.save()
    make.OrganiserFactory(programme=made.programme, person=person)
    client.force_login(person.user)
    return client


def organised(name: str, number: int = 1) -> str:
    return reverse(f"matching:organise_{name}", args=["doors", number])


def test_the_organiser_opens_it_until_a_day_and_closes_it(olga: Client, run: MatchRun) -> None:
    day = (now() + timedelta(days=2)).date()
    assert "Open it and write to" in olga.get(organised("preview")).content.decode()
    past = olga.post(organised("preview"), {"day": (now() - timedelta(days=2)).date().isoformat()})
    assert "Choose today or a day after it." in past.content.decode()
    response = olga.post(organised("preview"), {"day": day.isoformat()}, follow=True)
    assert "letters go out" in response.content.decode()
    run.refresh_from_db()
    assert run.preview_closes_at is not None
    assert run.preview_closes_at.date() == day + timedelta(days=1)
    assert "The preview is closed" in olga.post(organised("preview_close"), follow=True).content.decode()


def test_another_runs_open_preview_is_said(olga: Client, made: World, run: MatchRun) -> None:
    finished_run(made.programme)
    opened(run)
    response = olga.post(organised("preview", 2), {"day": now().date().isoformat()})
    assert response.status_code == 409
    assert "run 1 is open" in response.content.decode()


@pytest.mark.parametrize("wishes", [True, False])
def test_a_new_run_with_the_answers_and_wishes_only_where_the_organiser_says_so(
    olga: Client, run: MatchRun, wishes: bool
) -> None:
    opened(run)
    olga.post(organised("preview_again"), {"wishes": "on"} if wishes else {})
    new = MatchRun.objects.get(number=2)
    assert new.started_from == run
    assert Criterion.objects.get(key="wishes").enabled is wishes
