"""What the documents name is there: commands, targets, settings, files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.core.management import get_commands

from mentorship.config import Config

CHECKOUT = Path(__file__).parents[2]
PAGES = sorted((CHECKOUT / "docs").rglob("*.md"))
CODE = re.compile(r"^\s*```(?:sh|bash|text)?\n(.*?)^\s*```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
# Read by Compose, Caddy and the suite, and not by the site.
OF_OTHER_PROGRAMS = {"MENTORSHIP_BACKUPS", "MENTORSHIP_VERSION"}
FOLDERS = "mentorship|api|journeys|matching|programmes|accounts|notifications|ui|templates|static|tests|scripts|deploy|examples|screenshots"


def named(pattern: str) -> Iterator[tuple[str, str]]:
    """What matches in the code of each page, with the page."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for code in ("".join(pair) for pair in CODE.findall(text)):
            for word in re.findall(pattern, code):
                yield str(page.relative_to(CHECKOUT)), word


def test_commands() -> None:
    known = set(get_commands())
    found = list(named(r"manage\.py (\w+)"))
    assert {"doctor", "backup", "restore", "upgrade", "outbox"} <= {name for _page, name in found}
    assert [(page, name) for page, name in found if name not in known] == []


def test_targets() -> None:
    known = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    found = list(named(r"(?<!api_token )\bmake ([a-z][a-z-]*[a-z])"))
    assert {"demo", "test", "check"} <= {name for _page, name in found}
    assert [(page, name) for page, name in found if name not in known] == []


def test_files() -> None:
    found = list(named(rf"^((?:{FOLDERS})/[\w./-]+\.(?:py|toml|html|sh|css|js|sql|yml|json|service|timer))$"))
    assert len(found) > 50
    assert [(page, path) for page, path in found if not (CHECKOUT / path).exists()] == []


def test_settings() -> None:
    found = list(named(r"\b(MENTORSHIP_[A-Z_]*[A-Z])\b"))
    assert len(found) > 50
    known = set(Config.model_fields) | OF_OTHER_PROGRAMS
    assert [(page, name) for page, name in found if name.removesuffix("_FILE") not in known] == []
