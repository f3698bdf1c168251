"""What is learned from histories whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from benchmarks.learning import history
from matching.engine.learning import Answers, Decisions, Ranked, Shortfall, Study, shortfalls, study
from matching.engine.learning.crossed import Crossed, folds

TRUTH = np.array([0.0, 0.7, 1.5, 2.5])


@cache
def known() -> tuple[Decisions, Answers, Study]:
    """Three hundred mentees who choose by TRUTH, in a programme that weighs everything alike."""
    decisions, answers = history(
        mentees=300, shown=12, truth=TRUTH, seed=100, base=-1.5, spread=0.8, unknown=0.05
    )
    return decisions, answers, study(decisions, answers, np.ones(4))


def small(seed: int, truth: Any = (0, 0, 0, 0), **options: float) -> tuple[Decisions, Answers]:
    return history(mentees=70, shown=10, truth=np.array(truth, dtype=float), seed=seed, base=-1.5, **options)


def test_known_weights_are_recovered_in_order_and_sign() -> None:
    found = known()[2]
    assert found.supported
    assert (np.diff(found.learned) > 0).all()
    np.testing.assert_allclose(found.learned, 4 * TRUTH / TRUTH.sum(), atol=0.25)
    assert found.learned.sum() == pytest.approx(4)
    for truth, odds in zip(TRUTH[1:], found.odds[1:], strict=True):
        assert 1 < odds.low < odds.estimate < odds.high
        assert odds.estimate == pytest.approx(np.exp(truth), rel=0.4)
    assert found.odds[0].low == 1.0


def test_the_gain_is_measured_within_mentees_and_the_prior_adds_to_it() -> None:
    found = known()[2]
    quality = found.quality
    assert quality[Ranked.CURRENT].gain == (0, 0, 0)
    for name in (Ranked.LEARNED, Ranked.LEARNED_PRIOR):
        assert quality[name].gain.estimate == pytest.approx(
            quality[name].within.estimate - quality[Ranked.CURRENT].within.estimate
        )
    assert quality[Ranked.LEARNED].gain.low > 0
    assert found.prior is not None
    assert found.prior.supported
    assert found.prior.step.low > 0
    assert 0 < found.prior.weight <= found.current.sum()
    assert found.prior.foretells.low > 0.5


def test_the_order_of_rows_and_the_scale_of_weights_change_nothing() -> None:
    decisions, answers = small(5, TRUTH, unknown=0.1)
    one = study(decisions, answers, np.array([4.0, 3, 2, 1]))
    order = np.random.default_rng(0).permutation(decisions.size)
    turned = Decisions(
        mentee=decisions.mentee[order],
        mentor=decisions.mentor[order],
        values=decisions.values[order],
        chosen=decisions.chosen[order],
    )
    shuffled = Answers(
        mentee=answers.mentee[order], mentor=answers.mentor[order], accepted=answers.accepted[order]
    )
    two = study(turned, shuffled, np.array([4.0, 3, 2, 1]))
    assert two.quality == one.quality
    assert two.odds == one.odds
    assert (two.learned == one.learned).all()
    assert two.prior is not None
    assert one.prior is not None
    assert (two.prior.rate == one.prior.rate).all()
    assert (two.prior.weight, two.prior.step, two.prior.foretells) == (
        one.prior.weight,
        one.prior.step,
        one.prior.foretells,
    )
    tenfold = study(decisions, answers, np.array([40.0, 30, 20, 10]))
    np.testing.assert_allclose(tenfold.learned, 10 * one.learned)
    assert {name: found.within for name, found in tenfold.quality.items()} == {
        name: found.within for name, found in one.quality.items()
    }


def test_pure_noise_is_hardly_ever_taken_for_a_reason_to_change() -> None:
    weights = priors = 0
    for seed in range(20):
        found = study(*small(seed), np.array([4.0, 3, 2, 1]), seed=seed)
        weights += found.supported
        priors += found.prior is not None and found.prior.supported
    # About one in forty is what a 95 % interval lets through.
    assert weights <= 2
    assert priors <= 2


def test_weights_that_are_right_stay() -> None:
    for seed in range(4):
        assert not study(*small(seed, (2, 1.5, 1, 0.5)), np.array([4.0, 3, 2, 1])).supported


def test_what_only_tells_mentees_apart_is_high_overall_and_at_chance_within() -> None:
    """Eager mentees fill in more: the value is high for all of their mentors alike, up to chance."""
    random = np.random.default_rng(8)
    mentees, shown = 150, 10
    eager = random.random(mentees)
    group = np.arange(mentees).repeat(shown)
    values = np.clip(eager[group, None] + 0.05 * random.normal(size=(mentees * shown, 2)), 0, 1)
    decisions = Decisions(
        mentee=group,
        mentor=np.concatenate([random.permutation(60)[:shown] for _ in range(mentees)]),
        values=values,
        chosen=random.random(mentees * shown) < 0.1 + 0.8 * eager[group],
    )
    found = study(decisions, Answers(), np.array([1.0, 1.0]))
    present = found.quality[Ranked.CURRENT]
    assert present.overall.low > 0.65
    assert present.within.low < 0.5 < present.within.high
    assert not found.supported
    assert found.prior is None


# --- no mentee has a part in their own judgement


def test_no_mentee_is_in_two_folds_and_every_fold_can_judge() -> None:
    decisions, answers, _found = known()
    crossed = Crossed(decisions, answers, np.ones(4), 0, True)
    of = {mentee: set(crossed.fold[decisions.mentee == mentee].tolist()) for mentee in decisions.people}
    assert {len(found) for found in of.values()} == {1}
    counts = [choices.mentees for choices in crossed.of_fold]
    assert max(counts) - min(counts) <= 1


def test_folds_hang_on_who_the_mentees_are() -> None:
    keys, both = np.arange(100) * 7919 - 50, np.arange(100) % 3 == 0
    one = folds(keys, both, 0)
    order = np.random.default_rng(1).permutation(100)
    assert (folds(keys[order], both[order], 0) == one[order]).all()
    assert (folds(keys, both, 1) != one).any()


def turned_in(decisions: Decisions, rows: Any) -> Decisions:
    return replace(decisions, chosen=decisions.chosen ^ rows)


def test_the_outcomes_of_a_fold_have_no_part_in_what_judges_it() -> None:
    """Every outcome of one fold is turned round: what was learned without that fold stays the same to the last bit."""
    decisions, answers = small(3, TRUTH, spread=1.0)
    one = Crossed(decisions, answers, np.ones(4), 0, True)
    rows = one.fold == 2
    mentees = np.isin(answers.mentee, decisions.mentee[rows])
    turned = Crossed(
        turned_in(decisions, rows), replace(answers, accepted=answers.accepted ^ mentees), np.ones(4), 0, True
    )
    assert (turned.fold == one.fold).all()  # it looks at who has both outcomes, which turning round keeps
    before, after = one.fitted([2]), turned.fitted([2])
    assert (before.path == after.path).all()
    assert (before.rate == after.rate).all()
    assert (before.prior == after.prior).all()
    assert one.pull_without(2) == turned.pull_without(2)
    assert (one.fitted([1]).path != turned.fitted([1]).path).any()
    assert (one.fitted([1]).rate != turned.fitted([1]).rate).any()


def test_a_prior_learned_from_noise_foretells_nothing_and_weighs_little() -> None:
    """With a mentee's own outcomes in the rates, the rate of a mentor with few answers would tell those very outcomes: here
    the prior's coefficient would be 4 on average instead of 1, and the AUC far above chance."""
    coefficients, estimates = [], []
    for seed in range(5):
        decisions, answers = small(seed)
        coefficients.append(Crossed(decisions, answers, np.ones(4), 0, True).fitted([]).prior[0])
        if seed < 2:
            found = study(decisions, answers, np.ones(4)).prior
            assert found is not None
            estimates.append(found.foretells.estimate)
    assert np.mean(coefficients) < 2
    assert max(estimates) < 0.54


# --- edges


def test_too_little_is_refused_with_what_is_missing() -> None:
    decisions, answers = history(mentees=12, shown=5, truth=TRUTH, seed=1, base=-2.5)
    lacking = shortfalls(decisions)
    assert [lack.what for lack in lacking] == ["decisions", "mentees", "rarer"]
    assert lacking[0] == Shortfall("decisions", 60, 200)
    with pytest.raises(ValueError, match="at least 200 decisions, got 60"):
        study(decisions, answers, np.ones(4))
    assert shortfalls(known()[0]) == []


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ([1, 1, 1], "weights: expected shape"),
        ([1, -1, 1, 1], r"weights\[1\]: expected a number of 0 or more"),
        ([1, np.nan, 1, 1], r"weights\[1\]"),
        ([0, 0, 0, 0], "expected one above 0"),
    ],
)
def test_impossible_weights_are_named(weights: list[float], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        study(known()[0], known()[1], np.array(weights, dtype=float))


def test_a_criterion_that_never_tells_mentors_apart_keeps_its_weight() -> None:
    decisions, answers = small(9, TRUTH)
    values = decisions.values.copy()
    values[:, 1] = 0.6
    values[:, 0] = np.nan
    found = study(replace(decisions, values=values), answers, np.array([5.0, 2.0, 4.0, 4.0]))
    assert found.measured.tolist() == [False, False, True, True]
    assert found.learned[:2].tolist() == [5.0, 2.0]
    assert found.learned.sum() == pytest.approx(15)
    assert np.isnan(found.odds[0].estimate)


def test_the_place_in_the_list_is_told_apart_and_is_no_weight() -> None:
    """People ask who stands on top: without the position, the criterion that orders the list would get the credit."""
    random = np.random.default_rng(12)
    mentees, shown = 300, 10
    values = random.random((mentees, shown, 2))
    values = np.take_along_axis(values, np.argsort(-values[:, :, :1], axis=1), axis=1)
    position = np.tile(np.arange(1.0, shown + 1), mentees)
    liked = 1.0 - 1.2 * np.log2(position) + 1.5 * (values[:, :, 1].ravel() - 0.5)
    chosen = random.random(mentees * shown) < 1 / (1 + np.exp(-liked))
    given = {
        "mentee": np.arange(mentees).repeat(shown),
        "mentor": np.concatenate([random.permutation(80)[:shown] for _ in range(mentees)]),
        "values": values.reshape(-1, 2),
        "chosen": chosen,
    }
    told = study(Decisions(**given, position=position), Answers(), np.ones(2))
    untold = study(Decisions(**given), Answers(), np.ones(2))
    assert told.doubling is not None
    assert told.doubling.estimate == pytest.approx(np.exp(-1.2), rel=0.3)
    assert untold.odds[0].estimate > 5 * told.odds[0].estimate
    assert told.odds[1].low < np.exp(1.5) < told.odds[1].high
    assert told.quality[Ranked.POSITION].within.low > 0.6
    assert Ranked.POSITION not in untold.quality
