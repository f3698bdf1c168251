"""Puts the demo's world together: the same numbers and the same seed always give the same world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random

from mentorship.demo_people import cast, content, slipway
from mentorship.demo_people.pairs import Pairs
from mentorship.demo_people.people import People
from mentorship.demo_people.stories import SCENARIOS, Stories
from mentorship.demo_people.words import Deck
from mentorship.demo_people.world import (
    COHORT,
    OPEN,
    RUNNING,
    CallForHelp,
    DemoWorld,
    EnrolmentPlan,
    MentorshipPlan,
    PersonPlan,
)

LEAST_MENTEES, LEAST_MENTORS = 60, 20
MENTEE_PROGRAMMES = [OPEN] * 9 + [COHORT] * 6 + [RUNNING] * 5
MENTOR_PROGRAMMES = (
    [(OPEN,)] * 8
    + [(COHORT,)] * 4
    + [(RUNNING,)] * 4
    + [(OPEN, RUNNING)] * 2
    + [(COHORT, RUNNING), (OPEN, COHORT)]
)
JOINED_DAYS = {OPEN: (3, 240), COHORT: (1, 24), RUNNING: (79, 104)}
COHORT_STATES = ["approved"] * 14 + ["applied", "applied", "applied", "waitlisted", "approved", "declined"]
CAPACITIES = (1, 2, 2, 2, 3, 3, 4)
HALF_TIME = timedelta(days=7)
MOMENT = timedelta(seconds=30)
# Those whom Amara helped before: how long ago each began and was over, and why.
PAST_OF_AMARA = (
    (timedelta(days=248), timedelta(days=44), "finished"),
    (timedelta(days=151), timedelta(days=112), "no_time"),
)


def compose(mentees: int = 240, mentors: int = 80, seed: int = 1) -> DemoWorld:
    """The demo's world. Raises ValueError below 60 mentees or 20 mentors, where not every story finds its people."""
    if mentees < LEAST_MENTEES or mentors < LEAST_MENTORS:
        raise ValueError(f"the demo needs at least {LEAST_MENTEES} mentees and {LEAST_MENTORS} mentors")
    random = Random(seed)  # noqa: S311 stories, not secrets
    people: list[PersonPlan] = [cast.MENTEE, cast.MENTOR, cast.ORGANISER, cast.GUIDE]
    enrolments = [cast.MENTEE_OPEN, cast.MENTEE_RUNNING, cast.MENTOR_OPEN, cast.GUIDE_RUNNING]
    composer = People(random, people)
    for number in range(mentees - 1):
        _add_mentee(number, composer, people, enrolments)
    for number in range(mentors - 2):
        _add_mentor(number, composer, people, enrolments)
    pairs = Pairs(
        enrolments,
        people,
        random,
        set_apart=frozenset({enrolments.index(cast.MENTOR_OPEN), enrolments.index(cast.GUIDE_RUNNING)}),
    )
    stories = Stories(pairs, random)
    _tell_cast(stories, enrolments)
    _tell_others(stories, enrolments, random)
    stories.fall_silent(
        lambda mentee: enrolments[mentee].programme == RUNNING and enrolments[mentee].person > 3
    )
    tale = stories.tale
    tale.mentorships.append(slipway.join(people, enrolments))
    return DemoWorld(
        people=tuple(_joined_early_enough(people, enrolments, stories)),
        enrolments=tuple(enrolments),
        requests=tuple(tale.requests),
        mentorships=tuple(tale.mentorships),
        shortlists=tuple(tale.shortlists),
        calls_for_help=tuple(_calls_for_help(tale.mentorships, enrolments, composer)),
        organisers=(people.index(cast.ORGANISER),),
    )


def _joined(programme: str, random: Random) -> timedelta:
    return timedelta(minutes=round(random.uniform(*JOINED_DAYS[programme]) * 24 * 60))


def _add_mentee(
    number: int, composer: People, people: list[PersonPlan], enrolments: list[EnrolmentPlan]
) -> None:
    turn, cycle = number % len(MENTEE_PROGRAMMES), number // len(MENTEE_PROGRAMMES)
    programme = MENTEE_PROGRAMMES[turn]
    state, finished = "approved", True
    if programme == COHORT:
        place = (cycle * MENTEE_PROGRAMMES.count(COHORT) + turn) % len(COHORT_STATES)
        state = COHORT_STATES[place]
        finished = place != COHORT_STATES.index("applied")
    elif programme == OPEN and turn == 0 and cycle % 4 == 1:
        state = "withdrawn"
    draft = composer.draft("mentee", _joined(programme, composer.random))
    plan = composer.mentee(draft, index=len(people), programme=programme, state=state, finished=finished)
    if state == "withdrawn":
        plan = replace(plan, left=plan.joined / 3)
    people.append(draft.person)
    enrolments.append(plan)
    if programme == OPEN and turn == 3:
        enrolments.append(replace(plan, programme=COHORT, joined=_joined(COHORT, composer.random)))


def _add_mentor(
    number: int, composer: People, people: list[PersonPlan], enrolments: list[EnrolmentPlan]
) -> None:
    turn = number % len(MENTOR_PROGRAMMES)
    programmes = MENTOR_PROGRAMMES[turn]
    draft = composer.draft("mentor", max(_joined(programme, composer.random) for programme in programmes))
    capacity = composer.random.choice(CAPACITIES)
    plan = composer.mentor(draft, index=len(people), programme=programmes[0], capacity=capacity)
    if programmes == (OPEN,) and turn == 5:
        plan = replace(plan, full_for=timedelta(days=composer.random.randint(8, 40)))
    people.append(draft.person)
    enrolments.extend(replace(plan, programme=programme) for programme in programmes)
    if turn == 6:
        enrolments.append(composer.senior_mentee(plan, draft.person, programme=COHORT))


def _tell_cast(stories: Stories, enrolments: list[EnrolmentPlan]) -> None:
    """Amara: one mentee who is about to finish, one who did and one who stopped early, three requests, one place left.
    Thandiwe: a mentor in one programme, who has begun with somebody else as well; in the other a request under way, one
    declined, a shortlist."""
    thandiwe, thandiwe_running, amara, beatriz = range(4)
    data = [
        index
        for index, plan in enumerate(enrolments)
        if plan.programme == OPEN and plan.role == "mentee" and plan.state == "approved" and index != thandiwe
    ]
    data.sort(
        key=lambda index: (enrolments[index].field != "data", enrolments[index].field != "energy", index)
    )
    asking = iter(data)
    stories.accepted_by(next(asking), amara, sent=timedelta(days=75), answered=timedelta(days=73))
    sent = (timedelta(days=1, hours=5), HALF_TIME + MOMENT, timedelta(hours=7))
    for (want, why), ago in zip(cast.ASKS_AMARA, sent, strict=True):
        mentee = thandiwe if want == cast.ASKS_AMARA[0][0] else next(asking)
        stories.ask(mentee, amara, ago, want=want, why=why)
    for started, closed, reason in PAST_OF_AMARA:
        stories.over_by_now(next(asking), amara, started=started, closed=closed, reason=reason)
    stories.declined_by_any(thandiwe, sent=timedelta(days=9, hours=3), reason="no_time")
    stories.shortlist(thandiwe, 3)
    stories.mentorship(thandiwe_running, beatriz, request=None, started=timedelta(days=71), state="active")
    stories.answered(cast.CHECK_INS)
    newcomer = next(
        index
        for index, plan in enumerate(enrolments)
        if plan.programme == RUNNING and plan.role == "mentee" and plan.person != 0
    )
    stories.mentorship(newcomer, beatriz, request=None, started=timedelta(days=2, hours=4), state="active")
    stories.done.update({thandiwe, thandiwe_running, newcomer})


def _tell_others(stories: Stories, enrolments: list[EnrolmentPlan], random: Random) -> None:
    """The organiser's pairs first, then whoever found a mentor, then the rest, so that open requests go only to
    mentors who still have a place."""
    scenarios = Deck([name for name, cards in SCENARIOS.items() for _ in range(cards)], random)
    chosen: list[tuple[str, int]] = []
    for index, plan in enumerate(enrolments):
        if plan.role != "mentee" or index in stories.done:
            continue
        if plan.programme == RUNNING:
            stories.matched_by_organiser(index)
        elif plan.programme == COHORT and plan.finished:
            stories.shortlist(index, random.choice((0, 0, 0, 1, 2)))
        elif plan.programme == OPEN and plan.left is not None:
            stories.left(index, plan.left)
        elif plan.programme == OPEN:
            chosen.append((scenarios.deal(), index))
    for scenario, index in sorted(chosen, key=lambda one: not one[0].startswith("accepted")):
        stories.tell(scenario, index)


def _joined_early_enough(
    people: list[PersonPlan], enrolments: list[EnrolmentPlan], stories: Stories
) -> Iterable[PersonPlan]:
    """Everybody joined before what is told of them; the enrolments are set right in place."""
    first: dict[int, timedelta] = {}
    for ago, sides in stories.beginnings():
        for side in sides:
            first[side] = max(first.get(side, timedelta()), ago)
    for index, plan in enumerate(enrolments):
        if index in first and plan.joined <= first[index]:
            enrolments[index] = replace(
                plan, joined=first[index] + timedelta(days=2 + index % 9, minutes=17 * (index % 50))
            )
    earliest: dict[int, timedelta] = {}
    for plan in enrolments:
        earliest[plan.person] = max(earliest.get(plan.person, timedelta()), plan.joined)
    for index, person in enumerate(people):
        yield replace(
            person, joined=max(person.joined, earliest.get(index, timedelta()) + timedelta(minutes=20))
        )


def _calls_for_help(
    mentorships: list[MentorshipPlan], enrolments: list[EnrolmentPlan], composer: People
) -> Iterable[CallForHelp]:
    """Three active pairs of the running programme, none of them a pair of the cast's, where somebody asked for help."""
    running = [
        index
        for index, pair in enumerate(mentorships)
        if pair.state == "active"
        and pair.quiet is None
        and enrolments[pair.mentee].programme == RUNNING
        and enrolments[pair.mentee].person > 3
    ]
    messages = content.shared()["calls_for_help"]
    for number, (index, message) in enumerate(zip(running[3::7], messages, strict=False)):
        side = "mentor" if message.startswith("My mentee") else "mentee"
        yield CallForHelp(
            index, side, timedelta(days=number + 1, hours=4), composer.writer.write(message, {})
        )
