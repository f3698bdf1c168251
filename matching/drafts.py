"""Changes to what counts that are not saved yet, so that they can be tried before they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.core import signing
from django.utils.text import slugify

from matching.models import Criterion
from programmes.models import Programme

SALT = "matching.drafts"
MARK = 8  # hexadecimal digits of the digest of one criterion
# What a page may change. Where a criterion stands in the list is not among them.
FIELDS = (
    "kind",
    "use",
    "label",
    "weight",
    "minimum",
    "strict",
    "mentee_field",
    "mentor_field",
    "parameters",
    "explanation",
    "identity",
    "enabled",
)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """`changes` by the key of the criterion: the fields that are to be set; a key that there is none of makes a new one.
    `seen` is what the criteria were when the page was made (see `mark`), `page` where the changes were made: nothing for
    the list, the key of a criterion, or "+" and what a new one looks at."""

    seen: str
    changes: Mapping[str, Values] = field(default_factory=dict)
    page: str = ""

    def packed(self, programme: Programme) -> str:
        """The draft as a text for an address, signed for this programme."""
        plain = {"of": str(programme.pk), "seen": self.seen, "changes": self.changes, "page": self.page}
        return signing.dumps(plain, salt=SALT, compress=True)


def unpacked(text: str, programme: Programme) -> Draft | None:
    """The draft that `packed` gave for this programme, None for anything else."""
    try:
        plain = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    if plain["of"] != str(programme.pk):
        return None
    return Draft(plain["seen"], plain["changes"], plain["page"])


def changed(
    rows: Iterable[Criterion], changes: Mapping[str, Values], programme: Programme
) -> list[Criterion]:
    """Copies of `rows` with the changes, and the new ones after them; the rows stay as they are, and nothing is saved."""
    made = {row.key: copy(row) for row in rows}
    last = max((row.position for row in made.values()), default=0)
    for key, values in changes.items():
        if key not in made:
            last += 1
            made[key] = Criterion(programme=programme, key=key, position=last)
        for name in FIELDS:
            if name in values:
                setattr(made[key], name, values[name])
    return list(made.values())


def differing(rows: Iterable[Criterion], changes: Mapping[str, Values]) -> dict[str, Values]:
    """Those of the changes that change something."""
    present = {row.key: row for row in rows}
    found: dict[str, Values] = {}
    for key, values in changes.items():
        row = present.get(key)
        new = {name: v for name, v in values.items() if row is None or getattr(row, name) != v}
        if new:
            found[key] = new
    return found


def new_key(label: str, taken: Collection[str]) -> str:
    """A key of its own for a new criterion."""
    base = slugify(label)[:50].strip("-") or "criterion"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


# --- what the criteria were when a page was made


def mark(rows: Iterable[Criterion]) -> str:
    """The criteria as a text in which every change of one of them shows."""
    return " ".join(sorted(f"{row.key}={_digest(row)}" for row in rows))


def _digest(row: Criterion) -> str:
    said = repr([getattr(row, name) for name in FIELDS])
    return sha256(said.encode()).hexdigest()[:MARK]


@dataclass(frozen=True)
class Meanwhile:
    """The keys of the criteria that were changed, added and removed since a page was made."""

    changed: Sequence[str]
    added: Sequence[str]
    removed: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)


def meanwhile(seen: str, rows: Iterable[Criterion]) -> Meanwhile:
    """What differs from `seen`, as `mark` gave it."""
    was, now = _marks(seen), _marks(mark(rows))
    return Meanwhile(
        changed=[key for key in now if key in was and was[key] != now[key]],
        added=[key for key in now if key not in was],
        removed=[key for key in was if key not in now],
    )


def _marks(text: str) -> dict[str, str]:
    return dict(one.partition("=")[::2] for one in text.split())
