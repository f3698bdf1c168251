"""docs/security.md leaves no requirement out, and every test that it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?(?:::\w+)?)`", TEXT)))
ROW = re.compile(r"^\| ([\d., ]+) \| (.+?) \| (.+?) \| (.*) \|$", re.MULTILINE)
STATES = {"met", "partly", "not met", "–"}

# How many requirements of levels 1 and 2 each section of ASVS 5.0 has: they are its first ones, from 1 on.
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}


def required() -> list[str]:
    return [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]


def told() -> list[str]:
    return [number.strip() for numbers, *_rest in ROW.findall(TEXT) for number in numbers.split(",")]


def test_every_requirement_stands_there_once() -> None:
    assert len(required()) == 253
    assert sorted(told()) == sorted(required())


def test_each_says_how_it_stands_and_what_is_not_met_why() -> None:
    for numbers, asks, state, how in ROW.findall(TEXT):
        assert state.strip("*") in STATES, numbers
        assert asks.strip(), numbers
        assert how.strip(), numbers
    assert {state.strip("*") for _numbers, _asks, state, _how in ROW.findall(TEXT)} == STATES


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def exists(name: str) -> bool:
    path, _colons, test = name.partition("::")
    place = ROOT / path
    return place.exists() and (not test or test in names_in(place))


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_is_there(name: str) -> None:
    assert exists(name)


def test_one_that_is_not_there_would_be_found() -> None:
    assert len(NAMED) > 80
    assert not exists("tests/mentorship/security/test_document.py::test_that_nobody_wrote")
    assert not exists("tests/nothing/test_here.py")


@pytest.mark.parametrize(
    "name",
    sorted(
        set(
            re.findall(
                r"(?:docs|deploy|scripts)/[\w./-]+\.(?:md|sh)",
                TEXT + (ROOT / "SECURITY.md").read_text(encoding="utf-8"),
            )
        )
    ),
)
def test_a_document_that_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists()
