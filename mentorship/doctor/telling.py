"""How the findings are told: to a person in a terminal, and to a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from mentorship.doctor.findings import Finding, Level

WIDTH = 9  # of the first column
PAINT = {Level.OK: "SUCCESS", Level.WARNING: "WARNING", Level.FAULT: "ERROR", Level.UNKNOWN: "NOTICE"}


def as_json(found: Sequence[Finding], *, at: datetime) -> str:
    return json.dumps(
        {
            "ok": all(one.level != Level.FAULT for one in found),
            "at": at.isoformat(),
            "findings": [
                {"code": one.code, "level": one.level, "words": one.words, "do": one.do} for one in found
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def as_lines(found: Sequence[Finding], *, style: Any = None) -> str:
    """By area, each finding with its code and below it what to do; at the end how many there are of what."""
    lines = []
    for area, those in groupby(found, key=lambda one: one.area):
        lines.append(area)
        for one in those:
            level = _paint(style, one.level)(f"{one.level:<{WIDTH}}")
            lines.append(f"  {level}{one.words}" + ("" if one.level == Level.OK else f" [{one.code}]"))
            if one.do:
                lines.append(f"  {'':<{WIDTH}}→ {one.do}")
    return "\n".join([*lines, "", _sum(found)])


def _paint(style: Any, level: Level) -> Callable[[str], str]:
    return getattr(style, PAINT[level], str) if style is not None else str


def _sum(found: Sequence[Finding]) -> str:
    wrong = sum(one.level == Level.FAULT for one in found)
    warned = sum(one.level == Level.WARNING for one in found)
    blind = sum(one.level == Level.UNKNOWN for one in found)
    if not wrong and not warned and not blind:
        return "All is well."
    counts = ((wrong, "fault"), (warned, "warning"), (blind, "thing not judged"))
    told = ", ".join(f"{n} {name if n == 1 else _plural(name)}" for n, name in counts if n)
    return f"{told}. docs/operators/doctor.md says more about each, by its code."


def _plural(name: str) -> str:
    return "things not judged" if name.startswith("thing") else f"{name}s"
