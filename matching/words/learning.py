"""What was learnt from decisions, as an organiser reads it and as a file keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from typing import Any

from matching.engine.learning import Interval, Prior, Quality, Ranked, Shortfall, Study
from matching.engine.learning.crossed import FOLDS
from matching.engine.learning.suggestion import (
    DRAWS,
    LEAST_ANSWERS,
    LEAST_OF_AN_ANSWER,
    MOST_OF_PRIOR,
    REFITS,
)

ROWS = {
    Ranked.CURRENT: "present weights",
    Ranked.LEARNED: "learned weights",
    Ranked.CURRENT_PRIOR: "present weights + mentor prior",
    Ranked.LEARNED_PRIOR: "learned weights + mentor prior",
    Ranked.POSITION: "place in the list alone",
}
LACKING = {
    "decisions": "pairs that were decided",
    "mentees": "mentees who chose some and passed over others",
    "rarer": "pairs of the rarer outcome",
}


@dataclass(frozen=True)
class Learnt:
    """A study with the words around it: `used` says what it rests on, a sentence each; `mentors` names the mentors' keys."""

    title: str
    used: Sequence[str]
    labels: Sequence[str]
    study: Study
    mentors: Mapping[int, str]


def too_little(lacking: Sequence[Shortfall]) -> str:
    parts = [f"{lack.found:,} {LACKING[lack.what]} ({lack.least} are needed)" for lack in lacking]
    return f"There is too little to learn from: {'; '.join(parts)}. Nothing is suggested."


def report(learnt: Learnt) -> str:
    """The whole report as plain text."""
    study = learnt.study
    blocks = [
        [learnt.title],
        ["What it used", *(f"  {line}" for line in learnt.used)],
        _quality(study),
        _weights(learnt),
        ["What this says", *(f"  {line}" for line in verdict(study))],
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def verdict(study: Study) -> list[str]:
    """What the study supports, in sentences."""
    present, learned = study.quality[Ranked.CURRENT], study.quality[Ranked.LEARNED]
    lines = []
    if study.supported:
        lines.append(
            f"The suggested weights put a chosen mentor above one passed over in {_percent(learned.within.estimate)} of a "
            f"mentee's own comparisons, the present ones in {_percent(present.within.estimate)}: a gain of "
            f"{_points(learned.gain)}."
        )
        lines.append(
            "Nothing was changed. If you agree, write the suggested weights under “criteria” in the admin."
        )
    else:
        lines.append(
            "The history does not support changing any weight: within a mentee, what the learned weights gain on the "
            f"present ones is {_points(learned.gain)}, which chance alone would give."
        )
    if present.within.low <= 0.5 <= present.within.high:
        lines.append(
            "Within one mentee's list the present weights are at chance here: they do not tell whom that mentee chose."
        )
    elif present.within.high < 0.5:
        lines.append("Within one mentee's list the present weights point the wrong way here.")
    lines.append(_prior_verdict(study))
    return lines


def _prior_verdict(study: Study) -> str:
    prior = study.prior
    if prior is None:
        return f"There is no mentor prior: it takes {LEAST_ANSWERS} answers of mentors, of each kind {LEAST_OF_AN_ANSWER}."
    told = (
        f"Mentors said yes to {_percent(prior.beta.mean)} of what they answered. A mentor's past answers tell the next with an AUC of "
        f"{_interval(prior.foretells)}"
    )
    if not prior.supported:
        return (
            f"{told}; on top of the weights that stays without effect on choices within a mentee ({_points(prior.step)}), "
            "so no mentor prior is suggested."
        )
    most = ", the most that is suggested," if prior.weight >= MOST_OF_PRIOR * study.current.sum() else ""
    return (
        f"{told}; as a number a mentor (kind “bias”) with the weight {prior.weight:.1f}{most} beside these it gains "
        f"{_points(prior.step)} within a mentee. It favours those who had time before: read docs/learning.md first."
    )


def _quality(study: Study) -> list[str]:
    lines = [
        "How often a chosen mentor stands above one passed over (AUC: 1 always, .5 by chance)",
        f"  {'put in order by':<32}{'all pairs':<22}{'within a mentee':<22}gain within",
    ]
    for name, words in ROWS.items():
        if name in study.quality:
            found = study.quality[name]
            gain = "" if name in (Ranked.CURRENT, Ranked.POSITION) else _interval(found.gain, sign="+")
            lines.append(
                f"  {words:<32}{_interval(found.overall):<22}{_interval(found.within):<22}{gain}".rstrip()
            )
    lines.append(
        f"  In brackets 95 % intervals from {DRAWS:,} samples of the mentees. What is learned is judged by mentees it was not "
        f"learned from ({FOLDS} folds)."
    )
    return lines


def _weights(learnt: Learnt) -> list[str]:
    study = learnt.study
    wide = max(len("criterion"), *(len(label) for label in learnt.labels)) + 2
    suggested = f"{'suggested':>11}" if study.supported else ""
    lines = [
        "The weights",
        f"  {'criterion':<{wide}}{'now':>8}{suggested}   odds of being chosen, full value : none",
    ]
    for place, label in enumerate(learnt.labels):
        weight = f"{study.learned[place]:>11.1f}" if study.supported else ""
        odds = (
            _interval(study.odds[place], digits=2) if study.measured[place] else "never tells mentors apart"
        )
        lines.append(f"  {label:<{wide}}{study.current[place]:>8.1f}{weight}   {odds}")
    held = (
        "The fit keeps the proportions of the present weights: nothing else foretold better."
        if not isfinite(study.pull)
        else "The fit is drawn towards the proportions of the present weights as far as that foretells better."
    )
    lines.append(f"  {held} Intervals from {REFITS} samples of the mentees.")
    if study.doubling is not None:
        lines.append(
            f"  Twice as far down the list: odds {_interval(study.doubling, digits=2)}. That is taken into account and no "
            "weight."
        )
    return lines


def as_data(learnt: Learnt) -> dict[str, Any]:
    """The same for a file, as plain numbers, lists and words; None where there is no number."""
    study = learnt.study
    return {
        "title": learnt.title,
        "used": list(learnt.used),
        "supported": study.supported,
        "criteria": [
            {
                "criterion": label,
                "weight": float(study.current[place]),
                "suggested": float(study.learned[place]) if study.supported else None,
                "odds": _data(study.odds[place]),
                "measured": bool(study.measured[place]),
            }
            for place, label in enumerate(learnt.labels)
        ],
        "pull": study.pull if isfinite(study.pull) else None,
        "twice_as_far_down": None if study.doubling is None else _data(study.doubling),
        "auc": {str(name): _quality_data(found) for name, found in study.quality.items()},
        "prior": None if study.prior is None else _prior_data(study.prior, learnt.mentors),
        "verdict": verdict(study),
    }


def _quality_data(found: Quality) -> dict[str, Any]:
    return {
        "overall": _data(found.overall),
        "within_mentee": _data(found.within),
        "gain_within_mentee": _data(found.gain),
    }


def _prior_data(prior: Prior, mentors: Mapping[int, str]) -> dict[str, Any]:
    rows = zip(prior.mentor.tolist(), prior.rate.tolist(), prior.answered.tolist(), strict=True)
    return {
        "supported": prior.supported,
        "weight": prior.weight if prior.supported else None,
        "mean": prior.beta.mean,
        "strength": prior.beta.strength,
        "foretells": _data(prior.foretells),
        "gain_within_mentee": _data(prior.step),
        "mentors": {
            mentors[key]: {"rate": rate, "answers": answers} for key, rate, answers in rows if key in mentors
        },
    }


def _data(interval: Interval) -> list[float | None]:
    return [None if isnan(number) else round(float(number), 6) for number in interval]


def _interval(interval: Interval, *, digits: int = 3, sign: str = "") -> str:
    estimate, low, high = (
        "?" if isnan(number) else f"{number:{sign}.{digits}f}".replace("0.", ".", 1 if abs(number) < 1 else 0)
        for number in interval
    )
    return f"{estimate} ({low} to {high})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _points(gain: Interval) -> str:
    estimate, low, high = (f"{100 * number:+.1f}" for number in gain)
    return f"{estimate} points ({low} to {high})"
