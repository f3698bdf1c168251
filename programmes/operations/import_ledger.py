"""Whose words win: the rule of an import, value by value. See docs/import.md."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from programmes.enums import AnswerSource
from programmes.importing.columns import is_empty
from programmes.models import Answer


def digest(value: Any) -> str:
    """The same for the same value, whatever its type."""
    return sha256(json.dumps(value, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[
        :32
    ]


@dataclass
class Ledger:
    """What imports wrote about one person, value by value, and what this one does."""

    written: dict[str, str]
    before: dict[str, str]
    changes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def settles(
        self, name: str, current: Any, wanted: Any, *, is_new: bool = False, default: bool = False
    ) -> bool:
        """Whether `wanted` is to be written over `current`. A `default` of the mapping is never missed where it is not."""
        if is_new:
            return self._write(name, wanted) if not is_empty(wanted) else False
        if current == wanted:
            return False
        is_ours = self.written.get(name) == digest(current) if name in self.written else is_empty(current)
        if is_ours:
            return self._write(name, wanted) if not is_empty(wanted) or name in self.written else False
        if not default and not is_empty(wanted):
            self.kept.append(name)
        return False

    def _write(self, name: str, wanted: Any) -> bool:
        self.changes.append(name)
        if is_empty(wanted):
            self.written.pop(name, None)
        else:
            self.written[name] = digest(wanted)
        return True

    def settles_answer(self, name: str, answer: Answer | None, current: Any, wanted: Any) -> bool:
        """The same for an answer, whose source says whose it is; its ledger entry has no digest."""
        if current == wanted or (answer is None and is_empty(wanted)):
            return False
        is_ours = answer.source == AnswerSource.IMPORT if answer is not None else name not in self.written
        if not is_ours:
            if not is_empty(wanted):
                self.kept.append(name)
            return False
        self.changes.append(name)
        if is_empty(wanted):
            self.written.pop(name, None)
        else:
            self.written[name] = ""
        return True
