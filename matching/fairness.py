"""How a matching treats groups of people, in figures that give nobody away. Pure: numbers in, a table out.

The rule: no count below `FEWEST` is published, nor one that could be found by subtraction, whoever knows how this works.
A table says of each group how many people are in it, how many of them are matched and how many are not; how many are in
the run, matched and not, is known to everybody who reads it. Therefore

* a group of fewer than five people says nothing at all, and neither do the next smallest, until those that say nothing
  are two groups or more and have five people or more on average;
* a group that says how many are in it says how many are matched only where five or more are and five or more are not,
  and where the same holds of all that do not say so, taken together;
* scores are told as a mean, in whole points, of ten people or more; the lowest as the mean of the lowest five. A single
  lowest score is one person's, and whoever reads the list of pairs would know whose.

A group nobody is in counts as one of fewer than five: that nobody is in it would be told of everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

FEWEST = 5
SCORED = 2 * FEWEST
FULL_MARKS = 100


@dataclass(frozen=True)
class Counted:
    """A group as it is: `scores` are those of its matched people, 0 to 1. Never shown."""

    label: str
    matched: int
    unmatched: int
    scores: tuple[float, ...] = ()

    @property
    def people(self) -> int:
        return self.matched + self.unmatched


@dataclass(frozen=True)
class Told:
    """A group as it is shown; None where it says nothing. `mean` and `lowest` (of the lowest five) are points of 100.
    `least` is how many of a hundred are matched at least, as the totals alone say: no more than all who are unmatched can
    be of this group."""

    label: str
    people: int | None = None
    matched: int | None = None
    unmatched: int | None = None
    mean: int | None = None
    lowest: int | None = None
    least: int | None = None

    @property
    def share(self) -> int | None:
        """How many of a hundred are matched."""
        if self.matched is None or not self.people:
            return None
        return round(FULL_MARKS * self.matched / self.people)

    @property
    def silent(self) -> bool:
        return self.people is None


def told(groups: Sequence[Counted]) -> list[Told] | None:
    """The table of these groups, which share the people of a run among them: everybody is in exactly one. None where too
    little could be told to compare anything: fewer than two groups speak."""
    everybody = range(len(groups))
    silent = _with_cover(
        {at for at in everybody if groups[at].people < FEWEST},
        everybody,
        size=lambda at: groups[at].people,
        enough=lambda hidden: sum(groups[at].people for at in hidden) >= FEWEST * len(hidden),
    )
    if len(groups) - len(silent) < 2:
        return None
    closed = _closed(groups, silent)
    scored = _scored(groups, silent, closed)
    unmatched = sum(group.unmatched for group in groups)
    return [
        _told(group, unmatched, speaks=at not in silent, splits=at not in closed, scored=at in scored)
        for at, group in enumerate(groups)
    ]


def _with_cover(
    hidden: set[int], every: Iterable[int], *, size: Callable[[int], int], enough: Callable[[set[int]], bool]
) -> set[int]:
    """`hidden`, and where it is not empty the smallest others, until they are two or more and `enough`, or all. Of the same
    size all are taken: which of them was would tell of the rest."""
    found = set(hidden)
    others = sorted((at for at in every if at not in hidden), key=size)
    last = -1
    for at in others if hidden else ():
        if len(found) > 1 and enough(found) and size(at) != last:
            break
        found.add(at)
        last = size(at)
    return found


def _closed(groups: Sequence[Counted], silent: set[int]) -> set[int]:
    """The groups that do not say how many of them are matched. Where everybody is matched, or nobody, all may say so."""
    if not any(group.unmatched for group in groups) or not any(group.matched for group in groups):
        return set(silent)

    def enough(hidden: set[int]) -> bool:
        return (
            sum(groups[at].matched for at in hidden) >= FEWEST
            and sum(groups[at].unmatched for at in hidden) >= FEWEST
        )

    small = {
        at
        for at, group in enumerate(groups)
        if min(group.matched, group.unmatched) < FEWEST and at not in silent
    }
    return _with_cover(silent | small, range(len(groups)), size=lambda at: groups[at].people, enough=enough)


def _scored(groups: Sequence[Counted], silent: set[int], closed: set[int]) -> set[int]:
    """The groups that tell scores. Of one that does not say how many of it are matched, it must be known anyhow that five
    or more are, because fewer people than that many are unmatched in the whole run: that it tells scores says nothing."""
    unmatched = sum(group.unmatched for group in groups)
    return {
        at
        for at, group in enumerate(groups)
        if at not in silent
        and group.people >= SCORED
        and (group.people - unmatched if at in closed else group.matched) >= FEWEST
    }


def _told(group: Counted, unmatched: int, *, speaks: bool, splits: bool, scored: bool) -> Told:
    if not speaks:
        return Told(group.label)
    found = Told(group.label, people=group.people)
    if splits:
        found = replace(found, matched=group.matched, unmatched=group.unmatched)
    elif group.people > unmatched:
        found = replace(found, least=FULL_MARKS * (group.people - unmatched) // group.people)
    if scored:
        lowest = sorted(group.scores)[:FEWEST]
        found = replace(found, mean=_points(group.scores), lowest=_points(lowest))
    return found


def _points(scores: Sequence[float]) -> int:
    return round(FULL_MARKS * sum(scores) / len(scores))


def load(mentors: Sequence[int], size: int) -> list[int]:
    """How many of `size` mentors have no mentee, one, two and so on. `mentors` has the position of each mentee's mentor,
    -1 for none."""
    mentees = [0] * size
    for place in mentors:
        if place >= 0:
            mentees[place] += 1
    counts = [0] * (max(mentees, default=0) + 1)
    for number in mentees:
        counts[number] += 1
    return counts
