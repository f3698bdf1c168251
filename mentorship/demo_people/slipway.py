"""The six of the programme for people under age, hand-written: it is small on purpose, and everything in it can be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mentorship.demo_people.places import half_hours
from mentorship.demo_people.world import (
    YOUNG,
    CheckInPlan,
    EnrolmentPlan,
    MentorshipPlan,
    PersonPlan,
    Wanted,
)

AGREED, ASKED, UNNAMED = "posy.trevanion@example.org", "idris@example.org", "saoirse@example.org"
SCREENED, ENDS_SOON, UNSCREENED = "margit@example.com", "tobias@example.com", "nkechi@example.com"
TOGETHER_FOR = timedelta(days=36)
AFTER_SCHOOL = tuple(half_hours(1, 16, 2) + half_hours(3, 16, 2))


def _person(name: str, email: str, job_title: str, place: str, *, days: float, pronouns: str) -> PersonPlan:
    return PersonPlan(
        name=name,
        email=email,
        pronouns=pronouns,
        job_title=job_title,
        place=place,
        zone="Europe/London",
        languages=("en",),
        availability=AFTER_SCHOOL,
        formats=("video", "in_person"),
        mail_hour=17,
        networks=(),
        links=(),
        joined=timedelta(days=days, hours=1),
    )


def _mentee(days: float, **told: object) -> EnrolmentPlan:
    plan = EnrolmentPlan(
        person=0,
        programme=YOUNG,
        role="mentee",
        state="approved",
        joined=timedelta(days=days),
        headline="",
        seniority=1,
        topics=("confidence", "study"),
        topics_note="",
        qualities=("listener", "encouraging"),
        qualities_note="",
    )
    return replace(plan, **told)  # type: ignore[arg-type]


def _mentor(days: float, **told: object) -> EnrolmentPlan:
    plan = EnrolmentPlan(
        person=0,
        programme=YOUNG,
        role="mentor",
        state="approved",
        joined=timedelta(days=days),
        headline="",
        seniority=4,
        topics=("confidence", "craft"),
        topics_note="",
        qualities=("listener", "practical"),
        qualities_note="",
        capacity=2,
    )
    return replace(plan, **told)  # type: ignore[arg-type]


PEOPLE = (
    (
        _person("Posy Trevanion", AGREED, "Year 12", "Bristol", days=58, pronouns="she/her"),
        _mentee(
            58,
            headline="Year 12, Dockside Academy",
            where_i_am="I write most of the school paper, including the letters to the editor, because nobody sends any.",
            where_i_want_to_be="I would like to know whether people are paid for this, and which people.",
            challenges="I cannot telephone somebody whom I do not know.",
            goals=(
                "Ring one stranger, ask three questions, and write down what they said.",
                "Spend a day where news is made, and find out who goes home first.",
            ),
            wanted=(Wanted("journalism", 0, 2, 3), Wanted("resilience", 1, 2, 2)),
            topics_note="Asking people things, and what an apprenticeship is like from inside.",
            qualities_note="Please do not say that everything will be fine. Ask me what happened.",
            field="journalism",
        ),
    ),
    (
        _person("Idris Bellwether", ASKED, "Year 13", "Bristol", days=4, pronouns="he/him"),
        _mentee(
            4,
            headline="Year 13, Dockside Academy",
            where_i_am="I repair bicycles on Saturdays with my uncle, and I am better at the brakes than he is.",
            where_i_want_to_be="An apprenticeship in which something with moving parts leaves the building.",
            challenges="The forms ask what my strengths are. I would rather show them.",
            goals=("Fill in one application that I would read myself.",),
            wanted=(Wanted("mechanical-engineering", 1, 3, 3), Wanted("presentation-skills", 0, 2, 2)),
            topics_note="Applications, and what to wear to an interview in a workshop.",
            qualities_note="I understand things when I can take them apart.",
            field="manufacturing",
        ),
    ),
    (
        _person("Saoirse Quillinan", UNNAMED, "Year 12", "Cardiff", days=1, pronouns="she/her"),
        _mentee(
            1,
            state="applied",
            headline="Year 12, Taff Bank College",
            where_i_am="I look after my brother in the mornings, and the nurse who comes says that I ask good questions.",
            where_i_want_to_be="I would like to train as a nurse, if I can stay near home.",
            challenges="Nobody in my family has been to a university, so nobody can tell me what is normal there.",
            goals=("Visit a ward, and find out whether I can stand the smell.",),
            wanted=(Wanted("resilience", 1, 3, 3),),
            topics_note="How people choose where to train, and who pays.",
            qualities_note="Somebody who does not mind if I am late once.",
            field="nursing",
        ),
    ),
    (
        _person("Margit Ellstrand", SCREENED, "Night editor", "Bristol", days=64, pronouns="she/her"),
        _mentor(
            64,
            headline="Night editor, the Harbour Courier",
            biography=(
                "I left school at sixteen and carried proofs from one floor to the other for two years, reading them in the "
                "lift. I have edited other people at night ever since. I like a short sentence and a long apprenticeship."
            ),
            offered=(("journalism", 4), ("editing-and-proofreading", 4), ("resilience", 3)),
            topics_note="First jobs, telephone calls to strangers, and reading your own words aloud.",
            qualities_note="I ask what happened, and then what happened next.",
            field="journalism",
            hook="that you read the proofs in the lift",
        ),
    ),
    (
        _person("Tobias Penhaligon", ENDS_SOON, "Workshop lead", "Cardiff", days=60, pronouns="he/him"),
        _mentor(
            60,
            headline="Workshop lead, Severn Pumps",
            biography=(
                "I take on three apprentices a year, and I was one. The first thing I made was wrong by a finger's width, and "
                "it hangs over my bench. Bring me something broken and we begin with that."
            ),
            offered=(("mechanical-engineering", 4), ("manufacturing", 4), ("quality-engineering", 3)),
            topics_note="Apprenticeships, tools, and how to say that you do not know.",
            qualities_note="I show it once, and then I put my hands in my pockets.",
            field="manufacturing",
            hook="what hangs over your bench",
        ),
    ),
    (
        _person("Nkechi Abara", UNSCREENED, "Ward sister", "Cardiff", days=3, pronouns="she/her"),
        _mentor(
            3,
            state="applied",
            headline="Ward sister, Taff Bank Hospital",
            biography=(
                "I trained at nineteen in a town where I knew nobody, and rang my mother from the linen room every evening for "
                "a month. I can tell you what helps, and what only sounds as if it did."
            ),
            offered=(("nursing", 4), ("clinical-leadership", 3)),
            topics_note="Training, shifts, and being far from home for the first time.",
            qualities_note="I listen with a cup of tea in each hand; one of them is yours.",
            field="nursing",
            hook="the linen room",
        ),
    ),
)


def join(people: list[PersonPlan], enrolments: list[EnrolmentPlan]) -> MentorshipPlan:
    """Adds the six and their enrolments at the end of both lists, and returns the one pair among them."""
    first = len(enrolments)
    for person, plan in PEOPLE:
        enrolments.append(replace(plan, person=len(people)))
        people.append(person)
    emails = [person.email for person, _plan in PEOPLE]
    return MentorshipPlan(
        mentee=first + emails.index(AGREED),
        mentor=first + emails.index(SCREENED),
        request=None,
        state="active",
        started=TOGETHER_FOR,
        check_ins=(
            CheckInPlan("mentee", 1, "answered", met=True, pulse=3, confidence=2),
            CheckInPlan("mentee", 2, "answered", met=True, pulse=4, confidence=3),
            CheckInPlan("mentor", 1, "answered", met=True, pulse=4),
            CheckInPlan("mentor", 2, "answered", met=True, pulse=4),
        ),
    )
