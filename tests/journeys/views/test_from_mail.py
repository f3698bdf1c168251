"""What the links of letters open without signing in: a look changes nothing, a press acts for the letter's reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any
from unittest.mock import ANY
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Person
from journeys.enums import CheckInState
from journeys.links import Purpose, token
from journeys.models import CadenceProposal, CheckIn, HelpRequest
from journeys.operations.cadence import PROPOSED_MAIL, propose_cadence
from journeys.operations.check_ins import CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL
from matching.models import Mentorship, Pause
from notifications.kinds import registry
from notifications.letters import write
from programmes.enums import Cadence
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def pair() -> Mentorship:
    now = timezone.now()
    mentorship: Mentorship = make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi",
        mentor__person__name="Bob Brown",
        mentee__programme__name="Open doors",
        started_at=now - 40 * DAY,
    )
    return mentorship


@pytest.fixture
def asked(pair: Mentorship) -> CheckIn:
    now = timezone.now()
    make.CheckInFactory(mentorship=pair, number=3, due_at=now + 13 * DAY)
    check_in: CheckIn = make.CheckInFactory(mentorship=pair, number=2, state="due", due_at=now - DAY)
    return check_in


def link(purpose: Purpose, subject: Any, person: Person, query: str = "") -> str:
    return reverse(f"journeys:mail_{purpose}", args=[token(purpose, subject.pk, person.pk)]) + query


def to_answer(asked: CheckIn, query: str = "") -> str:
    return link(Purpose.ANSWER, asked, asked.person, query)


def main_of(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.status_code
    html: str = answer.content.decode()
    return unescape(html[html.index("<main") : html.index("</main>")])


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, as they stand."""
    return {m._meta.label: list(m._default_manager.order_by("pk").values()) for m in apps.get_models()}


# --- a look changes nothing


@pytest.mark.parametrize("kind", [CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL, PROPOSED_MAIL])
def test_a_scanner_that_follows_every_link_of_a_letter_changes_nothing(
    pair: Mentorship, asked: CheckIn, client: Client, kind: str
) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=pair.mentor.person, now=timezone.now())
    subject = proposal if kind == PROPOSED_MAIL else asked
    note = make.NotificationFactory(kind=kind, recipient=asked.person.user, subject_id=subject.pk)
    letter = registry[kind].load(note)
    assert letter is not None
    message = write(note, letter)
    html = str(message.alternatives[0][0])
    found = {unescape(address) for address in re.findall(r'href="([^"]+)"', html)}
    found |= set(re.findall(r"https?://\S+", str(message.body)))
    ours = {url.removeprefix(settings.SITE_URL) for url in found if url.startswith(settings.SITE_URL + "/")}
    without_sign_in = {url for url in ours if url.startswith("/from-mail/")}
    assert len(without_sign_in) == {PROPOSED_MAIL: 2, QUIET_MAIL: 6}.get(kind, 7)
    before = everything()
    for url in ours:
        assert client.get(url).status_code == (200 if url in without_sign_in else ANY)
        assert client.head(url).status_code == (200 if url in without_sign_in else ANY)
    assert everything() == before


def test_a_press_needs_the_page_that_it_is_pressed_on(asked: CheckIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    url = to_answer(asked)
    assert strict.post(url, {"met": "yes"}).status_code == 403
    strict.get(url)
    mark = strict.cookies[settings.CSRF_COOKIE_NAME].value
    assert strict.post(url, {"met": "yes", "csrfmiddlewaretoken": mark}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == CheckInState.ANSWERED


def test_the_pages_are_kept_nowhere_and_found_by_no_search(asked: CheckIn, client: Client) -> None:
    for url in (to_answer(asked), reverse("journeys:mail_answer", args=["nothing"])):
        answer = client.get(url)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "same-origin"


# --- the answer


def test_the_pressed_answer_is_filled_in_and_nothing_else_is(asked: CheckIn, client: Client) -> None:
    checked = r'value="(\w+)"[^>]*\schecked'
    assert re.findall(checked, main_of(client, to_answer(asked, "?met=yes&pulse=4"))) == ["yes", "4"]
    assert re.findall(checked, main_of(client, to_answer(asked, "?met=no"))) == ["no"]
    assert re.findall(checked, main_of(client, to_answer(asked, "?met=perhaps&pulse=9&confidence=5"))) == []


@pytest.mark.parametrize("state", ["due", "missed"])
def test_one_press_answers_once(asked: CheckIn, client: Client, state: str) -> None:
    CheckIn.objects.filter(pk=asked.pk).update(state=state)
    url = to_answer(asked)
    answer = client.post(url + "?met=yes", {"met": "yes", "pulse": "4", "confidence": "", "blocker": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, url)
    asked.refresh_from_db()
    assert (asked.state, asked.met, asked.pulse, asked.confidence) == ("answered", True, 4, None)
    assert AuditEvent.objects.get(action="check_in.answer").actor_id == asked.person_id
    client.post(url, {"met": "no", "pulse": "1"})
    asked.refresh_from_db()
    assert (asked.met, asked.pulse) == (True, 4)
    assert "You met Bob" in main_of(client, url)


def test_an_answer_that_says_nothing_is_asked_for_again(asked: CheckIn, client: Client) -> None:
    answer = client.post(to_answer(asked), {"met": "", "blocker": "Too many meetings."})
    html = answer.content.decode()
    assert "Say whether you met" in html
    assert "Too many meetings." in html
    assert "<title>Error:" in html
    asked.refresh_from_db()
    assert asked.state == CheckInState.DUE


def test_after_the_answer_what_was_left_out_may_be_added(asked: CheckIn, client: Client) -> None:
    url = to_answer(asked)
    client.post(url, {"met": "no", "pulse": "2"})
    html = main_of(client, url)
    assert "You did not meet Bob" in html
    assert "The next check-in comes on" in html
    assert "more-pulse" not in html
    client.post(url, {"more-pulse": "5", "more-confidence": "3", "more-words": "He moved house."})
    asked.refresh_from_db()
    assert (asked.pulse, asked.confidence, asked.blocker) == (2, 3, "He moved house.")
    html = main_of(client, url)
    assert "more-confidence" not in html
    assert "He moved house." not in html, "whoever holds the letter reads it"
    client.post(url, {"more-words": "And I did too."})
    asked.refresh_from_db()
    assert asked.blocker == "He moved house.\n\nAnd I did too."
    assert AuditEvent.objects.filter(action="check_in.say_more", actor_id=asked.person_id).count() == 2


def test_adding_nothing_is_no_answer_and_too_much_is_not_cut(asked: CheckIn, client: Client) -> None:
    url = to_answer(asked)
    client.post(url, {"met": "yes", "blocker": "x" * 900})
    assert b"There is nothing to add yet" in client.post(url, {"more-words": " "}).content
    long = client.post(url, {"more-words": "y" * 99})
    assert long.status_code == 200
    assert "y" * 99 in long.content.decode()
    client.post(url, {"more-words": "y" * 98})
    asked.refresh_from_db()
    assert len(asked.blocker) == 1000
    client.post(url, {"more-pulse": "3", "more-confidence": "3"})
    assert "Say more" not in main_of(client, url)


def test_mentors_are_not_asked_how_confident_they_feel(pair: Mentorship, client: Client) -> None:
    his = make.CheckInFactory(mentorship=pair, person=pair.mentor.person, state="due", due_at=timezone.now())
    assert "confident" not in main_of(client, to_answer(his))
    client.post(to_answer(his), {"met": "yes", "confidence": "5"})
    his.refresh_from_db()
    assert (his.met, his.confidence) == (True, None)
    assert "confident" not in main_of(client, to_answer(his))


def test_the_page_shows_first_names_and_the_programme_and_nothing_else(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    make.CheckInFactory(
        mentorship=pair, person=pair.mentor.person, state="answered", met=False, pulse=1, answered_at=timezone.now(),
        blocker="She is late", number=2,
    )  # fmt: skip
    client.post(to_answer(asked), {"met": "yes", "blocker": "A secret of mine"})
    pages = [
        client.get(link(purpose, subject, asked.person)).content.decode()
        for purpose, subject in (
            (Purpose.ANSWER, asked), (Purpose.REST, pair), (Purpose.CADENCE, pair), (Purpose.CALL, pair),
        )
    ]  # fmt: skip
    for html in pages:
        assert "Bob" in html
        assert "Alice" in html
        for private in (
            "Adeyemi", "Brown", "She is late", "A secret of mine", asked.person.user.email, pair.mentor.person.user.email,
            f"/mentorships/{pair.pk}", f"/check-ins/{asked.pk}", "/home/", "/settings/",
        ):  # fmt: skip
            assert private not in html, private


# --- whose link it is


def test_signed_in_as_somebody_else_it_acts_for_the_reader_of_the_letter(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    client.force_login(pair.mentor.person.user)
    html = main_of(client, to_answer(asked))
    assert "Somebody else is signed in here. The letter was for Alice" in html
    client.post(to_answer(asked), {"met": "yes"})
    asked.refresh_from_db()
    assert asked.state == CheckInState.ANSWERED
    assert AuditEvent.objects.get(action="check_in.answer").actor_id == asked.person_id


def test_the_page_opens_no_other_one(asked: CheckIn, client: Client) -> None:
    client.get(to_answer(asked))
    assert client.get(reverse("journeys:dashboard")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_it_speaks_to_the_reader_in_their_zone(pair: Mentorship, asked: CheckIn, client: Client) -> None:
    asked.person.zone = "Pacific/Auckland"
    asked.person.save()
    planned = CheckIn.objects.get(number=3, mentorship=pair)
    planned.due_at = datetime(2027, 1, 4, 20, tzinfo=UTC)
    planned.save()
    client.post(to_answer(asked), {"met": "yes"})
    assert "Tue 5 January, 09:00" in main_of(client, to_answer(asked))
    assert client.get(to_answer(asked)).headers["Content-Language"] == asked.person.locale


# --- links that open nothing

SUBJECTS: dict[Purpose, Callable[[CheckIn], Any]] = {
    Purpose.ANSWER: lambda asked: asked,
    Purpose.LATER: lambda asked: asked,
    Purpose.REST: lambda asked: asked.mentorship,
    Purpose.CADENCE: lambda asked: asked.mentorship,
    Purpose.CALL: lambda asked: asked.mentorship,
    Purpose.AGREE: lambda asked: (
        CadenceProposal.objects.first()
        or make.CadenceProposalFactory(
            mentorship=asked.mentorship,
            proposed_by=asked.mentorship.mentor.person,
            proposed_at=timezone.now(),
        )
    ),
    Purpose.INTRODUCED: lambda asked: make.IntroductionFactory(
        mentorship=asked.mentorship,
        offered_by=asked.person,
        offered_at=timezone.now(),
        introduced_said_at=timezone.now(),
        introduced_agrees=True,
    ),
}
# The contact of an introduction is told one thing alone, whatever became of the pair (tests/journeys/views/test_exchange.py).
OWN = [purpose for purpose in Purpose if purpose != Purpose.INTRODUCED]


def closed(client: Client, url: str, status: int) -> str:
    """The words of a link that opens nothing, by GET and by POST alike; it names nobody and writes nothing."""
    posted = {"met": "yes", "cadence": "weekly", "length": "14", "answer": "agree"}
    with CaptureQueriesContext(connection) as queries:
        html = main_of(client, url, status)
        assert client.post(url, posted).status_code == status
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert not re.search("Alice|Bob|Open doors", html)
    return html


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_of_one_purpose_serves_no_other(asked: CheckIn, client: Client, purpose: Purpose) -> None:
    made = token(purpose, SUBJECTS[purpose](asked).pk, asked.person_id)
    for other in set(Purpose) - {purpose}:
        html = closed(client, reverse(f"journeys:mail_{other}", args=[made]), 404)
        assert "This link does not work" in html


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_that_is_cut_off_says_what_to_do(asked: CheckIn, client: Client, purpose: Purpose) -> None:
    made = token(purpose, SUBJECTS[purpose](asked).pk, asked.person_id)
    html = closed(client, reverse(f"journeys:mail_{purpose}", args=[made[:-9]]), 404)
    assert "Copy the whole line from the letter" in html


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_that_is_too_old_says_so(
    asked: CheckIn, client: Client, purpose: Purpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = SUBJECTS[purpose](asked)
    long_ago = (timezone.now() - 36 * DAY).timestamp()
    with monkeypatch.context() as then:
        then.setattr(signing, "time", SimpleNamespace(time=lambda: long_ago))
        url = link(purpose, subject, asked.person)
    assert "It worked until the day that its letter names" in closed(client, url, 410)


@pytest.mark.parametrize("purpose", OWN)
@pytest.mark.parametrize("left", ["inactive", "erased"])
def test_after_the_reader_has_left_nothing_is_done(
    asked: CheckIn, client: Client, purpose: Purpose, left: str
) -> None:
    url = link(purpose, SUBJECTS[purpose](asked), asked.person)
    if left == "erased":
        Person.objects.filter(pk=asked.person_id).update(erased_at=timezone.now())
    else:
        asked.person.user.is_active = False
        asked.person.user.save()
    assert "The account that this letter was for is closed" in closed(client, url, 410)


@pytest.mark.parametrize("purpose", OWN)
@pytest.mark.parametrize("state", ["completed", "ended"])
def test_after_the_mentorship_nothing_is_done(
    asked: CheckIn, client: Client, purpose: Purpose, state: str
) -> None:
    url = link(purpose, SUBJECTS[purpose](asked), asked.person)
    Mentorship.objects.update(state=state, closed_at=timezone.now())
    assert "nothing more is asked" in closed(client, url, 410)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_of_something_that_is_gone_or_somebody_elses_does_nothing(
    asked: CheckIn, client: Client, purpose: Purpose
) -> None:
    SUBJECTS[purpose](asked)
    outsider = make.PersonFactory()
    for subject, person in (
        (SimpleNamespace(pk=uuid4()), asked.person),
        (SUBJECTS[purpose](asked), outsider),
    ):
        closed(client, link(purpose, subject, person), 410)


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("scheduled", {}),
        ("skipped", {"skip_reason": "site_down"}),
    ],
)
def test_a_check_in_that_nobody_was_asked_is_not_answered(
    pair: Mentorship, client: Client, state: str, changes: dict[str, str]
) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state=state, due_at=timezone.now(), **changes)
    closed(client, to_answer(check_in), 410)
    closed(client, link(Purpose.LATER, check_in, check_in.person), 410)


def test_in_a_pause_the_question_can_still_be_answered(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    Mentorship.objects.update(state="paused")
    assert "rests for a while" in closed(client, link(Purpose.LATER, asked, asked.person), 410)
    client.post(to_answer(asked), {"met": "yes"})
    asked.refresh_from_db()
    assert asked.state == CheckInState.ANSWERED


# --- later


def test_asked_again_at_the_chosen_day_and_the_page_says_which(asked: CheckIn, client: Client) -> None:
    url = link(Purpose.LATER, asked, asked.person)
    html = main_of(client, url)
    assert re.findall(r'name="at" value="([\w-]+)"', html) == ["tomorrow", "three-days", "week"]
    assert client.post(url, {"at": "three-days"}).status_code == 302
    asked.refresh_from_db()
    assert asked.snoozed_at is not None
    assert asked.remind_at is not None
    local = asked.remind_at.astimezone(timezone.get_default_timezone())
    assert (local.date() - timezone.localdate()).days == 3
    assert local.hour == asked.person.mail_hour
    assert "We ask you again about you and Bob on" in main_of(client, url)
    client.post(url, {"at": "tomorrow"})
    asked.refresh_from_db()
    assert asked.remind_at is not None
    assert (asked.remind_at.date() - timezone.now().date()).days == 1


@pytest.mark.parametrize("posted", [{}, {"at": "never"}, {"at": ""}])
def test_another_moment_than_those_offered_is_refused(
    asked: CheckIn, client: Client, posted: dict[str, str]
) -> None:
    answer = client.post(link(Purpose.LATER, asked, asked.person), posted)
    assert "<title>Error:" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.snoozed_at is None


def test_where_the_next_one_comes_first_nothing_is_offered(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    CheckIn.objects.filter(number=3).update(due_at=timezone.now() + timedelta(minutes=5))
    html = main_of(client, link(Purpose.LATER, asked, asked.person))
    assert "The next one comes first" in html
    assert "<form" not in html


@pytest.mark.parametrize(
    ("state", "words"), [("answered", "is answered"), ("missed", "has passed meanwhile")]
)
def test_what_is_past_is_not_put_off(asked: CheckIn, client: Client, state: str, words: str) -> None:
    changes = {"met": True, "answered_at": timezone.now()} if state == "answered" else {}
    CheckIn.objects.filter(pk=asked.pk).update(state=state, **changes)
    assert words in closed(client, link(Purpose.LATER, asked, asked.person), 410)


# --- a pause


def test_it_rests_until_the_chosen_day_and_is_taken_up_again(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    url = link(Purpose.REST, pair, asked.person)
    assert "both of your places stay held" in main_of(client, url)
    client.post(url, {"length": "28"})
    pair.refresh_from_db()
    pause = Pause.objects.get()
    assert (pair.state, pause.paused_by, pause.resumes_on) == (
        "paused",
        asked.person,
        timezone.localdate() + 28 * DAY,
    )
    assert "A pause until" in main_of(client, url)
    assert client.post(url, {"length": "14"}).status_code == 409
    client.post(url, {"resume": "1"})
    pair.refresh_from_db()
    assert pair.state == "active"
    assert client.post(url, {"resume": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({}, "Choose how long"),
        ({"length": "day"}, "Give the day"),
        ({"length": "day", "day": "2020-01-01"}, "a day after today"),
        ({"length": "day", "day": "soon"}, "Give the day as"),
    ],
)
def test_a_pause_needs_an_end_or_a_word_that_it_has_none(
    pair: Mentorship, asked: CheckIn, client: Client, posted: dict[str, str], words: str
) -> None:
    assert words in client.post(link(Purpose.REST, pair, asked.person), posted).content.decode()
    pair.refresh_from_db()
    assert pair.state == "active"


def test_an_open_pause_has_no_day(pair: Mentorship, asked: CheckIn, client: Client) -> None:
    client.post(link(Purpose.REST, pair, asked.person), {"length": "open", "day": "2030-01-01"})
    assert Pause.objects.get().resumes_on is None


def test_what_the_organisers_paused_the_two_do_not_take_up(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    Mentorship.objects.update(state="paused")
    make.PauseFactory(mentorship=pair, paused_at=timezone.now(), paused_by=make.PersonFactory())
    url = link(Purpose.REST, pair, asked.person)
    assert "Your organisers paused it" in main_of(client, url)
    assert client.post(url, {"resume": "1"}).status_code == 409
    pair.refresh_from_db()
    assert pair.state == "paused"


# --- how often


def test_another_rhythm_is_proposed_and_the_page_says_that_it_waits(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    url = link(Purpose.CADENCE, pair, asked.person)
    assert "Check-ins come every two weeks" in main_of(client, url)
    assert "come every two weeks already" in client.post(url, {"cadence": "fortnightly"}).content.decode()
    client.post(url, {"cadence": "monthly"})
    proposal = CadenceProposal.objects.get()
    assert (proposal.cadence, proposal.proposed_by) == ("monthly", asked.person)
    assert "You proposed every month; Bob has not answered yet" in main_of(client, url)
    client.post(url, {"answer": "take-back", "proposal": str(proposal.pk)})
    proposal.refresh_from_db()
    assert proposal.agreed is False


@pytest.mark.parametrize(("pressed", "cadence"), [("agree", "monthly"), ("keep", "")])
def test_a_proposal_is_answered_from_its_letter(
    pair: Mentorship, client: Client, pressed: str, cadence: str
) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=bob, now=timezone.now())
    url = link(Purpose.AGREE, proposal, alice)
    html = main_of(client, f"{url}?answer={pressed}")
    assert re.findall(r'button--primary" name="answer" value="(\w+)"', html) == [pressed]
    client.post(url, {"answer": pressed, "proposal": str(proposal.pk)})
    pair.refresh_from_db()
    assert pair.cadence == cadence
    assert "Thank you for answering" in main_of(client, url)
    assert client.post(url, {"answer": "agree", "proposal": str(proposal.pk)}).status_code == 409


def test_a_link_to_an_older_proposal_does_not_answer_the_newer(pair: Mentorship, client: Client) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    old = propose_cadence(pair, cadence=Cadence.MONTHLY, by=bob, now=timezone.now())
    new = propose_cadence(pair, cadence=Cadence.WEEKLY, by=bob, now=timezone.now())
    url = link(Purpose.AGREE, old, alice)
    assert "took the proposal back, or made another" in main_of(client, url)
    assert client.post(url, {"answer": "agree", "proposal": str(old.pk)}).status_code == 409
    assert client.post(url, {"answer": "agree", "proposal": str(new.pk)}).status_code == 409
    pair.refresh_from_db()
    assert pair.cadence == ""


def test_nobody_agrees_with_their_own_proposal_by_a_link(pair: Mentorship, client: Client) -> None:
    alice = pair.mentee.person
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=timezone.now())
    closed(client, link(Purpose.AGREE, proposal, alice), 410)
    posted = {"answer": "agree", "proposal": str(proposal.pk)}
    assert client.post(link(Purpose.CADENCE, pair, alice), posted).status_code == 409
    pair.refresh_from_db()
    assert pair.cadence == ""


# --- help


def test_a_call_for_help_goes_out_once_and_is_not_shown_again(
    pair: Mentorship, asked: CheckIn, client: Client
) -> None:
    url = link(Purpose.CALL, pair, asked.person)
    assert "Bob is not told" in main_of(client, url)
    client.post(url, {"message": "He never answers."})
    client.post(url, {"message": "He never answers."})
    call = HelpRequest.objects.get()
    assert (call.asked_by, call.message) == (asked.person, "He never answers.")
    html = main_of(client, url)
    assert "Somebody will be in touch" in html
    assert "He never answers." not in html
