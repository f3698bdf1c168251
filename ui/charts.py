"""Charts as SVG made on the server: numbers become coordinates here, the template only writes them down.

At most two series; one sentence says what the chart shows, and its table is always there, folded, below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 600, 200, 20
MOST_SERIES = 2


@dataclass(frozen=True)
class Series:
    """A name and one value a label; None where there is no answer."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Line:
    style: str
    path: str
    dots: str


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    low: bool


@dataclass(frozen=True)
class Chart:
    """What `{% chart %}` draws: `sentence` is read aloud, `caption` says what it means."""

    sentence: str
    caption: str
    labels: tuple[str, ...]
    ticks: tuple[str, ...]
    grid: tuple[float, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _rows(labels: Sequence[str], series: Sequence[Series]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (label, tuple(_number(one.values[index]) for one in series)) for index, label in enumerate(labels)
    )


def _line(series: Series, style: str, low: float, high: float) -> Line:
    step = WIDTH / len(series.values)
    drawn = HEIGHT - 2 * MARGIN
    path, dots, joined = "", "", False
    for index, value in enumerate(series.values):
        if value is None:
            joined = False
            continue
        point = f"{step * (index + 0.5):g} {HEIGHT - MARGIN - (value - low) / (high - low) * drawn:g}"
        path += f"{'L' if joined else 'M'}{point}"
        dots += f"M{point}h0"
        joined = True
    return Line(style, path, dots)


def line_chart(
    *,
    series: Sequence[Series],
    labels: Sequence[str],
    ticks: Sequence[str],
    low: float,
    high: float,
    sentence: str,
    caption: str = "",
) -> Chart:
    """Up to two lines over `labels`, between `low` and `high`; `ticks` name equal steps from high to low.

    Raises ValueError for no labels, more than two series, a series of another length, or low >= high."""
    if (
        not labels
        or len(series) > MOST_SERIES
        or any(len(one.values) != len(labels) for one in series)
        or low >= high
    ):
        raise ValueError("a line chart needs labels, at most two series of the same length, and low < high")
    gaps = max(len(ticks) - 1, 1)
    return Chart(
        sentence=sentence,
        caption=caption,
        labels=tuple(labels),
        ticks=tuple(ticks),
        grid=tuple(MARGIN + index * (HEIGHT - 2 * MARGIN) / gaps for index in range(len(ticks))),
        names=tuple(one.name for one in series),
        rows=_rows(labels, series),
        lines=tuple(_line(one, style, low, high) for one, style in zip(series, "ab", strict=False)),
    )


def bar_chart(
    *, series: Series, labels: Sequence[str], sentence: str, caption: str = "", low_until: int = 0
) -> Chart:
    """One bar a label, from zero; the first `low_until` bars are drawn in the accent. Missing values count as none.

    Raises ValueError for no labels, another number of values, or a negative value."""
    values = [value or 0 for value in series.values]
    if not labels or len(values) != len(labels) or min(values) < 0:
        raise ValueError("a bar chart needs labels and as many values, none of them negative")
    top = max(values) or 1
    step = WIDTH / len(labels)
    bars = tuple(
        Bar(
            round(step * (i + 0.05), 2),
            round(HEIGHT * (1 - value / top), 2),
            round(step * 0.9, 2),
            round(HEIGHT * value / top, 2),
            i < low_until,
        )
        for i, value in enumerate(values)
    )
    return Chart(sentence, caption, tuple(labels), (), (), (series.name,), _rows(labels, [series]), bars=bars)
