"""What the world has of programmes for people under age: Young Harbour, whose safeguarding contact is Noor. Mira applied there
and found no room; the pair in it is of people of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from matching.models import Mentorship
from programmes.enums import EnrolmentState, GuardianState
from programmes.minors import guardian_token
from programmes.models import Enrolment, GuardianConsent, Programme
from tests import factories as make
from tests.together.scene import Scene

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Things:
    """The rows that stand behind the addresses of this topic. `mira` waits for her guardian; `asked` is the consent of the
    mentee of `pair` and `token` its link; `unscreened` is a mentor."""

    programme: Programme
    mira: Enrolment
    asked: GuardianConsent
    token: str
    pair: Mentorship
    mentor: Enrolment
    unscreened: Enrolment


def build(scene: Scene) -> Things:
    now = scene.now
    programme = make.ProgrammeFactory(
        name="Young Harbour",
        slug="young-harbour",
        organisation=scene.programme.organisation,
        for_minors=True,
        safeguarding_contact=scene.noor.person,
        listed=False,
        state="running",
        created_at=now,
    )
    make.OrganiserFactory(programme=programme, person=scene.organiser, since=now)
    mira = make.MenteeFactory(
        programme=programme, person=scene.mira.person, state=EnrolmentState.DECLINED, created_at=now
    )
    make.GuardianConsentFactory(enrolment=mira, asked_at=now)
    mentee = make.MenteeFactory(programme=programme, person__name="Yara Young", created_at=now)
    asked = make.GuardianConsentFactory(
        enrolment=mentee, asked_at=now, answered_at=now, state=GuardianState.GIVEN
    )
    mentor = make.MentorFactory(programme=programme, person__name="Sami Screened", created_at=now)
    make.MentorScreeningFactory(enrolment=mentor, checked_on=now.date() - DAY, recorded_at=now)
    unscreened = make.MentorFactory(programme=programme, person__name="Uta Unscreened", created_at=now)
    pair = make.MentorshipFactory(mentee=mentee, mentor=mentor, started_at=now)
    for author, text in ((mentee.person, "How was your first day at work?"), (mentor.person, "Loud.")):
        make.MessageFactory(mentorship=pair, author=author, text=text, sent_at=now)
    return Things(programme, mira, asked, guardian_token(asked), pair, mentor, unscreened)


def more(scene: Scene, things: Things) -> None:
    """One more of everything, for the pages that must cost the same with many."""
    for _number in range(3):
        mentee = make.MenteeFactory(programme=things.programme, created_at=scene.now)
        make.GuardianConsentFactory(enrolment=mentee, asked_at=scene.now)
        pair = make.MentorshipFactory(mentee=mentee, mentor=things.mentor, started_at=scene.now)
        make.MessageFactory(mentorship=pair, author=mentee.person, sent_at=scene.now)
