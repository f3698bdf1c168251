"""`make soak`: a storm of any size. Progress as it goes; the last line is JSON; exit status 1 for a broken promise.

python -m tests.faults --reminders 2000 --kills 60 --seed 1"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from mentorship.supervisor import Ending
from tests.faults.site import BEATS, WORKERS, Site
from tests.faults.storm import Order, Storm
from tests.servers.processes import folder_for_servers

EVIDENCE = 20  # how many broken promises are told in words


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description="A storm over reminders that are due."
    )
    parser.add_argument("--reminders", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--lease", type=float, default=12, help="seconds for which a worker has a letter to itself"
    )
    parser.add_argument("--gap", type=float, default=1.4, help="seconds between two kills, on the average")
    parser.add_argument("--careless", default="", help="a negative control: no-lease or sent-first")
    parser.add_argument("--logs", type=Path, help="a new folder, in which what every process said is kept")
    chosen = parser.parse_args(arguments)
    if chosen.reminders < 2 or chosen.reminders % 2:
        parser.error("reminders come in pairs: an even number of them")
    order = Order(
        chosen.reminders,
        chosen.kills,
        chosen.seed,
        lease=chosen.lease,
        gap=chosen.gap,
        careless=chosen.careless,
        patience=300 + chosen.reminders / 10,
    )
    print(
        f"{order.reminders} reminders, {order.kills} kills and one FLUSHALL, seed {order.seed}: "
        f"{BEATS} beats, {WORKERS} workers, a lease of {order.lease:.0f} s",
        flush=True,
    )
    try:
        with Ending(), folder_for_servers() as folder, Site(folder) as site:
            try:
                outcome = Storm(site, order, say=lambda line: print(line, flush=True)).run()
            finally:
                if chosen.logs:
                    shutil.copytree(folder / "site", chosen.logs, dirs_exist_ok=True)
    except KeyboardInterrupt:
        return 130
    for words in outcome.verdict.broken[:EVIDENCE]:
        print(f"BROKEN  {words}")
    if (more := len(outcome.verdict.broken) - EVIDENCE) > 0:
        print(f"BROKEN  and {more} more")
    print(json.dumps(outcome.as_json()))
    return 0 if outcome.verdict.kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
