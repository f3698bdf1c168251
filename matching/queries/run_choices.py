"""Whom an organiser may choose for a mentee of a run: another mentor, or a mentee to swap with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching import engine
from matching.kept_runs import fits, opened
from matching.models import MatchRun
from matching.queries.run_people import Someone, cast
from matching.queries.run_review import Standing, names

CHOICES = 20


@dataclass(frozen=True)
class Choice:
    """Somebody to choose. `score` is the fit of the mentee with this mentor, or with the mentor that would come by the
    swap, None where a rule stands between them; `partner` is who this person is matched with now, `free` their places."""

    person: Someone
    score: int | None
    free: int = 0
    partner: Someone | None = None


def mentors_for(held: Standing, mentee: int, words: str) -> list[Choice]:
    """The mentors who fit this mentee best, or those whose name has `words`; the present one is left out."""
    run = held.run
    now = held.solution.mentors[mentee]
    if words:
        found = [place for place in found_by_name(names(run)[1], words, most=CHOICES + 1) if place != now]
    else:
        found = [place for place in _ranked(run, mentee, CHOICES + 1) if place != now]
    found = found[:CHOICES]
    people, free = cast(run, [], found), _free(held)
    choices = [
        Choice(people.mentor(place), score, free=free[place])
        for place, score in zip(found, _scores(run, [(mentee, place) for place in found]), strict=True)
    ]
    return sorted(choices, key=lambda one: -1 if one.score is None else one.score, reverse=True)


def swaps_for(held: Standing, mentee: int, words: str) -> list[Choice]:
    """The mentees to swap mentors with: those whose mentor fits this mentee best, or whose name has `words`."""
    run, pairs = held.run, held.pairs
    now = held.solution.mentors[mentee]
    if words:
        named = found_by_name(names(run)[0], words, most=CHOICES * 5)
        found = [place for place in named if place in pairs and pairs[place].mentor != now]
    else:
        of: dict[int, list[int]] = {}
        for one in pairs.values():
            of.setdefault(one.mentor, []).append(one.mentee)
        best = _ranked(run, mentee, CHOICES * 2)
        found = [place for mentor in best if mentor != now for place in of.get(mentor, ())]
    found = found[:CHOICES]
    mentors = [pairs[place].mentor for place in found]
    people = cast(run, found, mentors)
    scores = _scores(run, [(mentee, mentor) for mentor in mentors])
    return [
        Choice(people.mentee(place), score, partner=people.mentor(mentor))
        for place, mentor, score in zip(found, mentors, scores, strict=True)
    ]


def _ranked(run: MatchRun, mentee: int, most: int) -> list[int]:
    ranking = engine.rank(opened(run).problem, [mentee], most)
    return [place for place in ranking.mentor[0].tolist() if place >= 0]


def _scores(run: MatchRun, pairs: Sequence[tuple[int, int]]) -> list[int | None]:
    """The shown score of each pair, None where a rule stands between the two or they may not be listed."""
    return [fit.score if fit.listed and fit.eligible else None for fit in fits(run, pairs)]


def _free(held: Standing) -> list[int]:
    places = opened(held.run).problem.capacity_left.tolist()
    taken = Counter(place for place in held.solution.mentors if place >= 0)
    return [max(left - taken[place], 0) for place, left in enumerate(places)]


def found_by_name(everybody: Sequence[str], words: str, *, most: int) -> list[int]:
    """The first `most` positions whose name has all of `words`, by name."""
    wanted = words.casefold().split()
    found = [
        place
        for place, name in enumerate(everybody)
        if name and all(word in name.casefold() for word in wanted)
    ]
    return sorted(found, key=lambda place: (everybody[place].casefold(), place))[:most]


def everybody(run: MatchRun) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The mentees and mentors of a run as choices of a form: position and name, by name, without anybody erased. One
    query."""
    ours, theirs = names(run)
    return _by_name(ours), _by_name(theirs)


def _by_name(listed: Iterable[str]) -> list[tuple[int, str]]:
    named = ((place, name) for place, name in enumerate(listed) if name)
    return sorted(named, key=lambda one: (one[1].casefold(), one[0]))


def two_of(run: MatchRun, mentee: int, mentor: int) -> tuple[Someone, Someone]:
    """Raises IndexError for a position that the run does not have."""
    people = cast(run, [mentee], [mentor])
    return people.mentee(mentee), people.mentor(mentor)
