"""What a programme's own history says about its weights: suggested ones, a mentor prior, and how far both can be believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints, checked, refuse
from matching.engine.learning.auc import Counts, Interval, Ordered, ordered, overall, resampled, within
from matching.engine.learning.crossed import FOLDS, PULLS, Crossed, Fitted
from matching.engine.learning.decisions import Answers, Decisions, Reals, combined
from matching.engine.learning.prior import Beta

# Below these nothing is said at all.
LEAST_DECISIONS = 200
LEAST_MENTEES = 30  # with both outcomes
LEAST_OF_AN_OUTCOME = 20
# Below these there is no mentor prior.
LEAST_ANSWERS = 100
LEAST_OF_AN_ANSWER = 20

DRAWS = 1000  # samples of mentees, for the intervals of AUCs
REFITS = 200  # samples of mentees, for the intervals of odds
# A mentor's past never counts for more than all the criteria together.
MOST_OF_PRIOR = 1.0


class Ranked(StrEnum):
    """By what the pairs are put in order."""

    CURRENT = "current"
    LEARNED = "learned"
    CURRENT_PRIOR = "current_prior"
    LEARNED_PRIOR = "learned_prior"
    POSITION = "position"


class Quality(NamedTuple):
    """AUC over all pairs, within mentees, and what the latter gains over the present weights; all out of fold."""

    overall: Interval
    within: Interval
    gain: Interval


class Shortfall(NamedTuple):
    """What there is too little of: one of "decisions", "mentees" (with both outcomes) and "rarer" (the rarer outcome)."""

    what: str
    found: int
    least: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Prior:
    """How readily mentors accept. `rate` float64[M] (0 to 1) is the drawn-in rate of `mentor` int64[M], who gave `answered`
    int64[M] answers. `weight` is what it would weigh beside the criteria, in their units. `foretells` is its AUC for
    answers it was not fitted on; `step` what it gains within mentees on top of the weights that are suggested, and
    `supported` says whether that is more than chance."""

    beta: Beta
    mentor: Ints
    rate: Reals
    answered: Ints
    weight: float
    foretells: Interval
    step: Interval
    supported: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Study:
    """`learned` float64[C] has the sum of the present weights; `supported` says whether they order the mentors of a mentee
    better than the present ones by more than chance: suggest nothing without it. `odds` are the odds of being chosen with a
    full value of each criterion against none, as fitted, nan where the criterion is not `measured`; `doubling` those of
    standing twice as far down the list, None where positions are not known. `pull` is how strongly the weights were held to
    the present ones, infinite where their proportions foretell best."""

    current: Reals
    learned: Reals
    measured: Bools
    odds: tuple[Interval, ...]
    doubling: Interval | None
    pull: float
    quality: Mapping[Ranked, Quality]
    supported: bool
    prior: Prior | None


def shortfalls(decisions: Decisions) -> list[Shortfall]:
    """What is missing for a study; empty where there is enough."""
    chosen = int(decisions.chosen.sum())
    found = {
        "decisions": (decisions.size, LEAST_DECISIONS),
        "mentees": (int(decisions.both.sum()), LEAST_MENTEES),
        "rarer": (min(chosen, decisions.size - chosen), LEAST_OF_AN_OUTCOME),
    }
    return [Shortfall(what, have, least) for what, (have, least) in found.items() if have < least]


def study(decisions: Decisions, answers: Answers, weights: Reals, *, seed: int = 0) -> Study:
    """Learns from `decisions`, and the mentor prior from `answers`, beside the present `weights` (float64[C], 0 or more, not
    all 0). The same for the same rows in any order.

    Raises ValueError for impossible weights, and where `shortfalls` is not empty."""
    present = checked("weights", weights, np.float64, (decisions.values.shape[1],))
    refuse("weights", ~(present >= 0) | np.isinf(present), present, "a number of 0 or more")
    if not present.any():
        raise ValueError("weights: expected one above 0")
    for lack in shortfalls(decisions):
        raise ValueError(f"decisions: expected at least {lack.least} {lack.what}, got {lack.found}")
    return _Study(Crossed(decisions, answers, present, seed, _enough_answers(answers)), seed).result()


def _enough_answers(answers: Answers) -> bool:
    yes, every = int(answers.accepted.sum()), len(answers.accepted)
    return every >= LEAST_ANSWERS and min(yes, every - yes) >= LEAST_OF_AN_ANSWER


@dataclass(frozen=True, eq=False)
class _Study:
    data: Crossed
    seed: int

    def result(self) -> Study:
        data = self.data
        scores = self._scores()
        quality, comparisons, times = self._quality(scores)
        supported = bool(quality[Ranked.LEARNED].gain.low > 0)
        everything = data.fitted([])
        weights, beside = self._scaled(everything, data.pull)
        odds, doubling = self._odds(everything.path[data.pull])
        prior = None
        if data.with_prior:
            base, with_prior, place = (
                (Ranked.LEARNED, Ranked.LEARNED_PRIOR, data.pull)
                if supported
                else (Ranked.CURRENT, Ranked.CURRENT_PRIOR, 0)
            )
            beside = self._scaled(everything, place)[1]
            step = _difference(comparisons[with_prior], comparisons[base], times)
            prior = self._prior(everything, beside, step)
        return Study(
            current=data.weights,
            learned=weights,
            measured=data.measured,
            odds=odds,
            doubling=doubling,
            pull=PULLS[data.pull],
            quality=quality,
            supported=supported,
            prior=prior,
        )

    def _scaled(self, fitted: Fitted, place: int) -> tuple[Reals, float]:
        """The weights of a fit at the pull `place`, with the sum of the present ones, and the weight of its mentor prior
        beside them. Criteria that are not measured keep their weight."""
        data = self.data
        coefficients = fitted.path[place][~data.signed]
        strength, most = float(coefficients.sum()), MOST_OF_PRIOR * float(data.weights.sum())
        sum_measured = float(data.weights[data.measured].sum())
        weights = data.weights.copy()
        if strength > 0 and place > 0:
            weights[data.measured] = coefficients * (sum_measured / strength)
        extra = float(fitted.prior[place])
        if strength > 0:
            return weights, min(extra * sum_measured / strength, most)
        return weights, most if extra > 0 else 0.0

    def _scores(self) -> dict[Ranked, Ints]:
        """The scores in millionths of all decisions, each by what was fitted without its mentee."""
        data = self.data
        decisions = data.decisions
        found = {Ranked.CURRENT: decisions.scores(data.weights, decisions.mean_score(data.weights))}
        if decisions.position is not None:
            # Rounding to millionths keeps positions apart up to a million.
            found[Ranked.POSITION] = np.rint(-decisions.position).astype(np.int64)
        names = [Ranked.LEARNED]
        if data.with_prior:
            names += [Ranked.CURRENT_PRIOR, Ranked.LEARNED_PRIOR]
        for name in names:
            found[name] = np.zeros(decisions.size, dtype=np.int64)
        for fold, fitted in enumerate(data.without_one):
            rows = data.fold == fold
            for name in names:
                place = 0 if name is Ranked.CURRENT_PRIOR else data.pull_without(fold)
                weights, beside = self._scaled(fitted, place)
                if name is Ranked.LEARNED:
                    beside = 0.0
                found[name][rows] = self._with_prior(fitted, weights, beside)[rows]
        return found

    def _with_prior(self, fitted: Fitted, weights: Reals, beside: float) -> Ints:
        decisions = self.data.decisions
        assert decisions.evidence is not None
        return combined(
            np.column_stack([decisions.values, fitted.rate[self.data.mentor]]),
            np.append(weights, beside),
            np.append(decisions.evidence, False),
            decisions.mean_score(weights),
        )

    def _quality(
        self, scores: Mapping[Ranked, Ints]
    ) -> tuple[dict[Ranked, Quality], dict[Ranked, Ordered], Counts]:
        decisions = self.data.decisions
        mentees = len(decisions.people)
        times = resampled(mentees, DRAWS, np.random.default_rng(self.seed))
        found, comparisons = {}, {}
        for name, score in scores.items():
            comparisons[name] = ordered(score, decisions.chosen, decisions.group, mentees)
            everywhere = overall(score, decisions.chosen, decisions.group)[0]
            found[name] = Quality(
                Interval.of(float(everywhere), overall(score, decisions.chosen, decisions.group, times)),
                Interval.of(float(within(comparisons[name])[0]), within(comparisons[name], times)),
                _difference(comparisons[name], comparisons[Ranked.CURRENT], times),
            )
        return found, comparisons, times

    def _odds(self, coefficients: Reals) -> tuple[tuple[Interval, ...], Interval | None]:
        """The odds of each criterion, and those of twice the position, with intervals from fits to resampled mentees."""
        data = self.data
        choices = data.choices(np.ones(data.decisions.size, dtype=bool))
        times = resampled(choices.mentees, REFITS, np.random.default_rng([self.seed, 1]))
        pull = PULLS[data.pull]
        drawn = np.exp(
            [data.fit_at(choices, pull, coefficients, weight.astype(np.float64)) for weight in times]
        )
        found = [
            Interval.of(float(np.exp(one)), column) for one, column in zip(coefficients, drawn.T, strict=True)
        ]
        unknown = Interval(float("nan"), float("nan"), float("nan"))
        places = np.cumsum(data.measured) - 1
        odds = tuple(
            found[place] if known else unknown for place, known in zip(places, data.measured, strict=True)
        )
        return odds, found[-1] if data.decisions.position is not None else None

    def _prior(self, everything: Fitted, weight: float, step: Interval) -> Prior:
        data = self.data
        answers = data.answers
        score = np.zeros(len(answers.accepted), dtype=np.int64)
        for fold in range(FOLDS):
            rows = data.answer_fold == fold
            rate = data.without_one[fold].rate[data.answer_mentor[rows]]
            score[rows] = np.rint(rate * 1_000_000)
        people, group = np.unique(answers.mentee, return_inverse=True)
        times = resampled(len(people), DRAWS, np.random.default_rng([self.seed, 2]))
        estimate = float(overall(score, answers.accepted, group)[0])
        return Prior(
            beta=everything.beta,
            mentor=data.mentors,
            rate=everything.rate,
            answered=np.bincount(data.answer_mentor, minlength=len(data.mentors)).astype(np.int64),
            weight=weight,
            foretells=Interval.of(estimate, overall(score, answers.accepted, group, times)),
            step=step,
            supported=bool(step.low > 0),
        )


def _difference(one: Ordered, other: Ordered, times: Counts) -> Interval:
    """What the first gets right more often within mentees than the second."""
    estimate = float(within(one)[0] - within(other)[0])
    return Interval.of(estimate, within(one, times) - within(other, times))
