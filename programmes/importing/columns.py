"""What a row that was read means as the columns of the site, with what stands in where the file says nothing."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from programmes.enums import Role
from programmes.importing.mapping import Mapping, SkillRules
from programmes.importing.people import ReadPerson, ReadRole


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], ())


def person_columns(read: ReadPerson, mapping: Mapping) -> dict[str, Any]:
    """Of somebody who is new: what the file says of them, and the defaults of the mapping where it says nothing."""
    return {**mapping.person_defaults, **_given(read.fields)}


@dataclass(frozen=True)
class RoleColumns:
    """`values` by the name of the field; `defaults` are the names of those that the file does not say."""

    values: ReadOnly[str, Any]
    defaults: frozenset[str]


def role_columns(read: ReadRole, mapping: Mapping, *, mentors_a_mentee: int = 1) -> RoleColumns:
    """What somebody wants or offers, without goals, skills and answers."""
    given = _given(read.fields)
    places = {"capacity": mentors_a_mentee if read.role == Role.MENTEE else 1}
    defaults = {**places, **mapping.role_defaults.get(read.role, {})}
    said = {name: None if name == "seniority" else value for name, value in read.fields.items()}
    return RoleColumns({**said, **defaults, **given}, frozenset(defaults) - frozenset(given))


def _given(fields: ReadOnly[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if not is_empty(value)}


def skill_levels(read: ReadRole, rules: SkillRules) -> list[list[Any]]:
    """The skills of a mentee as [key, level now, level aimed at, priority], of a mentor as [key, level], by key."""
    mentee = read.role == Role.MENTEE
    levels = [rules.level_now, rules.level_aim, rules.priority] if mentee else [rules.level]
    return [[key, *levels] for key in sorted(read.skills or ())]


class AnswerColumns(NamedTuple):
    """An answer as the columns of its row; those of other kinds are empty."""

    choices: list[str]
    text: str = ""
    number: Decimal | None = None
    date: date | None = None
    yes: bool | None = None


def answer_columns(value: Any) -> AnswerColumns:
    match value:
        case bool():
            return AnswerColumns([], yes=value)
        case tuple():
            return AnswerColumns(list(value))
        case Decimal():
            return AnswerColumns([], number=value)
        case date():
            return AnswerColumns([], date=value)
        case str():
            return AnswerColumns([], text=value)
    return AnswerColumns([])
