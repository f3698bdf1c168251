"""What it takes to put words to the numbers of a snapshot years later, as plain values that are kept with it.

It holds what the programme asked and how it called things: criteria, skills, choices. It holds nobody's name and nothing
that anybody wrote: the answers to questions that are answered in words are left out, and called OWN_WORDS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.enums import MeetingFormat
from accounts.languages import LANGUAGES
from matching import engine
from matching.models import Criterion
from matching.snapshot.build import Snapshot
from matching.snapshot.fields import Codes
from matching.snapshot.people import People
from matching.snapshot.questions import Asked
from matching.snapshot.vocabulary import Vocabulary
from programmes.enums import HelpTopic, Quality, Role
from programmes.models import Programme

FIELDS = (
    "key",
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
    "position",
)
OWN_WORDS = ""
_OURS = frozenset({*LANGUAGES, *MeetingFormat.values, *HelpTopic.values, *Quality.values, "yes", "no"})
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def criteria_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The criteria that a snapshot was made with, as plain values."""
    return [{name: getattr(row, name) for name in FIELDS} for row in snapshot.criteria.values()]


def legend_of(snapshot: Snapshot) -> dict[str, Any]:
    """The legend of a snapshot, for `read_by`."""
    choices = {key for question in snapshot.asked.values() for key in question.label}
    return {
        "monday": snapshot.monday.isoformat(),
        "criteria": criteria_of(snapshot),
        "words": [_kept(word, choices) for word in snapshot.codes.words],
        "skills": [[str(pk) for pk in snapshot.vocabulary.pks], list(snapshot.vocabulary.names)],
        "asked": [
            {
                "key": question.key,
                "kind": str(question.kind),
                "identity": question.identity,
                "visible": question.visible,
                "label": dict(question.label),
                "rung": dict(question.rung),
            }
            for _key, question in sorted(snapshot.asked.items())
        ],
    }


def _kept(word: str, choices: set[str]) -> str:
    return word if word in choices or word in _OURS or _NUMBER.fullmatch(word) else OWN_WORDS


def read_by(legend: Mapping[str, Any], programme: Programme, problem: engine.Problem) -> Snapshot:
    """A snapshot for words: `problem` with what `legend_of` kept. It knows nobody: its people have no rows."""
    pks, names = legend["skills"]
    keys = tuple(UUID(pk) for pk in pks)
    words = tuple(legend["words"])
    return Snapshot(
        programme=programme,
        monday=date.fromisoformat(legend["monday"]),
        criteria={row["key"]: Criterion(programme=programme, **row) for row in legend["criteria"]},
        problem=problem,
        mentees=People(Role.MENTEE, ()),
        mentors=People(Role.MENTOR, ()),
        vocabulary=Vocabulary(
            keys, tuple(names), {pk: place for place, pk in enumerate(keys)}, hash(keys), problem.skills
        ),
        codes=Codes(words, {word: number for number, word in enumerate(words, start=1)}),
        asked={row["key"]: _asked(row) for row in legend["asked"]},
    )


def _asked(row: Mapping[str, Any]) -> Asked:
    own = {OWN_WORDS: _("an answer in their own words")}
    return Asked(**{**row, "label": {**own, **row["label"]}})
