"""Who could help whom in the demo, and how many places are left. Nobody is ever promised a place that is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain, islice
from random import Random

from mentorship.demo_people.world import EnrolmentPlan, PersonPlan

OPEN_REQUESTS_A_MENTOR = 3


class Pairs:
    """Keeps the books while stories are made up. `filled` says when the last place of a full mentor went; mentors
    `set_apart` are found by nobody."""

    def __init__(
        self,
        enrolments: Sequence[EnrolmentPlan],
        people: Sequence[PersonPlan],
        random: Random,
        *,
        set_apart: frozenset[int],
    ) -> None:
        self.enrolments = enrolments
        self.people = people
        self.filled: dict[int, timedelta] = {}
        self._random = random
        self._set_apart = set_apart
        self._promised: dict[int, int] = defaultdict(int)
        self._waiting: dict[int, int] = defaultdict(int)
        self._used: set[tuple[int, int]] = set()
        self._by_field: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_skill: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, enrolment in enumerate(enrolments):
            if enrolment.role == "mentor":
                self._by_field[enrolment.programme, enrolment.field].append(index)
                for skill, _level in enrolment.offered:
                    self._by_skill[enrolment.programme, skill].append(index)

    def places_left(self, mentor: int) -> int:
        return self.enrolments[mentor].capacity - self._promised[mentor]

    def promise(self, mentee: int, mentor: int, ago: timedelta) -> None:
        """Takes a place, `ago` before now."""
        self._used.add((mentee, mentor))
        self._promised[mentor] += 1
        if not self.places_left(mentor):
            self.filled[mentor] = min(ago, self.filled.get(mentor, ago))

    def wait(self, mentee: int, mentor: int) -> None:
        """Notes an open request."""
        self._used.add((mentee, mentor))
        self._waiting[mentor] += 1

    def use(self, mentee: int, mentor: int) -> None:
        """Notes that these two have met already, so that no second story is told of them."""
        self._used.add((mentee, mentor))

    def with_place(self, mentee: int) -> int | None:
        """A mentor for `mentee` with a place left, or None."""
        return next((mentor for mentor in self._fitting(mentee) if self.places_left(mentor) > 0), None)

    def to_ask(self, mentee: int) -> int | None:
        """A mentor whom `mentee` may ask now: a place left, taking requests, an inbox that is not full."""
        for mentor in self._fitting(mentee):
            takes = self.places_left(mentor) > 0 and self.enrolments[mentor].full_for is None
            if takes and self._waiting[mentor] < OPEN_REQUESTS_A_MENTOR:
                return mentor
        return None

    def any(self, mentee: int) -> int | None:
        return next(self._fitting(mentee), None)

    def some(self, mentee: int, number: int) -> list[int]:
        return list(islice(self._fitting(mentee), number))

    def full(self, mentee: int) -> int | None:
        """A mentor without a place whom `mentee` might have asked, a fitting one if there is one."""
        programme = self.enrolments[mentee].programme
        others = (index for index in self.filled if self.enrolments[index].programme == programme)
        fitting = (index for index in self._fitting(mentee) if index in self.filled)
        return next(chain(fitting, (index for index in others if self._may_meet(mentee, index))), None)

    def _fitting(self, mentee: int) -> Iterator[int]:
        """Mentors of the programme, those of the same field first, then those with the skills wanted; a language shared."""
        asker = self.enrolments[mentee]
        groups = [self._by_field[asker.programme, asker.field]]
        groups += [self._by_skill[asker.programme, wanted.skill] for wanted in asker.wanted]
        seen: set[int] = set()
        for group in groups:
            for mentor in self._random.sample(group, len(group)):
                if mentor not in seen and self._may_meet(mentee, mentor):
                    seen.add(mentor)
                    yield mentor

    def _may_meet(self, mentee: int, mentor: int) -> bool:
        one, other = self.enrolments[mentee].person, self.enrolments[mentor].person
        languages = set(self.people[one].languages) & set(self.people[other].languages)
        free = mentor not in self._set_apart and (mentee, mentor) not in self._used
        return free and one != other and bool(languages)
