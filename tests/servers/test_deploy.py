"""What lies in deploy/ and beside it fits the program: queues, units, what goes into the image."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mentorship.localservices import CHECKOUT
from mentorship.queues import NAMES
from tests.plugin import browser_is_required
from tests.test_conventions import APPS

UNITS = CHECKOUT / "deploy" / "systemd"
COMPOSE = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
SCRIPT = CHECKOUT / "deploy" / "debian.sh"
HELP = "units are looked at by systemd-analyze: apt install systemd"


def services() -> list[Path]:
    return sorted(UNITS.glob("*.service"))


def test_every_queue_is_heard_once() -> None:
    units = "".join(path.read_text(encoding="utf-8") for path in services())
    for text in (COMPOSE, units):
        heard = [name for names in re.findall(r"--queues=([a-z,]+)", text) for name in names.split(",")]
        assert sorted(heard) == sorted(NAMES)


def test_the_image_holds_every_app() -> None:
    taken = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").split()
    assert [app for app in APPS if f"!{app}" not in taken] == []


def test_the_script_compiles_every_app() -> None:
    (line,) = re.findall(r"for folder in ([a-z ]+); do\n.*compileall", SCRIPT.read_text(encoding="utf-8"))
    assert set(line.split()) == set(APPS)


def test_every_unit_is_installed_by_the_script() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert "deploy/systemd/mentorship-*.service" in text
    assert [path.name for path in UNITS.iterdir() if not path.name.startswith("mentorship-")] == []


@pytest.mark.parametrize(
    "script", [SCRIPT, CHECKOUT / "deploy" / "mentorship", CHECKOUT / "deploy" / "make-secrets.sh"]
)
def test_scripts_can_be_read(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)


@pytest.fixture
def systemd(tmp_path: Path) -> Path:
    """A root folder with the units, their drop-in and the programs that they start."""
    if shutil.which("systemd-analyze") is None:
        if browser_is_required():
            pytest.fail(HELP)
        pytest.skip(HELP)
    folder = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(UNITS, folder)
    for program in ("opt/mentorship/.venv/bin/python", "bin/kill"):
        (path := tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    for target in (
        "network-online.target",
        "multi-user.target",
        "timers.target",
        "sysinit.target",
        "basic.target",
        "shutdown.target",
    ):
        (folder / target).write_text("[Unit]\nDescription=a target\n")
    return tmp_path


def analyze(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", f"--root={root}", *words], capture_output=True, text=True, timeout=30
    )


def test_units_are_understood(systemd: Path) -> None:
    names = [path.name for path in sorted(UNITS.glob("mentorship-*.*")) if path.is_file()]
    done = analyze(systemd, "verify", "--man=no", *names)
    said = [line for line in done.stderr.splitlines() if "mentorship" in line]
    assert said == []
    (systemd / "etc" / "systemd" / "system" / "mentorship-web.service").write_text(
        "[Service]\nExecStrt=/bin/no\n"
    )
    assert "ExecStrt" in analyze(systemd, "verify", "--man=no", "mentorship-web.service").stderr


def test_units_may_do_little(systemd: Path) -> None:
    """systemd's own measure: 0 may do nothing, 10 everything; above 2 somebody has opened something."""
    names = [path.name for path in services()]
    done = analyze(systemd, "security", "--offline=true", "--threshold=20", "--no-pager", *names)
    assert done.returncode == 0, done.stdout[-2000:]
    (systemd / "etc" / "systemd" / "system" / "mentorship-.service.d" / "site.conf").unlink()
    assert analyze(systemd, "security", "--offline=true", "--threshold=20", *names).returncode != 0
