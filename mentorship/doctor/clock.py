"""Whether the clocks of this machine and of its servers agree: leases, codes and limits count on it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, connection

from mentorship.doctor.findings import Finding, fault, ok

AGREE = 2.0  # seconds


@dataclass(frozen=True)
class Offset:
    """By how many seconds the clock of `server` is ahead of this machine's; `uncertain`, how long it took to ask."""

    server: str
    ahead: float
    uncertain: float = 0.0


def look() -> Offset | None:
    """PostgreSQL's, or None where it does not answer."""
    try:
        with connection.cursor() as cursor:
            begun = time.time()
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            at = float(cursor.fetchone()[0])
            asked = time.time() - begun
    except (DatabaseError, InterfaceError):
        return None
    return Offset("PostgreSQL", at - (begun + asked / 2), asked)


def judge(offsets: list[Offset]) -> list[Finding]:
    wrong = [one for one in offsets if abs(one.ahead) - one.uncertain / 2 > AGREE]
    do = "timedatectl set-ntp true, on this machine and on that of the server (or: apt install chrony); timedatectl says whether it works."
    if wrong:
        return [fault("clock.right", _words(one), do) for one in wrong]
    names = " and ".join(one.server for one in offsets)
    return [ok("clock.right", f"The clock of this machine agrees with that of {names}.")] if offsets else []


def _words(one: Offset) -> str:
    way = "ahead of" if one.ahead > 0 else "behind"
    return f"The clock of {one.server} is {abs(one.ahead):.1f} s {way} that of this machine; two seconds are borne."
