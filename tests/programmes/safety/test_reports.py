"""Reporting somebody: what is kept, who reads it and who never does, by when, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, Person, User
from accounts.transitions import StaleState
from journeys.models import Message
from journeys.queries.reported import reading_of
from matching.models import Mentorship
from notifications.kinds import registry
from notifications.models import Notification
from programmes.enums import SafetyOutcome, SafetyReason
from programmes.log import visible
from programmes.models import Enrolment, PrivateReading, Programme, SafetyReport
from programmes.operations.safety import close_report, remind_due, reopen_report, take_in_hand
from programmes.readings import readings_of
from programmes.safety import in_care_of, readers_of
from programmes.safety_clock import answer_by
from tests import factories as make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def contact() -> Person:
    made: Person = make.PersonFactory(name="Cora Contact")
    return made


@pytest.fixture
def pair(contact: Person) -> Mentorship:
    made: Mentorship = make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi",
        mentor__person__name="Bob Baptiste",
        mentee__programme__safeguarding_contact=contact,
        started_at=timezone.now(),
    )
    return made


def as_(person: Person | User) -> Client:
    client = Client()
    client.force_login(person if isinstance(person, User) else person.user)
    return client


def sends(pair: Mentorship, *, kind: str = "mentorship", pk: Any = None, **said: Any) -> SafetyReport:
    client = as_(pair.mentee.person)
    address = reverse("programmes:safety_report", args=[kind, pk or pair.pk])
    answer = client.post(address, {"reason": "harassment", "words": "He shouts.", **said})
    assert answer.status_code == 302, answer.text
    return SafetyReport.objects.latest("received_at")


def page(report: SafetyReport, *more: Any, verb: str = "report") -> str:
    return reverse(f"programmes:safeguarding_{verb}", args=[report.pk, *more])


def letters() -> list[tuple[str, User]]:
    return [(one.kind, one.recipient) for one in Notification.objects.order_by("kind", "recipient__email")]


# --- the deadline


@pytest.mark.parametrize("reason", list(SafetyReason))
def test_the_graver_the_sooner(reason: SafetyReason) -> None:
    days = (answer_by(reason, NOON) - NOON).days
    assert days == {"young_person": 1, "danger": 1, "sexual": 1, "harassment": 2, "discrimination": 2}.get(
        reason, 5
    )


# --- making one


def test_a_report_is_kept_read_by_the_contact_and_told_to_nobody_else(
    pair: Mentorship, contact: Person
) -> None:
    make.OrganiserFactory(programme=pair.programme)
    make.UserFactory(is_superuser=True, is_staff=True)
    report = sends(pair)
    assert (report.about, report.reported_by) == (pair.mentor.person, pair.mentee.person)
    assert (report.seen_on, report.subject_id, report.state) == ("mentorship", pair.pk, "received")
    assert report.answer_by - report.received_at == timedelta(days=2)
    assert letters() == [("safety_received", contact.user)]
    assert not visible(pair.programme).exists()
    assert "He shouts." in as_(contact).get(page(report)).text


def test_what_stood_there_is_kept_though_it_is_taken_back(pair: Mentorship) -> None:
    message = make.MessageFactory(mentorship=pair, author=pair.mentor.person, text="Come to my house.")
    report = sends(pair, kind="message", pk=message.pk)
    Message.objects.update(text="", withdrawn_at=timezone.now())
    report.refresh_from_db()
    assert (report.seen_on, report.quoted) == ("message", "Come to my house.")


def test_of_a_request_the_words_of_the_other_one_are_quoted() -> None:
    now = timezone.now()
    asked = make.RequestFactory(want="Teach me to sell.", sent_at=now, expires_at=now + timedelta(days=9))
    for person, quoted in ((asked.mentor.person, True), (asked.mentee.person, False)):
        text = as_(person).get(reverse("programmes:safety_report", args=["request", asked.pk])).text
        assert ("Teach me to sell." in text) == quoted


def test_one_can_block_as_well(pair: Mentorship) -> None:
    report = sends(pair, blocks="on")
    assert Block.objects.get().blocked == report.about
    pair.refresh_from_db()
    assert pair.state == "ended"
    # Whom one blocked can still be reported.
    sends(pair, kind="blocked", pk=report.about_id, reason="money")
    assert SafetyReport.objects.count() == 2


def test_pressed_twice_it_is_one_report(pair: Mentorship) -> None:
    assert sends(pair) == sends(pair)
    assert len(letters()) == 1
    sends(pair, words="He shouts again.")
    assert SafetyReport.objects.count() == 2


def test_another_reason_asks_for_words_and_keeps_what_was_typed(pair: Mentorship) -> None:
    client = as_(pair.mentee.person)
    address = reverse("programmes:safety_report", args=["mentorship", pair.pk])
    answer = client.post(address, {"reason": "other", "words": "", "blocks": "on"})
    assert "Say in a few words" in answer.text
    form = answer.context["form"]
    assert (form["reason"].value(), form["blocks"].value()) == ("other", True)
    assert not SafetyReport.objects.exists()


def test_where_two_programmes_are_shared_the_right_one_is_asked_for(pair: Mentorship) -> None:
    other = make.MenteeFactory(person=pair.mentee.person)
    make.MentorFactory(programme=other.programme, person=pair.mentor.person)
    report = sends(pair, programme=str(other.programme_id))
    assert report.programme == other.programme
    client = as_(pair.mentee.person)
    address = reverse("programmes:safety_report", args=["mentorship", pair.pk])
    foreign = make.ProgrammeFactory()
    refused = client.post(address, {"reason": "money", "programme": str(foreign.pk)})
    assert "error" in refused.text
    assert not SafetyReport.objects.filter(programme=foreign).exists()


# --- who reads it


@pytest.mark.parametrize("why", ["none", "accused", "reporter", "gone", "erased"])
def test_without_a_contact_who_can_read_it_it_is_the_operators(
    pair: Mentorship, contact: Person, why: str
) -> None:
    operator = make.UserFactory(is_superuser=True, is_staff=True)
    programme = pair.programme
    if why in {"none", "accused", "reporter"}:
        who = {"none": None, "accused": pair.mentor.person, "reporter": pair.mentee.person}[why]
        Programme.objects.filter(pk=programme.pk).update(safeguarding_contact=who)
    elif why == "gone":
        User.objects.filter(pk=contact.user_id).update(is_active=False)
    else:
        Person.objects.filter(pk=contact.pk).update(erased_at=timezone.now())
    report = sends(pair)
    assert letters() == [("safety_received", operator)]
    assert list(in_care_of(operator, None)) == [report]
    named = SafetyReport.objects.select_related("programme__safeguarding_contact__user").get()
    assert readers_of(named) == [operator]
    for person in (pair.mentor.person, pair.mentee.person):
        assert as_(person).get(page(report)).status_code == 404
    assert as_(operator).get(page(report)).status_code == 200


def test_an_operator_never_reads_one_about_themself(pair: Mentorship, contact: Person) -> None:
    Programme.objects.update(safeguarding_contact=None)
    accused = pair.mentor.person.user
    accused.is_superuser = accused.is_staff = True
    accused.save()
    report = sends(pair)
    assert letters() == []
    assert as_(accused).get(page(report)).status_code == 404
    assert (
        report.about.name not in as_(accused).get(reverse("programmes:safeguarding")).text.split("<main")[1]
    )


def test_nobody_else_finds_it_and_whom_it_is_about_never_learns(pair: Mentorship, contact: Person) -> None:
    organiser = make.OrganiserFactory(programme=pair.programme).person
    operator = make.UserFactory(is_superuser=True, is_staff=True)
    report = sends(pair)
    for who in (pair.mentee.person, pair.mentor.person, organiser, operator):
        client = as_(who)
        for verb in ("report", "take", "note", "close", "reopen"):
            answer = client.post(page(report, verb=verb)) if verb != "report" else client.get(page(report))
            assert answer.status_code == 404
        address = reverse("journeys:safeguarding_conversation", args=[report.pk])
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert as_(organiser).get(reverse("programmes:safeguarding")).status_code == 404
    assert as_(pair.mentor.person).get(reverse("programmes:my_report", args=[report.pk])).status_code == 404
    take_in_hand(report, by=contact, now=NOON)
    close_report(report, outcome=SafetyOutcome.TALKED, told="Thank you.", by=contact, now=NOON)
    assert {user for _kind, user in letters()} == {contact.user, pair.mentee.person.user}
    assert not visible(pair.programme).exists()


def test_the_contact_shows_a_second_factor_where_organisers_do(
    pair: Mentorship, contact: Person, settings: Any
) -> None:
    report = sends(pair)
    settings.SECOND_FACTOR = True
    for address in (reverse("programmes:safeguarding"), page(report)):
        answer = as_(contact).get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("accounts:second_step"))
        assert as_(pair.mentor.person).get(address).status_code == 404


# --- what the contact does


def test_from_new_to_closed_and_open_again(pair: Mentorship, contact: Person) -> None:
    report, client, alice = sends(pair), as_(contact), as_(pair.mentee.person)
    mine = reverse("programmes:my_report", args=[report.pk])
    assert "It has arrived" in alice.get(mine).text
    assert client.post(page(report, verb="take")).status_code == 302
    assert "Somebody is looking into it" in alice.get(mine).text
    assert client.post(page(report, verb="note"), {"note": "I called her."}).status_code == 302
    told = {"outcome": "talked", "told": "Thank you, we talked.", "note": "Keep an eye on it."}
    assert client.post(page(report, verb="close"), told).status_code == 302
    answer = alice.get(mine).text
    assert "Thank you, we talked." in answer
    assert "I called her." not in answer
    assert "Keep an eye on it." not in answer
    assert ("safety_closed", pair.mentee.person.user) in letters()
    assert client.post(page(report, verb="reopen")).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.closed_at, report.told) == ("in_hand", None, "Thank you, we talked.")
    states = list(report.history.values_list("from_state", "to_state"))
    assert states == [
        ("", "received"), ("received", "in_hand"), ("in_hand", "in_hand"), ("in_hand", "closed"), ("closed", "in_hand"),
    ]  # fmt: skip


def test_a_press_too_late_says_so_and_keeps_what_was_typed(pair: Mentorship, contact: Person) -> None:
    report, client = sends(pair), as_(contact)
    assert client.post(page(report, verb="reopen")).status_code == 409
    take_in_hand(report, by=contact, now=NOON)
    close_report(report, outcome=SafetyOutcome.NOTHING, told="Thank you.", by=contact, now=NOON)
    late = client.post(page(report, verb="take"))
    assert (late.status_code, "it is “Closed” now" in late.text) == (409, True)
    late = client.post(page(report, verb="close"), {"outcome": "talked", "told": "My long answer."})
    assert late.status_code == 409
    assert "My long answer." in late.text
    with pytest.raises(StaleState):
        take_in_hand(report, by=contact, now=NOON)
    reopen_report(report, by=contact, now=NOON)
    assert client.post(page(report, verb="reopen")).status_code == 409


def test_closing_without_an_answer_keeps_what_was_typed(pair: Mentorship, contact: Person) -> None:
    report = sends(pair)
    answer = as_(contact).post(page(report, verb="close"), {"told": "", "note": "A note of mine."})
    assert answer.status_code == 200
    assert "A note of mine." in answer.text
    report.refresh_from_db()
    assert report.state == "received"


def test_the_page_shows_other_reports_and_what_else_goes_on(pair: Mentorship, contact: Person) -> None:
    report = sends(pair)
    other = make.SafetyReportFactory(programme=pair.programme, about=pair.mentor.person, reason="money")
    elsewhere = make.SafetyReportFactory(about=pair.mentor.person, reason="false")
    back = make.SafetyReportFactory(
        programme=pair.programme, about=pair.mentee.person, reported_by=pair.mentor.person
    )
    mentee = make.MenteeFactory(programme=pair.programme, person__name="Mira Moreau")
    make.MentorshipFactory(mentee=mentee, mentor=pair.mentor)
    text = as_(contact).get(page(report)).text
    for seen in (page(other), page(back), "Mira Moreau", "Alice Adeyemi with Bob Baptiste"):
        assert seen in text
    assert page(elsewhere) not in text


def test_the_messages_are_opened_for_an_hour_and_it_is_kept(pair: Mentorship, contact: Person) -> None:
    make.MessageFactory(mentorship=pair, author=pair.mentor.person, text="Come to my house.")
    report, client = sends(pair), as_(contact)
    address = reverse("journeys:safeguarding_conversation", args=[report.pk])
    assert "Come to my house." not in client.get(address).text
    assert not PrivateReading.objects.exists()
    assert client.post(address).status_code == 302
    assert "Come to my house." in client.get(address).text
    reading = PrivateReading.objects.get()
    assert (reading.reader, reading.report, reading.what) == (contact, report, "messages")
    assert readings_of(pair.mentor.person) == []
    assert not visible(pair.programme).exists()
    # What was opened because of one report opens no other, and not for ever.
    other = make.SafetyReportFactory(
        programme=pair.programme, about=pair.mentor.person, reported_by=pair.mentee.person
    )
    elsewhere = reverse("journeys:safeguarding_conversation", args=[other.pk])
    assert "Come to my house." not in client.get(elsewhere).text
    assert reading_of(report, reader=contact, now=reading.closes_at) is None


def test_the_contact_ends_the_mentorship_and_neither_is_told_why(pair: Mentorship, contact: Person) -> None:
    report, client = sends(pair), as_(contact)
    stranger = make.MentorshipFactory(mentee__programme=pair.programme)
    assert client.get(reverse("matching:safeguarding_end", args=[report.pk, stranger.pk])).status_code == 404
    address = reverse("matching:safeguarding_end", args=[report.pk, pair.pk])
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason) == ("ended", "other")
    assert client.post(address).status_code == 409
    told = Notification.objects.filter(kind="mentorship_ended")
    for notification in told:
        letter = registry["mentorship_ended"].load(notification)
        assert letter is not None
        assert not letter.context["by_other"]
        assert "report" not in str(letter.context).lower()
    assert told.count() == 2


def test_the_contact_takes_the_person_out(pair: Mentorship, contact: Person) -> None:
    report, client = sends(pair), as_(contact)
    assert client.get(page(report, pair.mentee.pk, verb="take_out")).status_code == 404
    address = page(report, pair.mentor.pk, verb="take_out")
    assert "leaves" in client.get(address).text
    assert client.post(address).status_code == 302
    assert Enrolment.objects.get(pk=pair.mentor.pk).state == "withdrawn"
    assert client.post(address).status_code == 409


# --- what nobody takes in hand


def test_what_nobody_takes_in_hand_is_brought_to_mind_once(pair: Mentorship, contact: Person) -> None:
    operator = make.UserFactory(is_superuser=True, is_staff=True)
    report = sends(pair)
    Notification.objects.all().delete()
    late = report.answer_by
    assert remind_due(now=late - timedelta(minutes=1)) == 0
    assert remind_due(now=late) == 1
    assert remind_due(now=late) == 0
    assert set(letters()) == {("safety_late", contact.user), ("safety_late", operator)}
    told = {one.recipient: registry[one.kind].load(one) for one in Notification.objects.all()}
    mine, theirs = told[contact.user], told[operator]
    assert mine is not None
    assert theirs is not None
    assert str(report.pk) in str(mine.context["action_url"])
    assert str(report.pk) not in str(theirs.context)
    assert theirs.context["contact"] == "Cora Contact"
    take_in_hand(SafetyReport.objects.get(), by=contact, now=late)
    assert all(registry[one.kind].load(one) is None for one in Notification.objects.all())


def test_whoever_is_accused_is_not_reminded_though_they_run_the_site(
    pair: Mentorship, contact: Person
) -> None:
    User.objects.filter(pk=pair.mentor.person.user_id).update(is_superuser=True)
    report = sends(pair)
    assert remind_due(now=report.answer_by) == 1
    assert {user for _kind, user in letters()} == {contact.user}


def test_where_nothing_is_due_it_is_one_query(pair: Mentorship) -> None:
    sends(pair)
    with CaptureQueriesContext(connection) as queries:
        assert remind_due(now=timezone.now()) == 0
    assert len(queries) == 1


def test_no_letter_says_who_what_or_why(pair: Mentorship, contact: Person) -> None:
    report = sends(pair)
    close_report(report, outcome=SafetyOutcome.TALKED, told="I talked with Bob.", by=contact, now=NOON)
    for notification in Notification.objects.filter(kind__startswith="safety_"):
        letter = registry[notification.kind].load(notification)
        said = "" if letter is None else str(letter.context)
        for secret in ("Bob", "Alice", "shouts", "talked", "harass"):
            assert secret not in said


# --- lists


def test_the_lists_cost_the_same_at_any_length(pair: Mentorship, contact: Person) -> None:
    report = sends(pair)
    addresses = [
        (contact, reverse("programmes:safeguarding")),
        (contact, reverse("programmes:safeguarding") + "?view=closed"),
        (contact, page(report)),
        (contact, reverse("journeys:dashboard")),
        (pair.mentee.person, reverse("programmes:my_reports")),
    ]

    def costs() -> list[int]:
        found = []
        for person, address in addresses:
            client = as_(person)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    people = {"programme": pair.programme, "about": report.about, "reported_by": report.reported_by}
    closed = {"state": "closed", "closed_at": NOON, "outcome": "nothing"}
    make.SafetyReportFactory(**people, **closed)
    before = costs()
    for _number in range(3):
        make.SafetyReportFactory(**people)
        make.SafetyReportFactory(**people, **closed)
        make.SafetyReportEventFactory(report=report, from_state="received", note="A note.", by=contact)
        make.MentorshipFactory(mentor=pair.mentor, mentee__programme=pair.programme)
    assert costs() == before


def test_the_way_there_is_shown_to_those_alone_who_need_it(pair: Mentorship, contact: Person) -> None:
    link = f'href="{reverse("programmes:safeguarding")}"'
    assert link in as_(contact).get(reverse("accounts:profile")).text
    assert link not in as_(pair.mentee.person).get(reverse("accounts:profile")).text
    assert "report waits for you" not in as_(contact).get(reverse("journeys:dashboard")).text
    sends(pair)
    assert "1 report waits for you" in as_(contact).get(reverse("journeys:dashboard")).text
