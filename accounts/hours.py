"""A week of half hours in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from django.utils import formats

A_MONDAY = date(2024, 1, 1)
A_DAY = 48


def weekly_hours(half_hours: Iterable[int]) -> list[str]:
    """Half hours of the local week (0-335, 0 is Monday 00:00) as one line a day: "Monday 17:00–19:00, 20:00–20:30"."""
    lines = []
    for day, of_day in groupby(sorted(set(half_hours)), key=lambda half: half // A_DAY):
        name = formats.date_format(A_MONDAY + timedelta(days=day), "l")
        lines.append(f"{name} {', '.join(_spans(half % A_DAY for half in of_day))}")
    return lines


def _spans(halves: Iterable[int]) -> list[str]:
    runs: list[list[int]] = []
    for half in halves:
        if runs and half == runs[-1][1]:
            runs[-1][1] = half + 1
        else:
            runs.append([half, half + 1])
    return [f"{_clock(first)}–{_clock(end)}" for first, end in runs]


def _clock(half: int) -> str:
    return f"{half // 2:02}:{half % 2 * 30:02}"
