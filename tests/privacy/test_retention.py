"""What is over its limit goes by itself, and nothing else does."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import AuditEvent, AuditReason, Person
from accounts.operations import retention as operations
from accounts.operations.audit import record
from accounts.operations.erasing import nothing
from accounts.operations.retention import SIGN, foreseen, retain, retain_due
from accounts.privacy import DECLARATIONS, Erasing, Kept, Sensitivity
from accounts.retention import SETTLED_FOR, due, retention, routes, years_after, years_before
from journeys.models import Message
from journeys.queries.contributions import contributions
from matching.models import MentorInvitation, Mentorship, ShownMentor
from notifications.models import Heartbeat, Notification
from programmes.models import Enquiry, Enrolment, Event, PeopleImport, Programme, SafetyReport
from tests import factories as make
from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import Outcome
from tests.factories import NOW
from tests.pages.test_markup import look
from tests.privacy.canaries import _write, broken_keys, found, is_words
from tests.privacy.test_canaries import figures
from tests.world import World, build_world

DAY = timedelta(days=1)
LIMIT = years_before(NOW)
OLD, YOUNG, REOPENED = "kkold", "llyoung", "mmopen"


def close(programme: Programme, *moments: datetime, archived: bool = False) -> None:
    """Closes `programme` at the first moment, opens it again at the second, closes it at the third, and so on; in the end it may
    be archived besides."""
    state = programme.state
    for number, at in enumerate(moments):
        to = "closed" if number % 2 == 0 else "running"
        make.ProgrammeEventFactory(programme=programme, at=at, from_state=state, to_state=to)
        state = to
    if archived:
        make.ProgrammeEventFactory(programme=programme, at=NOW - DAY, from_state=state, to_state="archived")
        state = "archived"
    Programme.objects.filter(pk=programme.pk).update(state=state)


def limited() -> list[type[models.Model]]:
    """The models of which something has its end with its programme."""
    labels = {label for (label, _name), rule in DECLARATIONS.rules.items() if rule.kept == Kept.PROGRAMME}
    return [apps.get_model(label) for label in sorted(labels)]


# --- what the declarations promise


def test_what_stays_says_so() -> None:
    """A field that erasing lets stay has no end by time, and the other way round."""
    untrue = [
        key
        for key, rule in DECLARATIONS.rules.items()
        if rule.sensitivity != Sensitivity.NONE
        and rule.kept != Kept.ALWAYS
        and (rule.erasing == Erasing.KEEP) != (rule.kept == Kept.COUNTED)
    ]
    assert untrue == []


def test_what_is_kept_for_ever_is_named_here() -> None:
    always = {
        label
        for (label, _name), rule in DECLARATIONS.rules.items()
        if rule.sensitivity != Sensitivity.NONE and rule.kept == Kept.ALWAYS
    }
    assert always == {
        "accounts.AuditEvent",
        "accounts.Erasure",
        "notifications.DemoMail",
        "programmes.PrivateReading",
    }


@pytest.mark.parametrize("model", limited(), ids=lambda model: model._meta.label)
def test_what_ends_with_a_programme_leads_to_one(model: type[models.Model]) -> None:
    if model in retention.among:
        assert routes(model, Programme) == []
    else:
        assert len(routes(model, Programme)) >= 1
        # Of several ways as short each ends at the same programme: of one pair, of one run.
        assert all(way.endswith("programme") for way in routes(model, Programme))


def test_the_shortest_way_by_keys_that_must_be_there() -> None:
    assert routes(Programme, Programme) == ["pk"]
    assert routes(Message, Programme) == ["mentorship__programme"]
    # Not by its mentorship, which comes with the answer.
    assert routes(MentorInvitation, Programme) == ["mentee__programme"]
    assert routes(ShownMentor, Programme) == ["mentor__programme"]
    assert routes(Person, Programme) == []


def test_whatever_ends_after_it_was_dealt_with_says_when_that_was() -> None:
    labels = {label for (label, _name), rule in DECLARATIONS.rules.items() if rule.kept == Kept.SENT}
    assert {model._meta.label for model in retention.settled} == labels


@pytest.mark.parametrize(
    ("moment", "before", "after"),
    [
        ("2026-11-27T08:00:00+00:00", "2024-11-27T08:00:00+00:00", "2028-11-27T08:00:00+00:00"),
        ("2028-02-29T08:00:00+00:00", "2026-02-28T08:00:00+00:00", "2030-03-01T08:00:00+00:00"),
    ],
)
def test_two_years_are_two_years(moment: str, before: str, after: str) -> None:
    at = datetime.fromisoformat(moment)
    assert (years_before(at).isoformat(), years_after(at).isoformat()) == (before, after)


# --- programmes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moments", "is_over"),
    [
        ([LIMIT - DAY], True),
        ([LIMIT], True),
        ([LIMIT + DAY], False),
        ([LIMIT - 90 * DAY, LIMIT - 60 * DAY], False),  # goes on
        ([LIMIT - 90 * DAY, LIMIT - 60 * DAY, LIMIT + DAY], False),
        ([LIMIT - 90 * DAY, LIMIT - 60 * DAY, LIMIT - DAY], True),
        ([], False),
    ],
)
def test_when_a_programme_is_over(moments: list[datetime], is_over: bool) -> None:
    programme = make.ProgrammeFactory(state="running")
    close(programme, *moments)
    assert [one.pk for one in retention.over(NOW)] == ([programme.pk] if is_over else [])


@pytest.mark.django_db
def test_archiving_opens_nothing() -> None:
    programme = make.ProgrammeFactory(state="running")
    close(programme, LIMIT - DAY, archived=True)
    assert [(one.name, one.closed_at) for one in retention.over(NOW)] == [(programme.name, LIMIT - DAY)]


def factories() -> dict[type[models.Model], Any]:
    return {
        factory._meta.model: factory
        for _name, factory in inspect.getmembers(make, inspect.isclass)
        if issubclass(factory, DjangoModelFactory) and factory._meta.model is not None
    }


def programmes_of(row: Any) -> Iterator[Programme]:
    """The programme of a row, and any other that its factory made beside it."""
    for way in routes(type(row), Programme):
        yield Programme.objects.get(pk=type(row)._default_manager.values_list(way, flat=True).get(pk=row.pk))


def canaries() -> set[str]:
    """Rows of every model in a programme that is over, one that is not yet, and one that was opened again, each with a mark in
    each of its words; the fields that were marked."""
    marked = set()
    made = factories()
    for model in limited():
        if model in retention.among:
            continue
        for token, moments in (
            (OLD, [LIMIT - DAY]),
            (YOUNG, [LIMIT + DAY]),
            (REOPENED, [LIMIT - 90 * DAY, LIMIT - DAY]),
        ):
            row = made[model]()
            for programme in set(programmes_of(row)):
                close(programme, *moments)
            for words in filter(is_words, model._meta.concrete_fields):
                rule = DECLARATIONS.rules[model._meta.label, words.name]
                if rule.kept == Kept.PROGRAMME and _write(model, words, [row.pk], token):
                    marked.add(f"{model._meta.label}.{words.name}")
    SafetyReport.objects.update(state="closed", closed_at=LIMIT - DAY)
    return marked


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.mark.django_db
def test_of_a_programme_that_is_over_no_word_is_left(
    storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    marked = canaries()
    assert len(marked) >= 45
    before = {token: len(places(token, storage)) for token in (OLD, YOUNG, REOPENED)}
    assert before[OLD] == before[YOUNG] == before[REOPENED]
    overs, told = foreseen(now=NOW)
    assert len(overs) >= len(limited()) - 1
    rows = sum(one.count for one in told)
    with django_capture_on_commit_callbacks(execute=True):
        assert retain(now=NOW) == rows
    assert places(OLD, storage) == []
    assert {token: len(places(token, storage)) for token in (YOUNG, REOPENED)} == {
        YOUNG: before[YOUNG],
        REOPENED: before[REOPENED],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert broken_keys() == []
    # The dry run said what then happened, and so does the log. Twice is once.
    event = AuditEvent.objects.get(action="retention.keep")
    assert sum(int(part.rpartition(": ")[2]) for part in reason_of(event).split(", ")) == rows
    assert retain(now=NOW) == 0
    assert foreseen(now=NOW)[1] == []
    assert AuditEvent.objects.filter(action="retention.keep").count() == 1


def places(token: str, root: Path) -> list[str]:
    return found((token,), root)


def reason_of(event: AuditEvent) -> str:
    return AuditReason.objects.get(event_id=event.pk).text


@pytest.mark.django_db
def test_in_small_batches_it_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = make.MentorshipFactory()
    make.MessageFactory.create_batch(3, mentorship=pair, author=pair.mentee.person)
    make.MeetingNoteFactory.create_batch(2, mentorship=pair, author=pair.mentor.person)
    close(pair.programme, LIMIT - DAY)
    rows = sum(one.count for one in foreseen(now=NOW)[1])
    monkeypatch.setattr(operations, "BATCH", 1)
    done, rounds = 0, 0
    while not Heartbeat.objects.filter(pk=SIGN).exists():
        done += retain_due(now=NOW, limit=2)
        rounds += 1
    assert done == rows
    assert rounds == 2
    assert foreseen(now=NOW)[1] == []


@pytest.mark.django_db
def test_whoever_is_in_both_keeps_what_is_theirs() -> None:
    person = make.PersonFactory(name="Alice Adeyemi")
    old, young = make.ProgrammeFactory(), make.ProgrammeFactory()
    close(old, LIMIT - DAY)
    there = make.MenteeFactory(programme=old, person=person, where_i_am="At the start.")
    here = make.MenteeFactory(programme=young, person=person, where_i_am="Half way.")
    notes = [make.OrganiserNoteFactory(enrolment=one, text="Called.") for one in (there, here)]
    account = Person.objects.filter(pk=person.pk).values().get()
    retain(now=NOW)
    assert Person.objects.filter(pk=person.pk).values().get() == account
    assert set(Enrolment.objects.values_list("where_i_am", flat=True)) == {"At the start.", "Half way."}
    assert list(type(notes[0]).objects.values_list("pk", flat=True)) == [notes[1].pk]


@pytest.mark.django_db
def test_words_that_must_stand_say_why_they_are_gone() -> None:
    message = make.MessageFactory(text="See you on Monday.")
    close(message.mentorship.programme, LIMIT - DAY)
    retain(now=NOW)
    message.refresh_from_db()
    assert message.text == "Removed: the programme ended long ago."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "is_left"),
    [
        ({"state": "in_hand"}, True),
        ({"state": "closed", "closed_at": NOW - 89 * DAY}, True),
        ({"state": "closed", "closed_at": NOW - 91 * DAY}, False),
    ],
)
def test_a_report_that_is_worked_on_keeps_its_words(case: dict[str, Any], is_left: bool) -> None:
    report = make.SafetyReportFactory(words="He wrote at night.", **case)
    reading = make.PrivateReadingFactory(programme=report.programme, report=report, reason="To see it.")
    alone = make.PrivateReadingFactory(programme=report.programme, report=None, reason="They asked me to.")
    close(report.programme, LIMIT - DAY)
    retain(now=NOW)
    for row in (report, reading, alone):
        row.refresh_from_db()
    assert (report.words, reading.reason == "To see it.") == (
        "He wrote at night." if is_left else "",
        is_left,
    )
    assert alone.reason != "They asked me to."


# --- what was dealt with


@pytest.mark.django_db
def test_letters_go_after_ninety_days() -> None:
    late, soon = NOW - SETTLED_FOR - DAY, NOW - SETTLED_FOR + DAY
    times = [{"created_at": at, "not_before": at} for at in (late, soon)]
    gone = [
        make.NotificationFactory(state="sent", sent_at=late, **times[0]),
        make.NotificationFactory(state="suppressed", **times[0]),
        make.NotificationFactory(state="failed", **times[0]),
    ]
    stays = [
        make.NotificationFactory(state="sent", sent_at=soon, **times[0]),
        make.NotificationFactory(state="suppressed", **times[1]),
        make.NotificationFactory(state="queued", **times[0]),
    ]
    assert retain(now=NOW) == len(gone)
    assert set(Notification.objects.values_list("pk", flat=True)) == {one.pk for one in stays}


@pytest.mark.django_db
def test_questions_of_visitors_go_once_they_are_answered_or_nobody_will() -> None:
    late = NOW - SETTLED_FOR - DAY
    closed = make.ProgrammeFactory(state="running")
    close(closed, late)
    organiser = make.PersonFactory()
    make.EnquiryFactory(created_at=late, answered_at=late, answered_by=organiser)
    make.EnquiryFactory(programme=closed, created_at=late)
    stays = [
        make.EnquiryFactory(created_at=late),  # still waits
        make.EnquiryFactory(created_at=late, answered_at=NOW - DAY, answered_by=organiser),
    ]
    retain(now=NOW)
    assert set(Enquiry.objects.values_list("pk", flat=True)) == {one.pk for one in stays}


@pytest.mark.django_db
def test_of_an_import_the_facts_stay() -> None:
    late = NOW - SETTLED_FOR - DAY
    job = make.JobFactory(kind="import", state="done", finished_at=late, subject_id=None)
    done = make.PeopleImportFactory(job=job, path="", file_name="who.csv", uploaded_at=late, report=[[1]])
    fresh = make.PeopleImportFactory(path="imports/x/people", file_name="who.csv", uploaded_at=NOW)
    retain(now=NOW)
    facts = {one.pk: (one.file_name, one.report, one.lines) for one in PeopleImport.objects.all()}
    assert facts[done.pk] == ("–", [], done.lines)
    assert facts[fresh.pk][0] == "who.csv"


@pytest.mark.django_db
def test_sessions_that_ended_go_with_the_browser_they_were_of() -> None:
    account = make.PersonFactory().user
    Client().force_login(account)
    living = Session.objects.get()
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - DAY)
    for key in ("over", "long-gone", living.pk):
        UserSession.objects.update_or_create(
            session_key=key, defaults={"user": account, "ip": "192.0.2.1", "user_agent": "x"}
        )
    UserSession.objects.update(last_seen_at=timezone.now() - 2 * DAY)
    just_now = UserSession.objects.create(session_key="new", user=account, ip="192.0.2.1", user_agent="x")
    retain(now=timezone.now())
    assert [one.pk for one in Session.objects.all()] == [living.pk]
    assert {one.session_key for one in UserSession.objects.all()} == {living.pk, just_now.session_key}


@pytest.mark.django_db
def test_the_log_of_the_admin_and_lone_reasons_go_after_two_years() -> None:
    account, programme = make.UserFactory(), make.ProgrammeFactory()
    for at in (LIMIT - DAY, LIMIT + DAY):
        entry = LogEntry.objects.create(
            user=account,
            content_type=ContentType.objects.get_for_model(type(account)),
            object_id="1",
            object_repr="x",
            action_flag=2,
        )
        LogEntry.objects.filter(pk=entry.pk).update(action_time=at)
        record("mail.retry", account, by=None, now=at, reason=f"of nobody's programme {at:%d}")
        record("enrolment.move", account, by=None, now=at, programme_id=programme.pk, reason=f"here {at:%d}")
    retain(now=NOW)
    assert LogEntry.objects.count() == 1
    kept = set(AuditReason.objects.exclude(text__contains="LogEntry").values_list("text", flat=True))
    assert kept == {
        f"of nobody's programme {LIMIT + DAY:%d}",
        f"here {LIMIT - DAY:%d}",
        f"here {LIMIT + DAY:%d}",
    }
    close(programme, LIMIT - DAY)
    retain(now=NOW)
    assert not AuditReason.objects.filter(text__startswith="here").exists()
    assert AuditEvent.objects.filter(action="enrolment.move").count() == 2


# --- every night


@pytest.mark.django_db
def test_once_a_day_and_one_query_otherwise() -> None:
    morning = datetime.fromisoformat("2026-11-27T00:01:00+00:00")
    retain_due(now=morning)
    with CaptureQueriesContext(connection) as queries:
        assert retain_due(now=morning + timedelta(hours=23)) == 0
    assert len(queries) == 1
    late = morning - 100 * DAY
    make.NotificationFactory(state="sent", sent_at=late, created_at=late, not_before=late)
    assert retain_due(now=morning + timedelta(hours=23)) == 0
    assert retain_due(now=morning + timedelta(hours=24)) == 1
    assert AuditEvent.objects.get(action="retention.keep").actor_id is None


@pytest.mark.django_db
def test_a_table_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    note = make.OrganiserNoteFactory()
    close(note.enrolment.programme, LIMIT - DAY)
    make.NotificationFactory(state="sent", sent_at=LIMIT, created_at=LIMIT, not_before=LIMIT)
    whole = operations._batch

    def failing(one: Any, size: int) -> int:
        if one.model is Notification:
            raise OperationalError("deadlock detected")
        return whole(one, size)

    monkeypatch.setattr(operations, "_batch", failing)
    with pytest.raises(OperationalError):
        retain_due(now=NOW)
    assert not type(note).objects.exists()
    # It is tried again at the next tick.
    assert not Heartbeat.objects.filter(pk=SIGN).exists()


@pytest.mark.django_db
def test_no_query_for_each_programme() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            for one in due(NOW, retention.over(NOW), nothing):
                one.rows.exists()
        return len(queries)

    close(make.ProgrammeFactory(state="running"), LIMIT - DAY)
    one = cost()
    for _number in range(5):
        close(make.ProgrammeFactory(state="running"), LIMIT - DAY)
    assert cost() == one


@pytest.mark.django_db
def test_the_command() -> None:
    note = make.OrganiserNoteFactory(enrolment__programme__name="Open doors")
    now = timezone.now()
    close(note.enrolment.programme, years_before(now) - DAY)

    def said(*options: str) -> str:
        out = StringIO()
        call_command("retention", *options, stdout=out)
        return out.getvalue()

    dry = said("--dry-run")
    assert f"Open doors: closed {years_before(now) - DAY:%Y-%m-%d}, over since {now - DAY:%Y-%m-%d}" in dry
    assert "1  programmes.OrganiserNote goes with its row" in dry
    assert type(note).objects.exists()
    assert "Done: 1 rows" in said()
    assert not type(note).objects.exists()
    assert "Nothing is over its limit." in said("--dry-run")


# --- and the site goes on


@pytest.mark.django_db
def test_figures_are_the_same_and_pages_go_on(storage: Path) -> None:
    """Of a whole programme that is over: no number of its report changes, and nobody meets a fault."""
    world = build_world()
    now, programme = world.now, world.programme
    make.SignUpFactory(event=Event.objects.filter(programme=programme)[0], person=world.mira.person)
    close(programme, years_before(now) - DAY)
    pairs = Mentorship.objects.filter(programme=programme)
    programme.refresh_from_db()
    counted, shown = contributions(pairs), figures(programme, now)
    assert retain(now=now) > 30
    assert contributions(pairs) == counted
    assert figures(programme, now) == shown
    assert faults(world) == []


def faults(world: World) -> list[tuple[str, str]]:
    found = []
    for role, met in (("bob", "journeys:me"), ("organiser", "programmes:organise_p")):
        browser, asked = Browser(world, role), set[str]()
        for row in MATRIX:
            if row.get[role] is Outcome.PAGE and row.route.startswith(met) and row.route not in asked:
                asked.add(row.route)
                if look(browser, world, row).status_code >= 500:
                    found.append((role, str(row)))
    return found
