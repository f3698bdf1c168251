"""`make soak-faults`: PostgreSQL and Redis go and come ROUNDS times, each for SECONDS, the clock jumps, and people write all the
while. A line of JSON for each fault; exit status 1 where something does not hold.

python -m tests.faults.running --rounds 10 --seconds 20"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from mentorship.supervisor import Ending
from tests.faults.running.faults import clock_moved, database_restarted, queue_gone
from tests.faults.running.site import RunningSite
from tests.servers.processes import folder_for_servers

HOUR = 3600


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.running", description="Faults while the site runs."
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20, help="for how long each server is away")
    chosen = parser.parse_args(arguments)
    try:
        with Ending(), folder_for_servers() as folder, RunningSite(folder) as site:
            faults: list[tuple[str, Callable[[], Any]]] = [
                ("stopped database", lambda: database_restarted(site, killed=False, seconds=chosen.seconds)),
                ("killed database", lambda: database_restarted(site, killed=True, seconds=chosen.seconds)),
                ("killed queue", lambda: queue_gone(site, seconds=chosen.seconds)),
                ("clock ahead", lambda: clock_moved(site, HOUR)),
                ("clock behind", lambda: clock_moved(site, -HOUR)),
            ]
            for number in range(1, chosen.rounds + 1):
                for name, fault in faults:
                    begun = time.monotonic()
                    measured = fault() or {}
                    told = {"round": number, "fault": name, "seconds": round(time.monotonic() - begun, 1)}
                    print(json.dumps({**told, **measured}), flush=True)
    except KeyboardInterrupt:
        return 130
    except AssertionError as broken:
        print(f"BROKEN  {broken}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
