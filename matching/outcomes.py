"""Past decisions from a CSV file, for learning without a database. docs/learning.md has the format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from matching.engine.learning import Decisions
from programmes.enums import Role
from programmes.importing import Fault, Refused, Source, read_table
from programmes.importing import Mapping as Columns
from programmes.importing.faults import shown

NEEDED = ("mentee", "mentor", "outcome")
POSITION = "position"
OUTCOMES = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


@dataclass(frozen=True)
class Outcomes:
    """`criteria` are the columns of the values in the order of the decisions; `mentors` the names behind the keys."""

    criteria: tuple[str, ...]
    decisions: Decisions
    mentors: Mapping[int, str]


def read_outcomes(content: bytes, *, file: str) -> Outcomes:
    """The decisions of a file. Raises Refused with every fault: its line, column, what stands there, what is expected."""
    columns = Columns(name=file, person={name: Source(mentee=(name,)) for name in NEEDED}, roles={})
    rows = read_table(content, file=file, role=Role.MENTEE, mapping=columns).rows
    if not rows:
        raise Refused([Fault(file, 0, "", "holds no decision, only the names of the columns")])
    names = list(rows[0].cells)
    criteria = tuple(name for name in names if name and name not in (*NEEDED, POSITION))
    faults: list[Fault] = []
    if not criteria:
        faults.append(Fault(file, 1, "", "names no criterion beside mentee, mentor and outcome"))

    def number(line: int, column: str, text: str, least: float, most: float) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if least <= value <= most:
            return value
        wanted = f"a number from {least:g} to {most:g}" if most < np.inf else f"a number of {least:g} or more"
        faults.append(Fault(file, line, column, f"{shown(text)} is not {wanted}"))
        return float("nan")

    values = np.full((len(rows), len(criteria)), np.nan)
    positions = np.ones(len(rows))
    chosen = np.zeros(len(rows), dtype=bool)
    for place, row in enumerate(rows):
        faults.extend(
            Fault(file, row.line, name, "is empty; expected who it was")
            for name in ("mentee", "mentor")
            if not row.cells[name]
        )
        outcome = row.cells["outcome"].casefold().removesuffix(".0")
        if outcome in OUTCOMES:
            chosen[place] = OUTCOMES[outcome]
        else:
            problem = f"{shown(row.cells['outcome'])} is not 1 (chosen) or 0 (passed over)"
            faults.append(Fault(file, row.line, "outcome", problem))
        for column, name in enumerate(criteria):
            if row.cells[name]:
                values[place, column] = number(row.line, name, row.cells[name], 0, 1)
        if POSITION in names:
            positions[place] = number(row.line, POSITION, row.cells[POSITION], 1, 1e6)
    if faults:
        raise Refused(faults)
    mentors = {_key(name): name for name in sorted({row.cells["mentor"] for row in rows})}
    decisions = Decisions(
        mentee=np.array([_key(row.cells["mentee"]) for row in rows], dtype=np.int64),
        mentor=np.array([_key(row.cells["mentor"]) for row in rows], dtype=np.int64),
        values=values,
        chosen=chosen,
        position=positions if POSITION in names else None,
    )
    return Outcomes(criteria, decisions, mentors)


def _key(name: str) -> int:
    """A number for a name, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def read_weights(text: str, criteria: Sequence[str]) -> list[float]:
    """The weights of `criteria` from “skills=40,words=15”; 1 each from an empty text, 0 for one that is not named. Raises
    ValueError, in words, for anything else."""
    if not text:
        return [1.0] * len(criteria)
    found: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = part.rpartition("=")
        name = name.strip()
        if name not in criteria:
            raise ValueError(
                f"{shown(part)} names no criterion of the file; it has {', '.join(criteria)}. "
                "Write them as skills=40,words=15."
            )
        try:
            found[name] = float(number)
        except ValueError:
            found[name] = float("nan")
        if not 0 <= found[name] < np.inf:
            raise ValueError(f"the weight of {name} must be a number of 0 or more, not {shown(number)}")
    if not any(found.values()):
        raise ValueError("at least one weight must be above 0")
    return [found.get(name, 0.0) for name in criteria]
