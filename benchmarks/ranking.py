"""R1 to R4: how long ranking takes, against the bare float32 product of the sentence vectors.

    python -m benchmarks.ranking r1|r2|r3|r4 [--short] [--profile]

R1  everybody: every criterion, exact, two processes, k = 10 and 50, at 512 dimensions (what the product uses) and 256
R2  the same with a text weight of 60 and 85 of 100
R3  the same on the NumPy path
R4  one mentee: the best 20 of 20,000 mentors with their explanations

Ratios are of one run: three interleaved repetitions, the least of each; the two processes begin together, and the time is
that of the later one. The long form takes 100,000 mentees and 20,000 mentors, the short one 2,000 and as many mentors.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is loaded

import numpy as np

from benchmarks.worlds import DIMENSIONS, programme
from matching.engine import Problem, explain_many, rank
from matching.engine.ranking import Path

WORKERS = 2
REPETITIONS = 3
BLOCK = 500  # mentees a call: what a task of the product takes at once

Work = Callable[[Problem, range], object]


def main() -> None:
    parser = argparse.ArgumentParser(description="R1 to R4, see docs/benchmarks.md")
    parser.add_argument("which", choices=["r1", "r2", "r3", "r4"])
    parser.add_argument("--short", action="store_true", help="fewer mentees, a few seconds")
    parser.add_argument("--profile", action="store_true", help="where the time of the compiled path goes")
    given = parser.parse_args()
    size = (2_000 if given.short else 100_000, 20_000)
    if given.profile:
        profile(min(size[0], 4_000), size[1])
    elif given.which == "r4":
        one_mentee(people=100 if given.short else 400, mentors=20_000)
    else:
        everybody(given.which, *size, short=given.short)


def everybody(which: str, mentees: int, mentors: int, *, short: bool) -> None:
    print(f"{mentees:,} mentees, {mentors:,} mentors, {WORKERS} processes\n")
    print(f"{'':26}{'s':>8}{'ns a pair':>11}{'÷ bare':>8}{'aim':>6}")
    runs: dict[str, list[tuple[int, float]]] = {
        "r1": [(DIMENSIONS, 20)] if short else [(DIMENSIONS, 20), (256, 20)],
        "r2": [(DIMENSIONS, 60), (DIMENSIONS, 85)],
        "r3": [(DIMENSIONS, 20)],
    }
    path: Path = "numpy" if which == "r3" else "compiled"
    for dimensions, weight in runs[which]:
        problem = programme(
            mentees=mentees, mentors=mentors, seed=1, dimensions=dimensions, text_weight=weight
        )
        works: dict[str, Work] = {"bare product": bare}
        works |= {f"rank, k = {k}": ranked(k, path) for k in ((50,) if which == "r3" else (10, 50))}
        times, memory = in_workers(problem, works)
        print(f"{dimensions} dimensions, text weight {weight}")
        for name, seconds in times.items():
            aim = {
                "r1": {"rank, k = 10": 0.3, "rank, k = 50": 0.45},
                "r2": dict.fromkeys(works, 1.15),
                "r3": dict.fromkeys(works, 3.0),
            }
            wanted = "" if name == "bare product" else f"{aim[which][name]:.2f}"
            pairs = mentees * mentors
            print(
                f"  {name:<24}{seconds:>8.2f}{seconds / pairs * 1e9:>11.2f}{seconds / times['bare product']:>8.2f}{wanted:>6}"
            )
        print(f"  most memory of a process beyond the programme: {memory:.0f} MB")


def bare(problem: Problem, rows: range) -> None:
    ours, theirs = (side.texts["words"].vectors for side in (problem.mentees, problem.mentors))
    room = np.empty((BLOCK, len(theirs)), dtype=np.float32)
    for first in range(rows.start, rows.stop, BLOCK):
        block = ours[first : min(first + BLOCK, rows.stop)]
        np.matmul(block, theirs.T, out=room[: len(block)])


def ranked(k: int, path: Path) -> Work:
    def work(problem: Problem, rows: range) -> None:
        for first in range(rows.start, rows.stop, BLOCK):
            rank(problem, slice(first, min(first + BLOCK, rows.stop)), k, path=path)

    return work


def in_workers(problem: Problem, works: dict[str, Work]) -> tuple[dict[str, float], float]:
    """The least time of each work, done by all workers at once, and the most memory in MB that one of them came to need."""
    context = get_context("fork")
    pipes = [context.Pipe() for _ in range(WORKERS)]
    share = -(-problem.mentees.size // WORKERS)
    processes = []
    for number, (_, theirs) in enumerate(pipes):
        rows = range(number * share, min((number + 1) * share, problem.mentees.size))
        processes.append(context.Process(target=worker, args=(problem, rows, works, theirs)))
        processes[-1].start()
    ends = [ours for ours, _ in pipes]
    memory = max(end.recv() for end in ends)  # each has done a block of everything by then
    times = dict.fromkeys(works, float("inf"))
    for _ in range(REPETITIONS):
        for name in works:
            start = perf_counter()
            for end in ends:
                end.send(name)
            for end in ends:
                memory = max(memory, end.recv())
            times[name] = min(times[name], perf_counter() - start)
    for end, process in zip(ends, processes, strict=True):
        end.send("")
        process.join()
    return times, memory


def worker(problem: Problem, rows: range, works: dict[str, Work], end: Connection) -> None:
    before = own_memory()
    for work in works.values():
        work(problem, rows[:BLOCK])
    end.send(own_memory() - before)
    while name := end.recv():
        works[name](problem, rows)
        end.send(own_memory() - before)


def own_memory() -> float:
    """The memory of this process that it shares with nobody, in MB."""
    with open("/proc/self/smaps_rollup") as lines:
        private = [int(line.split()[1]) for line in lines if line.startswith("Private")]
    return sum(private) / 1024


def one_mentee(*, people: int, mentors: int) -> None:
    problem = programme(mentees=people, mentors=mentors, seed=1, dimensions=256)
    vectors = problem.mentors.texts["words"].vectors
    own = problem.mentees.texts["words"].vectors

    def explained(mentee: int, path: Path) -> None:
        best = rank(problem, [mentee], 20, path=path).mentor[0]
        explain_many(problem, mentee, best[best >= 0])

    works: dict[str, Callable[[int], object]] = {
        "bare product": lambda mentee: vectors @ own[mentee],
        "compiled, ranked": lambda mentee: rank(problem, [mentee], 20, path="compiled"),
        "compiled, explained": lambda mentee: explained(mentee, "compiled"),
        "NumPy, ranked": lambda mentee: rank(problem, [mentee], 20, path="numpy"),
        "NumPy, explained": lambda mentee: explained(mentee, "numpy"),
    }
    times = {name: np.empty(people) for name in works}
    for work in works.values():
        for mentee in range(min(people, 20)):
            work(mentee)
    for mentee in range(people):
        for name, work in works.items():
            start = perf_counter()
            work(mentee)
            times[name][mentee] = (perf_counter() - start) * 1000
    print(f"one mentee, {mentors:,} mentors, 256 dimensions, the best 20; {people} mentees\n")
    print(f"{'':24}{'median ms':>10}{'÷ bare':>8}{'p99 ms':>9}{'÷ bare':>8}  aim")
    typical, worst = (np.percentile(times["bare product"], part) for part in (50, 99))
    aims = {"compiled, explained": "p99 0.70 of bare", "NumPy, explained": "p99 4 ms"}
    for name, spent in times.items():
        middle, p99 = np.percentile(spent, 50), np.percentile(spent, 99)
        print(
            f"{name:<24}{middle:>10.2f}{middle / typical:>8.2f}{p99:>9.2f}{p99 / worst:>8.2f}  {aims.get(name, '')}"
        )


def profile(mentees: int, mentors: int) -> None:
    """The time of the two kernels, and how many pairs the second looks at."""
    from matching.engine.ranking import compiled

    spent = {"sketch": 0.0, "choose": 0.0}
    kernels = {"sketch": compiled.sketch, "choose": compiled.choose}
    looked_at = 0

    def timed(name: str) -> Callable[..., object]:
        def run(*arguments: object) -> object:
            nonlocal looked_at
            start = perf_counter()
            answer = kernels[name](*arguments)
            spent[name] += perf_counter() - start
            looked_at += answer or 0
            return answer

        return run

    print(f"{mentees:,} mentees, {mentors:,} mentors, one process; ns a pair\n")
    print(f"{'text weight':>12}{'k':>5}{'all':>8}{'bounds':>8}{'choice':>8}{'looked at':>11}")
    for weight in (20, 60, 85):
        problem = programme(mentees=mentees, mentors=mentors, seed=1, text_weight=weight)
        rank(problem, slice(0, 16), 10, path="compiled")
        for name in kernels:
            setattr(compiled, name, timed(name))
        for k in (10, 50):
            spent.update(sketch=0.0, choose=0.0)
            looked_at, pairs = 0, mentees * mentors
            start = perf_counter()
            rank(problem, slice(None), k, path="compiled")
            whole = perf_counter() - start
            row = [part / pairs * 1e9 for part in (whole, spent["sketch"], spent["choose"])]
            print(f"{weight:>12}{k:>5}{row[0]:>8.2f}{row[1]:>8.2f}{row[2]:>8.2f}{looked_at / pairs:>11.2%}")
        for name, kernel in kernels.items():
            setattr(compiled, name, kernel)


if __name__ == "__main__":
    main()
