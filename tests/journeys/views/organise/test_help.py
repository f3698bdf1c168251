"""Who needs help: the queue as an organiser sees it, what they do about it, and what they never see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from journeys.models import HelpAction, HelpRequest, HelpRule
from matching.models import Mentorship
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.models import Organiser
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def organiser() -> Organiser:
    made: Organiser = make.OrganiserFactory(person__name="Olga Organiser", person__user__is_staff=True)
    return made


@pytest.fixture
def client(organiser: Organiser) -> Client:
    client = Client()
    client.force_login(organiser.person.user)
    return client


def pair(organiser: Organiser, days: int = 12, **more: Any) -> Mentorship:
    """A mentorship of the organiser's programme that began so many days ago."""
    programme = organiser.programme
    names = {"mentee__person__name": "Alice Adeyemi", "mentor__person__name": "Bob Brown"}
    made: Mentorship = make.MentorshipFactory(
        programme=programme,
        mentee__programme=programme,
        started_at=timezone.now() - days * DAY,
        **{**names, **more},
    )
    return made


def url(organiser: Organiser, name: str = "help", *keys: Any) -> str:
    return reverse(f"journeys:organise_{name}", args=[organiser.programme.slug, *keys])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, organiser: Organiser, one: Mentorship, kind: str, **data: Any) -> Any:
    last = HelpAction.objects.filter(mentorship=one).first()
    data = {"last": last.pk if last else "", "step": "do", **data}
    return client.post(url(organiser, "help_action", one.pk, kind), data)


def letters(kind: str) -> dict[str, str]:
    found = {}
    for one in Notification.objects.filter(kind=kind):
        letter = registry[kind].load(one)
        if letter is not None:
            message = write(one, letter)
            found[letter.name] = f"{message.subject}\n{message.body}"
    return found


# --- the queue


def test_it_names_who_has_not_met_with_the_days(client: Client, organiser: Organiser) -> None:
    pair(organiser)
    pair(organiser, days=3, mentee__person__name="Nina New")
    make.MentorshipFactory(started_at=timezone.now() - 90 * DAY)  # of another programme
    html = read(client, url(organiser))
    assert "One mentorship needs a person" in html
    assert "Alice Adeyemi with Bob Brown" in html
    assert "12 days, and nobody has said that they met" in html
    assert "Nina New" not in html


def test_nobody_is_named_kindly(client: Client, organiser: Organiser) -> None:
    assert "Nobody needs you just now" in read(client, url(organiser))


def test_a_call_comes_first_and_its_words_are_not_shown(client: Client, organiser: Organiser) -> None:
    late = pair(organiser, days=30, mentee__person__name="Lena Late")
    one = pair(organiser, days=2)
    make.HelpRequestFactory(mentorship=one, asked_by=one.mentor.person, message="It is about money.")
    html = read(client, url(organiser))
    assert html.index(str(one.pk)) < html.index(str(late.pk))
    assert "Bob asked for help on" in html
    assert "Alice does not know of it" in html
    assert "money" not in html


def test_answers_and_words_of_check_ins_are_never_shown(client: Client, organiser: Organiser) -> None:
    one = pair(organiser, days=60)
    for number, side in enumerate([one.mentee.person, one.mentor.person]):
        make.CheckInFactory(
            mentorship=one,
            person=side,
            state="answered",
            number=number,
            answered_at=timezone.now() - 40 * DAY,
            met=False,
            pulse=1,
            blocker="He never listens.",
        )
    for address in (url(organiser), url(organiser, "help_pair", one.pk)):
        html = read(client, address)
        assert "Alice Adeyemi" in html
        assert "listens" not in html
        assert "Low answers" not in html


def test_an_organiser_sees_nothing_of_their_own_mentorship(client: Client, organiser: Organiser) -> None:
    mine = pair(organiser, mentor__person=organiser.person)
    make.HelpRequestFactory(mentorship=mine, asked_by=mine.mentee.person)
    html = read(client, url(organiser))
    assert "Nobody needs you just now" in html
    assert 'class="count"' not in html
    for address in (url(organiser, "help_pair", mine.pk), url(organiser, "help_action", mine.pk, "end")):
        assert client.get(address).status_code == 404
    other = make.OrganiserFactory(programme=organiser.programme, person__user__is_staff=True)
    client.force_login(other.person.user)
    assert "Alice asked for help" in read(client, url(organiser))


def test_a_mentorship_of_another_programme_is_not_there(client: Client, organiser: Organiser) -> None:
    other = make.MentorshipFactory()
    action = make.HelpActionFactory(mentorship=other)
    assert client.get(url(organiser, "help_pair", other.pk)).status_code == 404
    assert client.post(url(organiser, "help_action", other.pk, "nudge")).status_code == 404
    assert client.post(url(organiser, "help_outcome", action.pk), {"outcome": "better"}).status_code == 404
    assert client.get(url(organiser, "help_action", pair(organiser).pk, "dance")).status_code == 404


def test_the_number_of_queries_does_not_grow(client: Client, organiser: Organiser) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read(client, url(organiser))
        return len(seen)

    def one_more(number: int) -> None:
        one = pair(organiser, days=40, mentee__person__name=f"Mentee {number}")
        make.HelpRequestFactory(mentorship=one, asked_by=one.mentee.person)
        make.CheckInFactory(mentorship=one, state="missed", due_at=timezone.now() - 20 * DAY)
        make.CheckInFactory(mentorship=one, state="missed", number=2, due_at=timezone.now() - 6 * DAY)
        make.HelpActionFactory(mentorship=one, returns_at=timezone.now() - DAY, taken_by=organiser.person)
        make.PauseFactory(mentorship=pair(organiser, state="paused"))

    make.HelpRuleFactory(programme=organiser.programme, key="low_pulse", threshold=2, since=make.NOW)
    one_more(0)
    first = queries()
    for number in range(1, 6):
        one_more(number)
    assert queries() == first
    assert first <= 22


# --- low answers


def test_low_answers_count_from_the_day_on_which_people_were_told(
    client: Client, organiser: Organiser
) -> None:
    one = pair(organiser, days=60)
    now = timezone.now()
    make.HelpRuleFactory(programme=organiser.programme, key="low_pulse", threshold=2, since=now - 20 * DAY)
    make.HelpRuleFactory(programme=organiser.programme, key="idle", enabled=False)

    def low(number: int, days: int) -> None:
        at = now - days * DAY
        make.CheckInFactory(
            mentorship=one, state="answered", number=number, due_at=at, answered_at=at, met=True, pulse=2
        )

    low(1, 40)
    low(2, 15)
    assert "Nobody needs you" in read(client, url(organiser))
    low(3, 1)
    html = read(client, url(organiser))
    assert "somebody should ask how it goes" in html
    assert "answers between the weeks of" in html.lower()


def test_the_check_in_says_so_before_it_is_answered(organiser: Organiser) -> None:
    one = pair(organiser)
    check_in = make.CheckInFactory(mentorship=one, state="due", due_at=timezone.now())
    client = Client()
    client.force_login(one.mentee.person.user)
    address = reverse("journeys:check_in", args=[check_in.pk])
    assert "is for you alone" in read(client, address)
    make.HelpRuleFactory(programme=organiser.programme, key="low_pulse", threshold=3, since=make.NOW)
    html = read(client, address)
    assert "3 low answers in a row" in html
    assert "is for you alone" not in html


# --- actions


def test_a_reminder_shows_its_letter_and_goes_to_both(client: Client, organiser: Organiser) -> None:
    one = pair(organiser)
    html = read(client, url(organiser, "help_action", one.pk, "nudge"))
    assert "Remind Alice and Bob" in html
    assert "How is it going with Bob?" in html
    assert Notification.objects.count() == 0
    assert act(client, organiser, one, "nudge").url == url(organiser)
    told = letters("help_nudge")
    assert set(told) == {"Alice", "Bob"}
    assert all("met" in words and "12 days" not in words for words in told.values())
    action = HelpAction.objects.get()
    assert (action.rule, action.kind, action.taken_by) == ("no_first_meeting", "nudge", organiser.person)
    assert action.evidence["no_first_meeting"]["amount"] == 12
    html = read(client, url(organiser))
    assert "Nobody needs you just now" in html
    assert "One more was looked at lately" in html


def test_a_message_goes_to_whoever_asked_alone_and_deals_with_the_call(
    client: Client, organiser: Organiser
) -> None:
    one = pair(organiser)
    call = make.HelpRequestFactory(mentorship=one, asked_by=one.mentee.person)
    form = read(client, url(organiser, "help_action", one.pk, "message"))
    assert 'value="mentee" id="id_to_0" checked' in form or 'value="mentee"' in form
    shown = client.post(
        url(organiser, "help_action", one.pk, "message"),
        {"to": "mentee", "text": "Shall we talk on Friday?", "step": "preview"},
    ).content.decode()
    assert "The letter to Alice" in shown
    assert "The letter to Bob" not in shown
    assert HelpAction.objects.count() == 0
    act(client, organiser, one, "message", to="mentee", text="Shall we talk on Friday?")
    told = letters("help_message")
    assert set(told) == {"Alice"}
    assert "Shall we talk on Friday?" in told["Alice"]
    assert HelpRequest.objects.get(pk=call.pk).handled_by == organiser.person
    assert "Shall we talk on Friday?" in read(client, url(organiser, "help_pair", one.pk))


def test_leaving_it_brings_it_back_on_its_day(client: Client, organiser: Organiser) -> None:
    one = pair(organiser)
    act(client, organiser, one, "leave", days="3")
    assert "Nobody needs you just now" in read(client, url(organiser))
    HelpAction.objects.update(returns_at=timezone.now() - DAY)
    assert "Alice Adeyemi with Bob Brown" in read(client, url(organiser))


def test_a_pause_rests_it_and_it_can_be_taken_up_again(client: Client, organiser: Organiser) -> None:
    one = pair(organiser)
    wrong = act(client, organiser, one, "pause", until="2020-01-01")
    assert wrong.status_code == 200
    assert "Choose a day after today." in wrong.content.decode()
    act(client, organiser, one, "pause", until="")
    html = read(client, url(organiser))
    assert "At rest" in html
    assert client.get(url(organiser, "help_action", one.pk, "pause")).status_code == 302
    act(client, organiser, one, "resume")
    one.refresh_from_db()
    assert one.state == "active"
    assert set(letters("mentorship_resumed")) == {"Alice", "Bob"}


def test_matching_anew_frees_both_and_leads_to_the_runs(client: Client, organiser: Organiser) -> None:
    one = pair(organiser)
    organiser.programme.mode = "both"
    organiser.programme.save(update_fields=["mode"])
    answer = act(client, organiser, one, "rematch", note="Different time zones.")
    assert answer.url == url(organiser, "help_pair", one.pk)
    one.mentee.refresh_from_db()
    assert one.mentee.active_mentorships == 0
    assert reverse("matching:organise_runs", args=[organiser.programme.slug]) in read(client, answer.url)
    assert all("time zones" not in words for words in letters("mentorship_ended").values())


def test_whoever_comes_second_is_told_what_happened(client: Client, organiser: Organiser) -> None:
    one = pair(organiser)
    other = make.OrganiserFactory(programme=organiser.programme, person__name="Wanda Watts")
    make.HelpActionFactory(mentorship=one, kind="message", taken_by=other.person, taken_at=timezone.now())
    late = act(client, organiser, one, "message", last="", to="both", text="Hello you two.")
    html = late.content.decode()
    assert late.status_code == 409
    assert "Wanda Watts: Wrote to them" in html
    assert "Hello you two." in html
    assert Notification.objects.count() == 0


def test_an_end_that_somebody_else_made_is_told(client: Client, organiser: Organiser) -> None:
    one = pair(organiser, state="ended", closed_at=timezone.now())
    late = act(client, organiser, one, "end", reason="no_time")
    assert late.status_code == 409
    assert "The mentorship is now: Ended." in late.content.decode()


def test_how_it_went_is_asked_and_kept(client: Client, organiser: Organiser) -> None:
    one = pair(organiser)
    action = make.HelpActionFactory(
        mentorship=one, taken_by=organiser.person, returns_at=timezone.now() - DAY
    )
    assert "How did it go?" in read(client, url(organiser))
    answer = client.post(url(organiser, "help_outcome", action.pk), {"outcome": "better", "from": "queue"})
    assert answer.url == url(organiser)  # type: ignore[attr-defined] # a redirect
    action.refresh_from_db()
    assert (action.outcome, action.outcome_at is not None) == ("better", True)
    assert AuditEvent.objects.filter(action="helping.outcome").count() == 1


# --- rules


def rules(**changed: Any) -> dict[str, Any]:
    usual = {
        "no_first_meeting_on": "on",
        "no_first_meeting_from": 10,
        "idle_on": "on",
        "idle_from": 14,
        "missed_check_ins_on": "on",
        "missed_check_ins_from": 2,
        "low_pulse_from": 2,
        "no_agreement_from": 30,
    }
    return {**usual, **changed}


def test_rules_are_shown_before_they_are_saved(client: Client, organiser: Organiser) -> None:
    pair(organiser, days=12)
    pair(organiser, days=7, mentee__person__name="Nina New")
    shown = client.post(url(organiser, "help_rules"), rules(no_first_meeting_from=6, step="preview"))
    html = shown.content.decode()
    assert "With these rules 2 mentorships would be named." in html
    assert "Now it is one." in html
    assert "Nina New" in html
    assert HelpRule.objects.count() == 0
    client.post(url(organiser, "help_rules"), rules(no_first_meeting_from=6, step="save"))
    assert list(HelpRule.objects.values_list("key", "threshold", "enabled")) == [
        ("no_first_meeting", 6, True)
    ]
    assert "2 mentorships need a person" in read(client, url(organiser))
    assert AuditEvent.objects.get(action="helping.rules").fields == ["no_first_meeting"]


def test_turning_low_answers_on_remembers_when(client: Client, organiser: Organiser) -> None:
    client.post(url(organiser, "help_rules"), rules(low_pulse_on="on", step="save"))
    first = HelpRule.objects.get(key="low_pulse").since
    assert first is not None
    client.post(url(organiser, "help_rules"), rules(low_pulse_on="on", low_pulse_from=3, step="save"))
    assert HelpRule.objects.get(key="low_pulse").since == first
    client.post(url(organiser, "help_rules"), rules(low_pulse_from=3, step="save"))
    assert HelpRule.objects.get(key="low_pulse").since is None


def test_a_threshold_of_nothing_is_refused(client: Client, organiser: Organiser) -> None:
    answer = client.post(url(organiser, "help_rules"), rules(idle_from=0, step="save"))
    assert answer.status_code == 200
    assert HelpRule.objects.count() == 0
