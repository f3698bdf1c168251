"""What the demo's programmes offer to everybody in them: evenings to come to, and things to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from accounts.models import Person
from mentorship.seeding.context import Seeding
from mentorship.seeding.together.files import link, text_file
from programmes.enums import EnrolmentState, EventAudience, Role, StageName
from programmes.models import Enrolment, Programme
from programmes.operations.events import EventDetails, add_event, sign_up
from programmes.operations.resources import ItemDetails, add_resource

EVERYBODY, MENTEES, MENTORS = EventAudience.EVERYBODY, EventAudience.MENTEES, EventAudience.MENTORS
PLACES = 12
STAY_OR_GO = """STAYING OR GOING: ONE PAGE TO FILL IN

What would make me stay?
  1.
  2.
  3.

What would make me go?
  1.
  2.
  3.

Who could tell me more about either?
  1.
  2.

Put it away for two weeks. Then read it aloud to somebody who is not kind to you for a living.
"""


def tell(
    programmes: Mapping[str, Programme], organiser: Person, guests: Sequence[Person], seeding: Seeding
) -> None:
    """`guests` are those who sign in; they have places at the one evening that is full."""
    _events(programmes, organiser, guests, seeding)
    _shelves(programmes, organiser, seeding)


def _events(
    programmes: Mapping[str, Programme], organiser: Person, guests: Sequence[Person], seeding: Seeding
) -> None:
    def evening(days: int, hour: int) -> datetime:
        day = seeding.now + timedelta(days=days)
        return day.replace(hour=hour, minute=0, second=0, microsecond=0)

    plans = (
        ("crossings", "Four weeks in: an evening for mentees", MENTEES, -38, 17, 2.0, "The sail loft, Harbour Learning Trust", "", None, 22,
         "Soup, and what nobody tells you in the first month."),
        ("crossings", "Staying or leaving: an evening at the sail loft", EVERYBODY, 9, 17, 2.5, "The sail loft, Harbour Learning Trust", "", PLACES, 17,
         "Three people tell how they decided: one stayed, one left, one came back. Then soup. There are twelve chairs, and "
         "they are the only ones we have."),
        ("crossings", "Half-way hour for mentors", MENTORS, 16, 12, 1.0, "By video", "https://call.example/half-way", None, 6,
         "What to do with the second half. Bring one question that you would not ask your mentee."),
        ("open-harbour", "First projects, and what went wrong in them", EVERYBODY, 12, 18, 1.5, "By video", "https://call.example/first-projects", None, 24,
         "Two mentors tell of a project that they would rather forget. Nobody takes notes."),
        ("open-harbour", "Open hour: how to ask a mentor", MENTEES, 5, 12, 1.0, "By video", "https://call.example/open-hour", 30, 9,
         "Bring the first two sentences of your request. We read them aloud, kindly."),
        ("lighthouse", "First evening of the cohort", EVERYBODY, 31, 17, 3.0, "The sail loft, Harbour Learning Trust", "", 80, 14,
         "Everybody begins together. The pairs are known by then, and so is the kettle."),
    )  # fmt: skip
    for slug, title, audience, days, hour, hours, place, private, places, going, about in plans:
        starts = evening(days, hour)
        details = EventDetails(
            title, about, audience, starts, starts + timedelta(hours=hours), place, private, places
        )
        added = min(starts, seeding.now) - timedelta(days=18)
        event = add_event(programmes[slug], details=details, by=organiser, now=added)
        # The guests have places at one; of the others they decide themselves.
        coming = _meant_for(programmes[slug], audience, guests if places == PLACES else ())[:going]
        for number, person in enumerate(coming):
            sign_up(event, by=person, now=added + timedelta(days=1, hours=number * 5))


def _meant_for(programme: Programme, audience: str, guests: Sequence[Person]) -> list[Person]:
    """Those whom an event of `programme` is for, the guests first."""
    rows = Enrolment.objects.filter(programme=programme, state=EnrolmentState.APPROVED)
    role = {MENTEES: Role.MENTEE, MENTORS: Role.MENTOR}.get(EventAudience(audience))
    if role is not None:
        rows = rows.filter(role=role)
    people = [row.person for row in rows.select_related("person__user").order_by("pk")]
    first = [person for person in guests if person in people]
    return list(dict.fromkeys([*first, *(one for one in people if not one.user.has_usable_password())]))


def _shelves(programmes: Mapping[str, Programme], organiser: Person, seeding: Seeding) -> None:
    items: tuple[tuple[str, EventAudience, ItemDetails], ...] = (
        ("crossings", EVERYBODY, text_file("Staying or going: one page to fill in", "To print, or to keep. It takes an hour, and then two weeks.", "staying-or-going.txt", STAY_OR_GO, StageName.STARTING, StageName.WORKING)),
        ("crossings", EVERYBODY, link("The first hour together", "Ten questions, of which three are enough.", "https://reading.example/first-hour", StageName.STARTING)),
        ("crossings", MENTORS, link("Listening for the second sentence", "For mentors: what comes after the first answer.", "https://reading.example/second-sentence", StageName.WORKING)),
        ("crossings", EVERYBODY, link("Half-way: look back before you look ahead", "A page for the two of you, to fill in before you meet.", "https://reading.example/half-way", StageName.HALF_WAY)),
        ("open-harbour", EVERYBODY, link("A goal that both can see", "How to say when it is done.", "https://reading.example/goals", StageName.STARTING, StageName.WORKING)),
        ("open-harbour", EVERYBODY, link("How to end well", "Half an hour, four questions, and what not to promise.", "https://reading.example/ending-well", StageName.CLOSING)),
        ("lighthouse", MENTEES, link("Before your first team", "What others would have liked to read.", "https://reading.example/first-team", StageName.STARTING)),
    )  # fmt: skip
    for number, (slug, audience, details) in enumerate(items):
        added = seeding.now - timedelta(days=60 - number)
        add_resource(programmes[slug], details=details, audience=audience, by=organiser, now=added)
