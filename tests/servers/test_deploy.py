"""What lies in deploy/ and beside it fits the program: queues, units, what goes into the image, what stops and what starts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mentorship.localservices import CHECKOUT
from mentorship.management.commands.restore import STOP_FIRST
from mentorship.queues import NAMES
from tests.plugin import browser_is_required
from tests.test_conventions import APPS

UNITS = CHECKOUT / "deploy" / "systemd"
COMPOSE = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
DEPLOY = CHECKOUT / "deploy"
SCRIPT = DEPLOY / "debian.sh"
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
    text = (DEPLOY / "release.sh").read_text(encoding="utf-8")
    (line,) = re.findall(r"for folder in ([a-z ]+); do\n.*compileall", text)
    assert set(line.split()) == set(APPS)


def test_every_unit_is_installed_by_the_script() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert "deploy/systemd/mentorship-*.service" in text
    assert [path.name for path in UNITS.iterdir() if not path.name.startswith("mentorship-")] == []


@pytest.mark.parametrize(
    "script",
    [*sorted(DEPLOY.glob("*.sh")), DEPLOY / "mentorship", CHECKOUT / "scripts" / "bootstrap.sh"],
    ids=lambda path: path.name,
)
def test_scripts_can_be_read(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)


def test_whatever_works_on_the_database_is_named_where_it_must_be_stopped() -> None:
    units = {path.stem for path in services() if "Restart=always" in path.read_text(encoding="utf-8")}
    _, compose, systemd = re.split(r"docker compose stop|systemctl stop", STOP_FIRST)
    assert set(re.findall(r"mentorship-[a-z-]+", systemd)) == units
    named = set(compose.split(",")[0].split())
    assert named == {
        "web",
        "beat",
        *re.findall(r"^  (\w+):\n(?:    .*\n)*?.*--queues=", COMPOSE, re.MULTILINE),
    }


def test_no_page_stops_the_timer_or_starts_an_upgrade_by_the_way() -> None:
    """A glob of all units has the backup's timer in it; a one-off container of web starts what web depends on."""
    for page in (CHECKOUT / "docs").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"systemctl (stop|start|restart) 'mentorship-\*'", text), page
        assert not re.search(
            r"compose run (?!.*--no-deps)[^\n`]*\b(web|worker|matching|beat|migrate)\b", text
        ), page


def test_the_script_replaces_nothing_before_the_tables_are_there() -> None:
    """What runs is replaced by the release that the upgrade was done by, after it; and nobody's services go down for its unit."""
    text = SCRIPT.read_text(encoding="utf-8")
    order = [
        "release.sh lay",
        'mentorship" upgrade',
        "release.sh use",
        "/usr/local/bin/mentorship\n",
        "$SYSTEMCTL restart $units",
    ]
    assert [text.count(step) for step in order] == [1] * len(order)
    assert sorted(order, key=text.index) == order
    assert ".venv" not in text
    assert "restart mentorship-upgrade" not in text
    assert "upgrade --wait" in (UNITS / "mentorship-upgrade.service").read_text(encoding="utf-8")


@pytest.fixture
def systemd(tmp_path: Path) -> Path:
    """A root folder with the units, their drop-in and the programs that they start."""
    if shutil.which("systemd-analyze") is None:
        if browser_is_required():
            pytest.fail(HELP)
        pytest.skip(HELP)
    folder = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(UNITS, folder)
    for program in ("usr/bin/env", "bin/kill"):
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
