"""The programme for people under age: guardians, screenings, and the one pair in it."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import Person
from journeys.operations.agreement import make_goals, propose, sign
from journeys.operations.messages import send_message
from journeys.terms import Terms, usual
from mentorship.demo_people import slipway
from mentorship.demo_people.world import YOUNG
from mentorship.seeding.context import Seeding
from mentorship.seeding.together.pair import Hour, Pair
from programmes.enums import Cadence, GuardianState
from programmes.models import Enrolment
from programmes.operations.guardians import answer_guardian, ask_guardian
from programmes.operations.screenings import record_screening

LOFT = "At the sail loft, in the reading room with the glass door."


def tell_clearances(organiser: Person, seeding: Seeding) -> None:
    """One guardian agreed, one was asked the day before yesterday, one is not named yet; of the mentors one is screened, one's
    screening runs out within the month, and one waits for hers."""
    rows = Enrolment.objects.filter(programme__slug=YOUNG).select_related("person__user", "programme")
    found = {row.person.user.email: row for row in rows}
    agreed, asked = found[slipway.AGREED], found[slipway.ASKED]
    consent = ask_guardian(
        enrolment=agreed,
        name="Jenna Trevanion",
        email="jenna.trevanion@example.net",
        by=agreed.person,
        now=seeding.at(timedelta(days=57, hours=16)),
    )
    answer_guardian(
        consent=consent,
        to=GuardianState.GIVEN,
        words="She told us about it at supper. We are glad that she asked.",
        now=seeding.at(timedelta(days=56, hours=20)),
    )
    ask_guardian(
        enrolment=asked,
        name="Hollis Bellwether",
        email="hollis.bellwether@example.net",
        by=asked.person,
        now=seeding.at(timedelta(days=2, hours=5)),
    )
    today = seeding.now.date()
    for email, kind, ago, left in (
        (slipway.SCREENED, "Enhanced DBS certificate", 300, 430),
        (slipway.ENDS_SOON, "Enhanced DBS certificate", 710, 19),
    ):
        record_screening(
            enrolment=found[email],
            kind=kind,
            checked_on=today - timedelta(days=ago),
            valid_until=today + timedelta(days=left),
            by=organiser,
            now=seeding.at(timedelta(days=59)),
        )


def tell(pair: Pair) -> None:
    """Posy and Margit: five weeks, an agreement, two hours at the sail loft, and a few lines in between."""
    terms = Terms(
        goals="Ring one stranger, ask three questions, and write down what they said.",
        cadence=Cadence.FORTNIGHTLY,
        minutes=45,
        channel=LOFT,
        between="We write here, and nowhere else. Margit answers within two days.",
        ends_on=pair.day(150),
        mentee_expects=usual("mentee_expects"),
        mentor_expects=usual("mentor_expects"),
        confidentiality=usual("confidentiality"),
        if_it_fails=usual("if_it_fails"),
    )
    propose(pair.row, terms=terms, seen=0, by=pair.mentee, now=pair.ago(33, 17))
    sign(pair.row, version=1, by=pair.mentor, now=pair.ago(32, 9))
    make_goals(pair.row, version=1, by=pair.mentee, now=pair.ago(31, 17))
    hours = (
        Hour("What a night editor does", LOFT, ("Who reads it first", "What is cut, and why"), minutes=45),
        Hour("Three questions for a stranger", LOFT, ("Whom to ring", "What to say when nobody answers"), minutes=45),
    )  # fmt: skip
    for weeks, hour in zip((-3, -1), hours, strict=True):
        pair.held(pair.tuesday(weeks, 16), hour)
    for by, text, days, clock in (
        (pair.mentee, "I rang the harbour master. He talked for eleven minutes, and I had written three lines for it.", 5, 17),
        (pair.mentor, "Then you have eight minutes that nobody else has. Which sentence of his would you keep?", 4, 9),
        (pair.mentee, "The one about the bell. I will read it to you on Tuesday.", 4, 18),
    ):  # fmt: skip
        send_message(pair.row, text=text, by=by, now=pair.ago(days, clock))
