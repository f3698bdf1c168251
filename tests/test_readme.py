"""What the README shows and names is there, and every picture of the documents."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import get_commands

from mentorship.localservices import CHECKOUT
from screenshots.scenes import SCENES, pictures_shown

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PICTURES = CHECKOUT / "docs" / "pictures"
CODE = ["".join(pair) for pair in re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", README, re.DOTALL)]
MOST_BYTES = 128 * 1024


def shown() -> list[Path]:
    return [CHECKOUT / path for path in re.findall(r"docs/pictures/[\w.-]+", README)]


def test_every_picture_shown_is_there_and_none_is_left_over() -> None:
    assert pictures_shown() == {path.name for path in PICTURES.iterdir()}


def test_pictures_are_small() -> None:
    assert {
        path.name: path.stat().st_size for path in PICTURES.iterdir() if path.stat().st_size > MOST_BYTES
    } == {}


def test_every_picture_says_what_it_shows() -> None:
    tags = re.findall(r"<img[^>]+>", README)
    assert [tag for tag in tags if not re.search(r'alt="[^"]{20,}"', tag)] == []
    assert re.findall(r"!\[.{0,19}\]\(", README) == []


def test_every_scene_shown_is_shown_in_light_and_in_dark() -> None:
    looks: dict[str, set[str]] = {scene.name: set() for scene in SCENES}
    for path in shown():
        name, light_or_dark, _where = path.stem.rsplit("-", 2)
        looks[name].add(light_or_dark)
    assert {name: found for name, found in looks.items() if found not in (set(), {"light", "dark"})} == {}


def test_every_file_linked_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [link for link in links if not (CHECKOUT / link).exists()] == []


def test_every_make_target_named_is_there() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {target for code in CODE for target in re.findall(r"\bmake ([a-z-]+)", code)}
    assert {"demo", "test"} <= named
    assert named - targets == set()


def test_every_management_command_named_is_there() -> None:
    named = set(re.findall(r"manage\.py (\w+)", README))
    assert named - set(get_commands()) == set()
