"""The documentation site is made strictly: what leads nowhere stops it. scripts/check.sh makes the real one of docs/."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
SCRIPT = (CHECKOUT / "scripts" / "docs_site.sh").read_text(encoding="utf-8")
SOUND = {
    "index.md": "# House\n\n```{toctree}\nroom\n```\n\n[the window](room.md#the-window)\n",
    "room.md": "# Room\n\n## The window\n\nA view.\n",
}
BROKEN = {
    "index.md": SOUND["index.md"]
    + "[away](attic.md), [door](room.md#the-door)\n\n![a view](pictures/none.png)\n",
    "cellar.md": "# Cellar\n\nNobody finds me.\n",
}


def make(folder: Path, pages: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Makes the site of `pages` in `folder`/site, as the script makes that of docs/."""
    source = folder / "docs"
    source.mkdir(parents=True)
    (folder / "static").symlink_to(CHECKOUT / "static")
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    shutil.copy(CHECKOUT / "docs" / "conf.py", source)
    shutil.copytree(CHECKOUT / "docs" / "_static", source / "_static")
    for name, text in pages.items():
        (source / name).write_text(text, encoding="utf-8")
    found = re.search(r"sphinx-build (.+) -j 2 -b html ", SCRIPT)
    assert found is not None
    command = [sys.executable, "-m", "sphinx", *found[1].split(), "-b", "html", "-d", "read", "docs", "site"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_site_is_made_of_sound_pages_and_not_of_what_leads_nowhere(tmp_path: Path) -> None:
    sound = make(tmp_path / "sound", SOUND)
    assert (sound.returncode, sound.stderr) == (0, "")
    page = (tmp_path / "sound" / "site" / "index.html").read_text(encoding="utf-8")
    assert 'href="room.html#the-window"' in page
    fetched = re.findall(
        r'<(?:script|img|iframe)[^>]* src="([^"]+)"|<link[^>]* rel="stylesheet"[^>]* href="([^"]+)"', page
    )
    assert [address for pair in fetched for address in pair if address.startswith(("http", "//"))] == []

    broken = make(tmp_path / "broken", {**SOUND, **BROKEN})
    assert broken.returncode != 0
    told = [line for line in broken.stderr.splitlines() if "WARNING: " in line]
    named = {
        word
        for word in ("attic.md", "the-door", "none.png", "cellar.md")
        if any(word in line for line in told)
    }
    assert (len(told), named) == (4, {"attic.md", "the-door", "none.png", "cellar.md"})


def test_the_gate_makes_the_site() -> None:
    assert "scripts/docs_site.sh" in (CHECKOUT / "scripts" / "check.sh").read_text(encoding="utf-8")
