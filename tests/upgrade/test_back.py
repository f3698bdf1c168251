"""The way back: the release before runs on the tables of this one (docs/operators/upgrading.md).

It is checked out beside this one, so this is no part of the suite: `make soak-back COMMIT=64af39b`, before a release."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentorship.localservices import CHECKOUT
from scripts.previous_release import PEOPLE
from tests import conftest
from tests.upgrade import catalog

COMMIT = os.environ.get("SOAK_BACK", "")


@pytest.mark.soak
@pytest.mark.django_db
@pytest.mark.skipif(not COMMIT, reason="make soak-back COMMIT=…: needs the release before as a commit")
def test_the_release_before_writes_and_reads_on_these_tables(tmp_path: Path) -> None:
    before = tmp_path / "before"
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, before], check=True)
    subprocess.run(
        ["git", "-c", "advice.detachedHead=false", "checkout", "--quiet", COMMIT], cwd=before, check=True
    )
    env = {**conftest.test_environment(), "MENTORSHIP_STATIC_ROOT": str(tmp_path / "static")}
    del env["DJANGO_ALLOW_ASYNC_UNSAFE"]
    env["PYTHONPATH"], env["DJANGO_SETTINGS_MODULE"] = str(before), "mentorship.settings"

    def run(folder: Path, *command: object) -> str:
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    with catalog.database() as name:
        env["DATABASE_URL"] = catalog.address(env["DATABASE_URL"], name)
        env["PYTHONPATH"] = str(CHECKOUT)
        run(CHECKOUT, "manage.py", "upgrade")
        env["PYTHONPATH"] = str(before)
        run(before, "manage.py", "seed_demo", *PEOPLE.split())
        answers = json.loads(run(before, CHECKOUT / "tests" / "upgrade" / "visits.py").splitlines()[-1])
    assert {asked: status for asked, status in answers.items() if status != 200} == {}
