"""What was reported, who blocked whom, what was agreed to and taken back, and who opened what is private."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import Person
from accounts.operations.blocks import block
from journeys.operations.messages import send_message
from matching.enums import MentorshipState
from matching.models import Mentorship
from mentorship.demo_people.world import OPEN, RUNNING
from mentorship.seeding.context import Seeding
from mentorship.seeding.together.pair import Pair
from programmes.enums import (
    EnrolmentState,
    PrivateContent,
    QuestionFor,
    QuestionKind,
    ReportedOn,
    Role,
    SafetyOutcome,
    SafetyReason,
)
from programmes.importing.mapping import OptionSpec, QuestionSpec, Source
from programmes.models import Enrolment, Programme, Question
from programmes.operations.forms import ask_questions
from programmes.operations.intake import finish_step, set_answers, set_identity_consents
from programmes.operations.readings import open_private
from programmes.operations.safety import close_report, note_on_report, report_person, take_in_hand
from programmes.sightings import Sighting, profile_words, sightings

LONG_ENOUGH = timedelta(days=60)
TONGUES = QuestionSpec(
    key="first-language",
    kind=QuestionKind.CHOICE,
    text="Did you grow up with the language that you work in?",
    source=Source(),
    help_text="We ask because people who did not tell us that they are heard later. Nobody has to answer.",
    asked_of=QuestionFor.BOTH,
    identity=True,
    options=(
        OptionSpec("yes", "Yes", 1),
        OptionSpec("one-of-several", "It was one of several", 2),
        OptionSpec("learnt", "No, I learnt it later", 3),
    ),
)
ANSWER = 12  # so many of the programme, beside Thandiwe


def tell(mentorships: Sequence[Mentorship], mentee: Person, organiser: Person, seeding: Seeding) -> None:
    """`mentorships` are those of people who do not sign in, `mentee` is Thandiwe."""
    pairs = [
        Pair(row, seeding)
        for row in mentorships
        if row.programme.slug == OPEN
        and row.state == MentorshipState.ACTIVE
        and row.started_at < seeding.at(LONG_ENOUGH)
    ]
    # Among few people there may be no pair that has lasted for so long.
    for story, pair in zip((_in_hand, _closed), pairs, strict=False):
        story(pair, organiser)
    _blocked(mentee, seeding)
    _who_they_are(mentee, organiser, seeding)


def _in_hand(pair: Pair, contact: Person) -> None:
    """A mentor who would sell the mentee a course; the contact has taken it in hand and read what they wrote."""
    send_message(
        pair.row,
        text="Something else: my evening course on negotiating begins in March. For you it would be 400 instead of 600. Shall "
        "I keep a place?",
        by=pair.mentor,
        now=pair.ago(6, 19, 40),
    )
    send_message(
        pair.row,
        text="Thank you, but I cannot, and I would rather keep our hours for what we agreed.",
        by=pair.mentee,
        now=pair.ago(6, 20, 15),
    )
    again = send_message(
        pair.row,
        text="Think about it until Friday. Of those who came last year, most were promoted within months.",
        by=pair.mentor,
        now=pair.ago(5, 8, 5),
    )
    received = pair.ago(4, 8, 30)
    report = report_person(
        sightings.find(pair.mentee, "message", again.pk, now=received),
        programme=pair.row.programme,
        reason=SafetyReason.MONEY,
        words="My mentor offers me a course of their own, for money, and for the second time. Everything else is good and I "
        "would like to go on. I do not know how to say no once more without spoiling it.",
        by=pair.mentee,
        now=received,
    )
    taken = pair.ago(4, 13, 10)
    take_in_hand(report, by=contact, now=taken)
    open_private(
        programme=pair.row.programme,
        person=pair.mentor,
        what=PrivateContent.MESSAGES,
        reason="Because of a report: I read what was offered before I talk to either of the two.",
        by=contact,
        now=taken + timedelta(minutes=10),
        report=report,
    )
    note_on_report(
        report,
        note="Talked with the mentee for ten minutes. Wants to go on with the mentorship and to hear no more of the course. I "
        "speak with the mentor this week about the guidelines, and name nobody.",
        by=contact,
        now=taken + timedelta(minutes=55),
    )


def _closed(pair: Pair, contact: Person) -> None:
    """Somebody whose profile named a job that had ended."""
    received = pair.ago(38, 9)
    report = report_person(
        Sighting(
            about=pair.mentor,
            programmes=(pair.row.programme,),
            seen_on=ReportedOn.PROFILE,
            back_url="",
            subject_id=pair.row.mentor_id,
            quoted=profile_words(pair.mentor, pair.row.programme),
        ),
        programme=pair.row.programme,
        reason=SafetyReason.FALSE,
        words="I think that my mentor no longer works where the profile says. It is probably nothing, but I asked for them "
        "because of it.",
        by=pair.mentee,
        now=received,
    )
    take_in_hand(report, by=contact, now=received + timedelta(hours=5))
    close_report(
        report,
        outcome=SafetyOutcome.TALKED,
        told="Thank you for asking. The job ended in spring, and the profile had not heard of it; it is put right by now. You "
        "did well to write, and nobody knows that it was you.",
        by=contact,
        now=received + timedelta(days=2),
    )


def _blocked(mentee: Person, seeding: Seeding) -> None:
    """Thandiwe would rather not meet somebody with whom nothing is open."""
    met = Enrolment.objects.filter(person=mentee).values("programme")
    others = Enrolment.objects.filter(
        programme__in=met, programme__slug=OPEN, role=Role.MENTEE, state=EnrolmentState.APPROVED
    ).exclude(person=mentee)
    strangers = others.exclude(person__enrolments__role=Role.MENTOR).select_related("person")
    block(
        other=strangers.order_by("-created_at", "pk")[0].person,
        by=mentee,
        now=_day(seeding, 2, 19),
    )


def _who_they_are(mentee: Person, organiser: Person, seeding: Seeding) -> None:
    """A question about identity that nobody has to answer. Thandiwe let her answer count in both ways, took one of the two back,
    and was told why it was opened."""
    programme = Programme.objects.get(slug=RUNNING)
    opened = programme.enrolment_opens_at or programme.created_at
    asked, _changed = ask_questions(programme=programme, specs=[TONGUES], by=organiser, now=opened)
    question = asked[TONGUES.key]
    people = Enrolment.objects.filter(programme=programme, state=EnrolmentState.APPROVED)
    others = people.exclude(person=mentee).select_related("person").order_by("pk")[:ANSWER]
    keys = [option.key for option in TONGUES.options]
    for number, row in enumerate(others):
        at = row.created_at + timedelta(minutes=50)
        _answer(row, question, keys[number % len(keys)], at, in_matching=number % 2 == 0)
    own = people.select_related("person").get(person=mentee)
    _answer(own, question, "learnt", own.created_at + timedelta(minutes=50), in_matching=True)
    set_identity_consents(
        enrolment=own,
        asked=[question],
        agreed=[],
        counted=[question],
        by=mentee,
        now=_day(seeding, 33, 18),
    )
    open_private(
        programme=programme,
        person=mentee,
        what=PrivateContent.IDENTITY,
        reason="You wrote that the form had kept another answer than the one you gave. I looked, in order to put it right with "
        "you.",
        by=organiser,
        now=_day(seeding, 34, 9),
    )


def _day(seeding: Seeding, days: int, hour: int) -> datetime:
    return seeding.at(timedelta(days=days)).replace(hour=hour, minute=40, second=0, microsecond=0)


def _answer(row: Enrolment, question: Question, key: str, at: datetime, *, in_matching: bool) -> None:
    set_answers(enrolment=row, answers={question: key}, by=row.person, now=at)
    set_identity_consents(
        enrolment=row,
        asked=[question],
        agreed=[question] if in_matching else [],
        counted=[question],
        by=row.person,
        now=at,
    )
    finish_step(enrolment=row, step="identity")
