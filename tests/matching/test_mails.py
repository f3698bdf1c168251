"""Every letter about a request: who gets it, what it says, when it is not sent any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from matching.enums import DeclineReason, RequestState
from matching.fit import pair_fit
from matching.mails import KINDS
from matching.models import Mentorship, Request
from matching.operations import requests
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from tests.factories import BlockFactory, MenteeFactory, MentorFactory, RequestFactory
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def here() -> World:
    made = world(name="Open Harbour")
    more_mentors(made, 5)
    return made


def ask(here: World) -> Request:
    now = timezone.now()
    fit = pair_fit(here.alice, here.bob, now=now)
    return requests.ask(
        mentee=here.alice,
        mentor=here.bob,
        want="Present a budget. See evil.example/login or https://evil.example now.",
        why_you="",
        how_often="open",
        score=fit.score / 100,
        reasons=fit.as_json(),
        by=here.alice.person,
        now=now,
    )


def letter(kind: str) -> EmailMultiAlternatives | None:
    """The newest letter of this kind as it would go out now, or None where nobody wants it."""
    notification = Notification.objects.filter(kind=kind).latest("created_at")
    loaded = registry[kind].load(notification)
    return write(notification, loaded) if loaded else None


def words(kind: str) -> str:
    """Subject, text and HTML of the newest letter of this kind."""
    message = letter(kind)
    assert message is not None
    return "\n".join([message.subject, str(message.body), str(message.alternatives[0][0])])


def html(kind: str) -> str:
    message = letter(kind)
    assert message is not None
    return str(message.alternatives[0][0])


def later(request: Request, days: float) -> None:
    """The request, and the letters about it, as if they were that much older."""
    for model, names in ((Request, ("sent_at", "remind_at", "expires_at")), (Notification, ("created_at",))):
        for row in model.objects.all():
            for name in names:
                setattr(row, name, getattr(row, name) - days * DAY)
            row.save()
    request.refresh_from_db()


def _received(here: World) -> None:
    ask(here)


def _half_time(here: World) -> None:
    later(ask(here), 8)
    requests.remind_due(now=timezone.now())


def _question(here: World) -> None:
    requests.ask_more(ask(here), question="Which project?", by=here.bob.person, now=timezone.now())


def _reply(here: World) -> None:
    _question(here)
    requests.reply(Request.objects.get(), text="The new ward.", by=here.alice.person, now=timezone.now())


def _reply_reminder(here: World) -> None:
    _question(here)
    later(Request.objects.get(), 8)
    requests.remind_due(now=timezone.now())


def _accepted(here: World) -> None:
    requests.accept(ask(here), note="Tuesday?", by=here.bob.person, now=timezone.now())


def _declined(here: World) -> None:
    requests.decline(
        ask(here), reason=DeclineReason.NO_TIME, note="Try Bo.", by=here.bob.person, now=timezone.now()
    )


def _expired(here: World) -> None:
    later(ask(here), 15)
    requests.expire_due(now=timezone.now())


def _mentor_full(here: World) -> None:
    ask(here)
    here.bob.capacity = 1
    here.bob.save()
    rival = RequestFactory(mentee=MenteeFactory(programme=here.programme), mentor=here.bob)
    requests.accept(rival, by=here.bob.person, now=timezone.now())


def _mentee_matched(here: World) -> None:
    ask(here)
    other = RequestFactory(mentee=here.alice, mentor=MentorFactory(programme=here.programme), slot=2)
    requests.accept(other, by=other.mentor.person, now=timezone.now())


ALICE, BOB = "Alice Adeyemi", "Bob Baptiste"
CASES: list[tuple[str, Callable[[World], None], str, str, list[str]]] = [
    (
        "request_received",
        _received,
        BOB,
        f"{ALICE} would like your help",
        ["Open Harbour", "Present a budget.", "Presenting"],
    ),
    (
        "request_half_time",
        _half_time,
        BOB,
        f"{ALICE} still waits for your answer",
        ["5 days left", "only reminder"],
    ),
    ("request_question", _question, ALICE, f"{BOB} has a question for you", ["Which project?", "/reply/"]),
    ("request_reply", _reply, BOB, f"{ALICE} replied to your question", ["Which project?", "The new ward."]),
    (
        "request_reply_reminder",
        _reply_reminder,
        ALICE,
        f"{BOB} still waits for your reply",
        ["Which project?", "/reply/"],
    ),
    ("request_accepted", _accepted, ALICE, f"{BOB} said yes", ["Tuesday?", "/mentorships/"]),
    (
        "request_declined",
        _declined,
        ALICE,
        f"{BOB} has no room at the moment",
        ["I have no time just now", "Try Bo."],
    ),
    ("request_expired", _expired, ALICE, f"No answer from {BOB} in time", ["Nobody is at fault"]),
    ("request_closed_mentor_full", _mentor_full, ALICE, f"{BOB} has no place left", ["last place"]),
    ("request_closed_mentee_matched", _mentee_matched, BOB, f"{ALICE} found a mentor", ["nothing to answer"]),
]
OFFERING = {"request_declined", "request_expired", "request_closed_mentor_full"}


def test_every_kind_has_a_case() -> None:
    assert {case[0] for case in CASES} == {about.name for about in KINDS}


@pytest.mark.parametrize(
    ("kind", "arrange", "reader", "subject", "said"), CASES, ids=[case[0] for case in CASES]
)
def test_a_letter_says_what_happened_to_whom_it_concerns(
    here: World, kind: str, arrange: Callable[[World], None], reader: str, subject: str, said: list[str]
) -> None:
    arrange(here)
    message = letter(kind)
    assert message is not None
    person = (here.alice if reader == ALICE else here.bob).person
    assert message.to == [person.user.email]
    assert message.subject == subject
    assert message.reply_to == []
    for body in (str(message.body), str(message.alternatives[0][0])):
        for expected in (f"Hello {person.first_name},", "You get this because", "http://127.0.0.1", *said):
            assert expected in body
    assert ("Who else could help" in str(message.body)) == (kind in OFFERING)


@pytest.mark.parametrize("kind", sorted(OFFERING))
def test_a_no_offers_three_mentors_who_were_not_asked(here: World, kind: str) -> None:
    next(case for case in CASES if case[0] == kind)[1](here)
    body = words(kind)
    offered = {mentor for mentor in body.split("/mentors/")[1:] for mentor in [mentor.split("/")[0]]}
    assert len(offered) == 3
    assert str(here.bob.pk) not in offered
    assert "match" in body


def test_what_people_write_is_quoted_and_never_a_link(here: World) -> None:
    ask(here)
    body = words("request_received")
    assert "Present a budget." in body
    assert "evil.example" not in body
    assert "https://evil" not in body
    assert "evil.\u200bexample" in body


def test_a_name_is_no_link_and_no_markup(here: World) -> None:
    here.alice.person.name = "<b>O'Neil</b> evil.example"
    here.alice.person.save()
    ask(here)
    message = letter("request_received")
    assert message is not None
    assert message.subject.startswith("<b>O'Neil<")
    assert "evil.example" not in message.subject
    assert "<b>O" not in str(message.alternatives[0][0])


def test_the_clock_is_told_in_the_readers_own_zone(here: World) -> None:
    here.bob.person.zone = "Asia/Kathmandu"
    here.bob.person.save()
    request = ask(here)
    local = request.expires_at + timedelta(hours=5, minutes=45)
    assert f"{local:%H:%M} (Asia/Kathmandu)" in words("request_received")


# --- not wanted any more


@pytest.mark.parametrize(("kind", "arrange"), [case[:2] for case in CASES], ids=[case[0] for case in CASES])
def test_nobody_gets_a_letter_about_somebody_who_cannot_be_reached(
    here: World, kind: str, arrange: Callable[[World], None]
) -> None:
    arrange(here)
    for person in (here.alice.person, here.bob.person):
        person.user.is_active = False
        person.user.save()
        assert letter(kind) is None
        person.user.is_active = True
        person.user.save()
    assert letter(kind) is not None
    BlockFactory(blocker=here.bob.person, blocked=here.alice.person)
    assert letter(kind) is None


@pytest.mark.parametrize("kind", ["request_received", "request_half_time"])
def test_a_request_taken_back_needs_no_letter(here: World, kind: str) -> None:
    _half_time(here)
    assert letter(kind) is not None
    requests.withdraw(Request.objects.get(), by=here.alice.person, now=timezone.now())
    assert letter(kind) is None


def test_a_question_that_was_answered_needs_no_letter_nor_one_of_a_round_before(here: World) -> None:
    _reply(here)
    assert letter("request_question") is None
    assert letter("request_reply") is not None
    later(Request.objects.get(), 1)
    requests.ask_more(Request.objects.get(), question="And when?", by=here.bob.person, now=timezone.now())
    first = Notification.objects.filter(kind="request_question").earliest("created_at")
    assert registry["request_question"].load(first) is None
    assert "And when?" in words("request_question")


def test_no_reminder_once_the_time_is_up(here: World) -> None:
    _half_time(here)
    later(Request.objects.get(), 8)
    assert letter("request_half_time") is None


def test_a_letter_goes_to_its_own_reader_alone(here: World) -> None:
    ask(here)
    Notification.objects.update(recipient=here.alice.person.user)
    assert letter("request_received") is None


def test_offering_others_costs_the_same_for_few_and_many(
    here: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _declined(here)
    notification = Notification.objects.get(kind="request_declined")
    registry["request_declined"].load(notification)
    with django_assert_max_num_queries(40) as few:
        registry["request_declined"].load(notification)
    more_mentors(here, 20, seed=9)
    registry["request_declined"].load(notification)
    with django_assert_max_num_queries(40) as many:
        registry["request_declined"].load(notification)
    assert len(few) == len(many)


def test_whoever_found_a_mentor_meanwhile_is_offered_nobody(here: World) -> None:
    _declined(here)
    other = RequestFactory(mentee=here.alice, mentor=MentorFactory(programme=here.programme))
    requests.accept(other, by=other.mentor.person, now=timezone.now())
    assert Mentorship.objects.exists()
    assert "Who else could help" not in words("request_declined")
    assert Request.objects.filter(state=RequestState.DECLINED).exists()
