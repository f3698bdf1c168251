"""The written material beside this file, read once: fields of work, shared sentences, names, names of skills."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts.vocabulary.source import read

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Story:
    """A beginning of a profile: the words, who may tell it, where they work; `hook` is what others remember of it."""

    text: str
    roles: tuple[tuple[str, str], ...]
    employers: tuple[str, ...]
    hook: str = ""


@dataclass(frozen=True)
class Line:
    """Something that the tellers of some of the field's beginnings may say: `only` holds their positions, or nobody's
    where everybody may."""

    text: str
    only: frozenset[int] = frozenset()

    @classmethod
    def read(cls, raw: str) -> Line:
        """ "@02 words" may be said by the first and the third, "words" by everybody."""
        if not raw.startswith("@"):
            return cls(raw)
        tag, text = raw.split(" ", 1)
        return cls(text, frozenset(map(int, tag[1:])))


@dataclass(frozen=True)
class Field:
    """One field of work with everything that its people say."""

    key: str
    employers: tuple[str, ...]
    bodies: tuple[str, ...]
    communities: tuple[str, ...]
    wants: tuple[str, ...]
    offers: tuple[str, ...]
    hopes: tuple[Line, ...]
    challenges: tuple[Line, ...]
    areas: tuple[Line, ...]
    goals: tuple[Line, ...]
    asks: tuple[Line, ...]
    helps: tuple[str, ...]
    now: tuple[Story, ...]
    bios: tuple[Story, ...]

    def fitting(self, lines: tuple[Line, ...], story: Story) -> tuple[str, ...]:
        """Those of the field's `lines` that somebody who began with `story` may say."""
        teller = self.now.index(story)
        return tuple(line.text for line in lines if not line.only or teller in line.only)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _story(raw: dict[str, Any], employers: list[str]) -> Story:
    levels = ("early", "mid", "senior", "lead")
    return Story(
        text=raw["text"],
        roles=tuple((level, role) for level in levels for role in raw.get(level, [])),
        employers=tuple(raw.get("employers", employers)),
        hook=raw.get("hook", ""),
    )


@cache
def fields() -> tuple[Field, ...]:
    """Every field of work, by the name of its file."""
    return tuple(_field(path) for path in sorted((HERE / "fields").glob("*.toml")))


def _field(path: Path) -> Field:
    raw = _read(path)

    def lines(name: str) -> tuple[Line, ...]:
        return tuple(map(Line.read, raw[name]))

    def stories(name: str) -> tuple[Story, ...]:
        return tuple(_story(one, raw["employers"]) for one in raw[name])

    return Field(
        key=path.stem,
        employers=tuple(raw["employers"]),
        bodies=tuple(raw["bodies"]),
        communities=tuple(raw["communities"]),
        wants=tuple(raw["wants"]),
        offers=tuple(raw["offers"]),
        hopes=lines("hopes"),
        challenges=lines("challenges"),
        areas=lines("areas"),
        goals=lines("goals"),
        asks=lines("asks"),
        helps=tuple(raw["helps"]),
        now=stories("now"),
        bios=stories("bios"),
    )


@cache
def shared() -> dict[str, Any]:
    return _read(HERE / "shared.toml")


@cache
def together() -> dict[str, list[str]]:
    """What the mass of pairs says of its work, by topic."""
    return _read(HERE / "together.toml")


@cache
def cultures() -> dict[str, dict[str, list[str]]]:
    return _read(HERE / "names.toml")


@cache
def skill_names() -> dict[str, str]:
    """The name of every skill of the vocabulary by its key."""
    return {skill.key: skill.name for group in read() for skill in group.skills}


def skill_in_a_sentence(key: str) -> str:
    """The skill's name as it stands inside a sentence: "leading a team", "R", "English as a second language"."""
    name = skill_names()[key]
    proper = name[1:2].isupper() or len(name) == 1 or name.split()[0] in {"Python", "English"}
    return name if proper else name[:1].lower() + name[1:]
