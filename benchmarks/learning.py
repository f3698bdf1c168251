"""How long learning from decisions takes, on a synthetic history.

OPENBLAS_NUM_THREADS=1 python -m benchmarks.learning [--decisions 50000] [--criteria 10] [--short]
"""

import argparse
from time import perf_counter

import numpy as np

from matching.engine.learning import Answers, Decisions, Interval, study


def history(
    *,
    mentees: int,
    shown: int,
    truth: np.ndarray,
    seed: int,
    between: float = 1.0,
    spread: float = 0.0,
    unknown: float = 0.0,
    base: float = -2.0,
) -> tuple[Decisions, Answers]:
    """`mentees` who were each shown `shown` of half as many mentors and chose by `truth` (float64[C], the log odds of a full
    value of each criterion). `between` is how much mentees differ in choosing at all, `spread` how much mentors differ in
    being chosen, `unknown` the share of values that are missing. Everybody's choice is an answer of the mentor as well."""
    random = np.random.default_rng(seed)
    mentors = max(mentees // 2, shown)
    mentee = np.repeat(np.arange(mentees), shown)
    mentor = np.concatenate([random.permutation(mentors)[:shown] for _ in range(mentees)])
    values = random.random((len(mentee), len(truth)))
    liked = base + (values - 0.5) @ truth
    liked += between * random.normal(size=mentees)[mentee] + spread * random.normal(size=mentors)[mentor]
    chosen = random.random(len(mentee)) < 1 / (1 + np.exp(-liked))
    values[random.random(values.shape) < unknown] = np.nan
    keys = random.permutation(2 * (mentees + mentors))
    mentee_key, mentor_key = keys[:mentees][mentee], keys[mentees : mentees + mentors][mentor]
    decisions = Decisions(mentee=mentee_key, mentor=mentor_key, values=values, chosen=chosen)
    return decisions, Answers(mentee=mentee_key, mentor=mentor_key, accepted=chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=50_000)
    parser.add_argument("--criteria", type=int, default=10)
    parser.add_argument("--short", action="store_true", help="20,000 decisions")
    options = parser.parse_args()
    if options.short:
        options.decisions = 20_000
    truth = np.linspace(0, 1.5, options.criteria)
    decisions, answers = history(
        mentees=options.decisions // 20, shown=20, truth=truth, seed=1, spread=0.5, unknown=0.1
    )
    start = perf_counter()
    found = study(decisions, answers, np.ones(options.criteria))
    taken = perf_counter() - start
    print(
        f"{decisions.size:,} decisions of {len(decisions.people):,} mentees, {options.criteria} criteria: {taken:.1f} s"
    )
    for name, quality in found.quality.items():
        print(f"  {name:<14} overall {told(quality.overall)}  within {told(quality.within)}")
    print(f"  weights suggested: {found.supported}; pull {found.pull}")


def told(interval: Interval) -> str:
    return f"{interval.estimate:.3f} ({interval.low:.3f}-{interval.high:.3f})"


if __name__ == "__main__":
    main()
