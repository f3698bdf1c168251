"""Lists of pairs that an organiser has decided: to be kept, or never to be made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from matching.files.cohort import Cohort
from matching.importing import FileRead
from matching.snapshot.people import People
from programmes.enums import Role
from programmes.importing import Fault, Mapping, Refused, Source, read_table
from programmes.importing.faults import shown

COLUMNS = ("mentee", "mentor")


@dataclass(frozen=True)
class PairList:
    """`pairs` are positions (mentee, mentor), in the order of the file; `lines` says where each stands. `read` is the file,
    None where there is none."""

    pairs: tuple[tuple[int, int], ...] = ()
    lines: tuple[int, ...] = ()
    read: FileRead | None = None

    @property
    def name(self) -> str:
        return self.read.name if self.read else ""


def read_pair_list(path: Path | None, cohort: Cohort, mapping: Mapping) -> PairList:
    """The pairs of a file with the columns `mentee` and `mentor`, which hold e-mail addresses, in the encoding of the
    other files. Raises Refused with every fault."""
    if path is None:
        return PairList()
    asks = replace(
        mapping,
        person={column: Source((column,), (column,)) for column in COLUMNS},
        networks={},
        roles={},
        both=Source(),
        questions=(),
    )
    content = path.read_bytes()
    table = read_table(content, file=path.name, role=Role.MENTEE, mapping=asks)
    sides = (cohort.snapshot.mentees, cohort.snapshot.mentors)
    faults = [
        Fault(table.file, row.line, column, _unknown(row.cells[column], side))
        for row in table.rows
        for column, side in zip(COLUMNS, sides, strict=True)
        if row.cells[column].lower() not in side.by_email
    ]
    if faults:
        raise Refused(faults)
    pairs = tuple(
        (sides[0].by_email[row.cells["mentee"].lower()], sides[1].by_email[row.cells["mentor"].lower()])
        for row in table.rows
    )
    read = FileRead(path.name, sha256(content).hexdigest(), len(pairs))
    return PairList(pairs, tuple(row.line for row in table.rows), read)


def _unknown(cell: str, side: People) -> str:
    if not cell:
        return f"is empty; expected the e-mail address of a {side.role.value}"
    return f"{shown(cell)} is the e-mail address of no {side.role.value} in the files"


def refuse_impossible(locked: PairList, forbidden: PairList, cohort: Cohort) -> None:
    """Raises Refused where locks contradict each other or what is forbidden, or take more places than there are."""
    faults = [
        Fault(
            locked.name,
            line,
            "mentee",
            f"{_email(cohort.snapshot.mentees, mentee)} is locked in line {first} already",
        )
        for (mentee, _), line, first in _again(locked)
    ]
    barred = dict(zip(forbidden.pairs, forbidden.lines, strict=True))
    faults += [
        Fault(locked.name, line, "", f"the pair is forbidden in line {barred[pair]} of {forbidden.name}")
        for pair, line in zip(locked.pairs, locked.lines, strict=True)
        if pair in barred
    ]
    excluded = cohort.problem.excluded.by_mentee
    faults += [
        Fault(locked.name, line, "", "the two are one person, or the mentor is the mentee’s line manager")
        for (mentee, mentor), line in zip(locked.pairs, locked.lines, strict=True)
        if mentor in excluded.get(mentee, {})
    ]
    taken: Counter[int] = Counter()
    for (_, mentor), line in zip(locked.pairs, locked.lines, strict=True):
        taken[mentor] += 1
        places = int(cohort.problem.capacity_left[mentor])
        if taken[mentor] == places + 1:
            problem = f"{_email(cohort.snapshot.mentors, mentor)} has {places} place{'s' if places != 1 else ''}, and more are locked"
            faults.append(Fault(locked.name, line, "mentor", problem))
    if faults:
        raise Refused(faults)


def _again(locked: PairList) -> list[tuple[tuple[int, int], int, int]]:
    """The pairs whose mentee stands further up already: the pair, its line, and that of the first."""
    first: dict[int, int] = {}
    found = []
    for pair, line in zip(locked.pairs, locked.lines, strict=True):
        if pair[0] in first:
            found.append((pair, line, first[pair[0]]))
        first.setdefault(pair[0], line)
    return found


def _email(people: People, position: int) -> str:
    return shown(people.rows[position].email)
