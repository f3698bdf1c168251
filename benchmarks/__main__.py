"""Every benchmark in its short form, each in a process of its own: `make bench`. Names choose some: `python -m benchmarks r1 a3`.

One thread for linear algebra: what a web process or a worker has that is one of several. docs/benchmarks.md has the long forms."""

from __future__ import annotations

import os
import subprocess
import sys
import time

BENCHMARKS = {
    "r1": ("R1: everybody ranked, against the bare product", "benchmarks.ranking", "r1"),
    "r2": ("R2: the same with heavy texts", "benchmarks.ranking", "r2"),
    "r3": ("R3: the same on NumPy alone", "benchmarks.ranking", "r3"),
    "r4": ("R4: one mentee, with explanations", "benchmarks.ranking", "r4"),
    "a1": ("A1: the certified optimum, against the full matrix", "benchmarks.certify", "a1"),
    "a2": ("A2: the certified optimum of everybody", "benchmarks.certify", "a2"),
    "a3": ("A3: the optimum of a graph, against SciPy", "benchmarks.assign", "a3"),
    "a4": ("A4: stable, against algmatch", "benchmarks.assign", "a4"),
    "a5": ("A5: from two files to pairs, against mentor-match", "benchmarks.files", "a5"),
    "whatif": ("What-if: a lock, a forbid, a weight", "benchmarks.certify", "whatif"),
    "learning": ("Learning from decisions", "benchmarks.learning"),
    "imports": ("People from a file, and tables to take away", "benchmarks.imports"),
    "runs": ("A cohort from run to published", "benchmarks.runs"),
    "mail": ("Reminders a second, against a bare loop", "benchmarks.mail"),
    "ticks": ("An idle tick", "benchmarks.ticks"),
    "lists": ("The organisers' lists", "benchmarks.change_lists", "--rows", "20000", "--repetitions", "3"),
    "mentorship": ("The pages of a mentorship", "benchmarks.mentorship"),
    "watching": ("What watching costs", "benchmarks.watching"),
    "web": ("Web pages, against a bare one", "benchmarks.web"),
    "matches": ("The matches page", "benchmarks.matches", "--mentors", "5000", "--repetitions", "5"),
}

WHOLE = {"a4", "whatif", "lists", "matches", "mentorship", "watching"}  # short enough as they are


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"There is no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    failed, start = 0, time.perf_counter()
    print("Short forms: the aims that are printed are those of the long ones, see docs/benchmarks.md.")
    for name in names or BENCHMARKS:
        title, module, *arguments = BENCHMARKS[name]
        print(f"\n{title}\n{'=' * len(title)}", flush=True)
        short = [] if name in WHOLE else ["--short"]
        command = [sys.executable, "-m", module, *arguments, *short]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        failed |= subprocess.run(command, env=environment, check=False).returncode
    print(f"\nAll of it took {time.perf_counter() - start:.0f} s.")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
