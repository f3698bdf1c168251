"""The short form of every benchmark, each in a process of its own: `make bench`.

One thread for linear algebra: what a web process has that is one of several."""

from __future__ import annotations

import os
import subprocess
import sys

BENCHMARKS = {
    "The engine": ("benchmarks.engine",),
    "The matches page": ("benchmarks.matches", "--mentors", "5000", "--repetitions", "5"),
}


def main() -> int:
    failed = 0
    for title, (module, *arguments) in BENCHMARKS.items():
        print(f"\n{title}\n{'=' * len(title)}", flush=True)
        command = [sys.executable, "-m", module, *arguments]
        failed |= subprocess.run(
            command, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, check=False
        ).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
