"""Reads the vocabulary that ships with the site, `skills.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from accounts.vocabulary.find import Row

SHIPPED = Path(__file__).with_name("skills.toml")


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str
    skills: tuple[Row, ...]


def read(path: Path = SHIPPED) -> tuple[Group, ...]:
    """The groups of the file in its order, each with its skills. Raises KeyError where a skill or group lacks a part,
    tomllib.TOMLDecodeError where the file is not TOML."""
    with path.open("rb") as file:
        content = tomllib.load(file)
    return tuple(
        Group(
            group["key"],
            group["name"],
            tuple(Row(skill["key"], skill["name"], tuple(skill["synonyms"])) for skill in group["skill"]),
        )
        for group in content["group"]
    )
