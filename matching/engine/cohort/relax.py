"""What would have to give so that an unmatched mentee is matched: the least change, for each of them."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Array, Bools, Ints
from matching.engine.cohort.assigning import Aim
from matching.engine.cohort.candidates import Assignment
from matching.engine.cohort.narrowing import Narrowing, quanta_of, without
from matching.engine.criteria import Criterion, Kind
from matching.engine.obstacles import BARELY, NOT_LISTED, Obstacle, why_not
from matching.engine.problem import Problem
from matching.engine.ranking import best_edges
from matching.engine.scoring import (
    QUANTA,
    eligible,
    passes,
    score_block,
    shown_criteria,
    solver_criteria,
)
from matching.engine.values import values

MOVES = 4  # people who change places in one suggestion, at most: more is no suggestion
CELLS = 1 << 18  # pairs that are looked at together
PLACE = 10**9  # what a further place costs against any sum of scores
PERCENT = QUANTA // 100


class Lack(StrEnum):
    """Why somebody is unmatched: no mentor meets the rules, all who do are full, all pairs are below the minimum
    score, or the organiser forbids all that are left."""

    RULES = "rules"
    PLACES = "places"
    MINIMUM = "minimum"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class Move:
    """A matched mentee who goes from one mentor to another, and stays matched."""

    mentee: int
    before: int
    after: int


@dataclass(frozen=True)
class Relaxation:
    """The least change for the unmatched `mentee`, each on its own; people are positions in the problem.

    rules      lift the `obstacles` with `mentor` (as in `why_not`) and add `places` there; with nobody who may be named,
               `mentor` is None and the obstacle is the one of NOT_LISTED
    places     add `places` at `place_at`: then, after `moves`, the mentee comes together with `mentor`. With 0 places
               the moves alone do it, which a proven highest or fairest assignment never leaves undone
    minimum    lower the minimum score to `minimum`, in whole hundredths. With whom is not said: the value of a pair
               rests on private answers too
    forbidden  allow the pair with `mentor` again; `minimum` is 0 where that pair is below the minimum score as well

    Whoever stands between the mentee and a mentor unnamed (a block, "avoid", "not again", identity), that mentor is
    treated as not there.
    """

    mentee: int
    lack: Lack
    mentor: int | None = None
    places: int = 0
    place_at: int | None = None
    moves: tuple[Move, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    minimum: float | None = None


def relaxations(
    problem: Problem,
    assignment: Assignment,
    *,
    aim: Aim = "total",
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
) -> tuple[Relaxation, ...]:
    """One relaxation for every unmatched mentee, in order of position; the other arguments are those that `assignment`
    was made with.

    For `total` and `fair` the change raises the highest number of matched mentees by one wherever it adds places or
    moves people; the place is the one after which the sum of scores is highest, with at most MOVES moves. For
    `stable` nobody can be moved: the mentor is the one at whom the fewest places suffice whatever the others do.
    Raises ValueError as `assign_problem` does.
    """
    narrowed = Narrowing.of(problem, locked, forbidden, minimum_score)
    if len(assignment.mentor) != problem.mentees.size:
        raise ValueError(
            f"assignment.mentor: expected {problem.mentees.size} mentees, got {len(assignment.mentor)}"
        )
    cohort = _Cohort.of(problem, assignment, narrowed)
    found: dict[int, Relaxation] = {}
    waiting: list[int] = []
    unruly: list[int] = []
    for rows in _blocks(np.flatnonzero(assignment.mentor < 0), problem.mentors.size):
        possible = eligible(cohort.opened, rows, slice(None))
        worth = score_block(problem, solver_criteria(problem), rows, slice(None)).quanta
        barred = narrowed.barred(rows)
        enough = worth >= narrowed.least
        for line, mentee in enumerate(rows.tolist()):
            if (possible[line] & enough[line] & ~barred[line]).any():
                waiting.append(mentee)
            elif possible[line].any():
                found[mentee] = cohort.by_decision(
                    mentee, possible[line], enough[line], barred[line], worth[line]
                )
            else:
                unruly.append(mentee)
    places = cohort.stable_places if aim == "stable" else cohort.places
    for one in (*places(np.array(waiting, dtype=np.int64)), *cohort.rules(np.array(unruly, dtype=np.int64))):
        found[one.mentee] = one
    return tuple(found[mentee] for mentee in sorted(found))


def _blocks(rows: Ints, width: int, cells: int = CELLS) -> list[Ints]:
    height = max(1, cells // max(width, 1))
    return [rows[start : start + height] for start in range(0, len(rows), height)]


@dataclass(frozen=True, eq=False)
class _Cohort:
    """`opened` is the problem as if every mentor had a place, `allowed` the same without the forbidden pairs; `needed`
    int64[M] is how many more places a mentor needs to take one more; `worth` int64[N] what each match is worth, -1
    for none."""

    problem: Problem
    opened: Problem
    allowed: Problem
    narrowed: Narrowing
    mentor: Ints
    needed: Ints
    worth: Ints

    @classmethod
    def of(cls, problem: Problem, assignment: Assignment, narrowed: Narrowing) -> "_Cohort":
        mentor = assignment.mentor.astype(np.int64)
        matched = np.flatnonzero(mentor >= 0)
        used = np.bincount(mentor[matched], minlength=problem.mentors.size)
        opened = replace(problem, capacity_left=np.ones(problem.mentors.size, dtype=np.int64))
        worth = np.full(len(mentor), -1, dtype=np.int64)
        worth[matched] = quanta_of(problem, np.stack([matched, mentor[matched]], axis=1))
        return cls(
            problem=problem,
            opened=opened,
            allowed=without(opened, narrowed.forbidden),
            narrowed=narrowed,
            mentor=mentor,
            needed=np.maximum(1 - (problem.capacity_left - used), 0),
            worth=worth,
        )

    def _first(self, *by: Array) -> int:
        """The mentor that is lowest by several numbers, the first counting most; then the one of the lower key."""
        return int(np.lexsort((self.problem.key_order, *reversed(by)))[0])

    def by_decision(
        self, mentee: int, possible: Bools, enough: Bools, barred: Bools, worth: Ints
    ) -> Relaxation:
        """For a mentee whose pairs are all below the minimum or forbidden. Lifting one pair is less than lowering the
        minimum for all."""
        full = self.needed > 0
        lifted = possible & barred & enough
        lowered = possible & ~barred
        if lifted.any():
            return Relaxation(mentee, Lack.FORBIDDEN, mentor=self._first(~lifted, full, -worth))
        if lowered.any():
            best = self._first(~lowered, full, -worth)
            return Relaxation(mentee, Lack.MINIMUM, minimum=int(worth[best]) // PERCENT / 100)
        return Relaxation(
            mentee, Lack.FORBIDDEN, mentor=self._first(~(possible & barred), full, -worth), minimum=0.0
        )

    def rules(self, mentees: Ints) -> list[Relaxation]:
        """For mentees whom the rules leave nobody: the mentor with the fewest rules and places in the way, then with
        the least that is missing, then with the highest score."""
        ruled = [criterion for criterion in self.problem.criteria if criterion.rule]
        bare = replace(self.opened, criteria=tuple(one for one in self.opened.criteria if not one.rule))
        found = []
        for rows in _blocks(mentees, self.problem.mentors.size):
            there = eligible(bare, rows, slice(None))
            failed = np.zeros(there.shape, dtype=np.int64)
            missing = np.zeros(there.shape)
            for criterion in ruled:
                passed = passes(criterion, values(self.problem, criterion, rows, slice(None)))
                if criterion.private:
                    there &= passed
                else:
                    failed += ~passed
                    missing += np.where(passed, 0.0, self._missing(criterion, rows))
            shown = score_block(self.problem, shown_criteria(self.problem), rows, slice(None)).quanta
            for line, mentee in enumerate(rows.tolist()):
                if not there[line].any():
                    found.append(Relaxation(mentee, Lack.RULES, obstacles=NOT_LISTED.obstacles))
                    continue
                chosen = self._first(
                    ~there[line], failed[line] + self.needed, missing[line].round(6), -shown[line]
                )
                found.append(
                    Relaxation(
                        mentee,
                        Lack.RULES,
                        mentor=chosen,
                        places=int(self.needed[chosen]),
                        place_at=chosen if self.needed[chosen] else None,
                        obstacles=why_not(self.opened, mentee, chosen).obstacles,
                    )
                )
        return found

    def _missing(self, criterion: Criterion, rows: Ints) -> npt.NDArray[np.float64]:
        """How much of a rule is missing, from 0 to 1; hours and rungs by degrees, though their values are 0 for many."""
        minimum = max(criterion.minimum, BARELY)
        if criterion.kind is Kind.GAP:
            return self._rungs(criterion, rows, minimum)
        if criterion.kind is Kind.MIN_HOURS:
            criterion = Criterion(
                key=criterion.key, kind=Kind.HOURS, params={"full_hours": criterion.params["hours"]}
            )
            minimum = 1.0
        found = values(self.problem, criterion, rows, slice(None))
        return np.where(found.known, np.clip(1 - found.value / minimum, 0.0, 1.0), 1.0)

    def _rungs(self, criterion: Criterion, rows: Ints, minimum: float) -> npt.NDArray[np.float64]:
        """How many rungs a mentor stands too low or too high, from 0 towards 1 as they grow; 1 where unknown."""
        ours = self.problem.mentees.ordinals[criterion.mentee_field][rows, None]
        gap = self.problem.mentors.ordinals[criterion.mentor_field] - ours.astype(np.float64)
        least, fade = minimum * criterion.params["best_from"], criterion.params["fade"]
        most = criterion.params["best_to"] + (1 - minimum) / fade if fade else np.inf
        short = np.maximum(np.maximum(least - gap, gap - most), 0.0)
        return np.where(np.isnan(gap), 1.0, short / (1 + short))

    def places(self, mentees: Ints) -> list[Relaxation]:
        """For mentees whose mentors are all full: where one more place wins most.

        gain[Y] is the change of the sum when one more mentee comes to Y: the cost of a place there, or the best that
        one of Y's mentees leaves for another mentor, who gains in turn. Each round of that is one ranking pass with
        -gain as the price."""
        if not len(mentees):
            return []
        gain = -PLACE * self.needed
        movable = np.flatnonzero((self.mentor >= 0) & ~self.narrowed.is_locked)
        home = self.mentor[movable]
        rounds: list[dict[int, Move]] = []
        for _ in range(MOVES):
            target, net = self._best(movable, gain, above=self.worth[movable] + gain[home])
            found = np.flatnonzero(target >= 0)
            won = net[found] - self.worth[movable[found]]
            order = found[np.lexsort((self.problem.mentee_key[movable[found]], -won, home[found]))]
            first = order[np.unique(home[order], return_index=True)[1]]
            if not len(first):
                break
            gain = gain.copy()
            gain[home[first]] = net[first] - self.worth[movable[first]]
            rounds.append({int(home[k]): Move(int(movable[k]), int(home[k]), int(target[k])) for k in first})
        target, _ = self._best(mentees, gain)
        return [
            self._place(mentee, mentor, rounds)
            for mentee, mentor in zip(mentees.tolist(), target.tolist(), strict=True)
        ]

    def _best(self, mentees: Ints, gain: Ints, above: Ints | None = None) -> tuple[Ints, Ints]:
        """The mentor of most value and gain together for each of `mentees`, -1 for none, and how much that is."""
        least = np.full(len(mentees), self.narrowed.least)
        edges = best_edges(self.allowed, mentees, 1, price=-gain, above=above, least=least)
        target = edges.mentor[:, 0].astype(np.int64)
        return target, edges.quanta[:, 0] + gain[target]

    def _place(self, mentee: int, mentor: int, rounds: list[dict[int, Move]]) -> Relaxation:
        moves: list[Move] = []
        here = mentor
        for step in reversed(rounds):
            move = step.get(here)
            if move is not None:
                moves.append(move)
                here = move.after
                # Where moving in a circle would pay, because the assignment is not of the highest sum, the circle is left out.
                met = [one.before for one in moves]
                if here in met:
                    del moves[met.index(here) :]
        return Relaxation(
            mentee,
            Lack.PLACES,
            mentor=mentor,
            places=int(self.needed[here]),
            place_at=here,
            moves=tuple(moves),
        )

    def stable_places(self, mentees: Ints) -> list[Relaxation]:
        """For `stable`: at a mentor with one place more than there are people who would rather come there than where they
        are, and who go before this mentee, the mentee cannot be left out (more places harm no mentee: Crawford 1991)."""
        width = self.problem.mentors.size
        if not len(mentees):
            return []
        criteria = solver_criteria(self.problem)
        ours = score_block(self.problem, criteria, mentees, slice(None)).quanta
        possible = eligible(self.allowed, mentees, slice(None)) & (ours >= self.narrowed.least)
        ahead = np.zeros(ours.shape, dtype=np.int64)
        others = np.flatnonzero(~self.narrowed.is_locked)
        for rows in _blocks(others, width, 16 * CELLS):
            theirs = score_block(self.problem, criteria, rows, slice(None)).quanta
            wants = eligible(self.allowed, rows, slice(None)) & (theirs >= self.narrowed.least)
            wants &= (theirs >= self.worth[rows][:, None]) & (self.mentor[rows][:, None] != np.arange(width))
            for column in np.flatnonzero(wants.any(axis=0)).tolist():
                wish = np.sort(theirs[wants[:, column], column])
                ahead[:, column] += len(wish) - np.searchsorted(wish, ours[:, column])
        # Whoever is as good counts as being ahead, and so does the mentee, who is the one place more.
        places = ahead + self.needed - 1
        found = []
        for line, mentee in enumerate(mentees.tolist()):
            chosen = self._first(~possible[line], places[line], -ours[line])
            found.append(
                Relaxation(
                    mentee,
                    Lack.PLACES,
                    mentor=chosen,
                    places=int(places[line, chosen]),
                    place_at=chosen,
                )
            )
        return found
