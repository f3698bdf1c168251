"""What the site is made of: locked by hashes, listed, and never called free of known faults where nobody could look."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import audit, sbom

ROOT = Path(__file__).parents[3]
LOCKS = ("requirements.lock", "requirements-fast.lock", "requirements-dev.lock", "requirements-bench.lock")


def unhashed(text: str) -> list[str]:
    """The requirements of a lock file that have no hash, or are not pinned to one version."""
    whole = re.sub(r"\\\n\s*", " ", text)
    lines = [line for line in whole.splitlines() if line.strip() and not line.startswith("#")]
    return [line for line in lines if not re.match(r"^\S+==\S+.* --hash=sha256:[0-9a-f]{64}( |$)", line)]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.count("==") > 40
    assert unhashed(text) == []
    assert "\n--" not in text
    assert "://" not in text


def test_a_line_without_a_hash_would_be_found() -> None:
    good = "a==1 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    assert unhashed(good) == []
    assert unhashed(good + "b==2\n") == ["b==2"]
    assert unhashed("b>=2 --hash=sha256:" + "0" * 64) != []


def test_installing_asks_for_the_hashes() -> None:
    for name in ("Dockerfile", "scripts/bootstrap.sh"):
        text = (ROOT / name).read_text(encoding="utf-8")
        installs = re.findall(r"(?:pip install|pip sync|-m pip install)[^\n]*", text)
        assert [line for line in installs if ".lock" in line or "$lock" in line]
        for line in installs:
            assert "--require-hashes" in line or " uv " in line or line.endswith("uv"), line


def answer(*rows: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(rows)})


GOOD = {"name": "Django", "version": "5.2.1", "vulns": []}
BAD = {"name": "Pillow", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.0"]}]}
WANTED = {"django", "pillow"}


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (answer(GOOD, {**BAD, "vulns": []}), audit.CLEAN, "clean: 2 packages"),
        (answer(GOOD, BAD), audit.FOUND, "vulnerable: Pillow 1.0: PYSEC-1, mended in 2.0"),
        (answer(BAD), audit.FOUND, "not audited: 1 of 2"),
        # pip-audit itself ends well with these: a package that its source does not know is "skipped".
        (answer(GOOD), audit.NOT_AUDITED, "not audited: 1 of 2 packages (pillow)"),
        (
            answer(GOOD, {"name": "pillow", "skip_reason": "not found"}),
            audit.NOT_AUDITED,
            "not audited: 1 of 2",
        ),
        (answer(), audit.NOT_AUDITED, "not audited: 2 of 2"),
        ("", audit.NOT_AUDITED, "not audited"),
        ("Traceback", audit.NOT_AUDITED, "not audited"),
        ("[]", audit.NOT_AUDITED, "not audited"),
    ],
)
def test_only_what_was_looked_up_is_clean(given: str, code: int, said: str) -> None:
    found, lines = audit.verdict(given, WANTED)
    assert found == code
    assert said in "\n".join(lines)
    assert ("clean" in "\n".join(lines)) == (code == audit.CLEAN)


def test_without_the_lists_nothing_is_called_clean() -> None:
    """The network ends at a port of this machine where nobody listens."""
    closed = dict.fromkeys(
        ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:1"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from scripts import audit; sys.exit(audit.packages())"],
        env={**os.environ, **closed, "NO_PROXY": "", "no_proxy": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == audit.NOT_AUDITED
    assert done.stdout.startswith("not audited:")
    assert "clean" not in done.stdout


def test_the_list_of_parts_names_all_of_them() -> None:
    bom = json.loads(sbom.build())
    held = {audit._normal(one["name"]): one for one in bom["components"]}
    locked = audit.locked((ROOT / "requirements-fast.lock").read_text(encoding="utf-8"))
    assert len(locked) > 50
    assert locked <= set(held)
    for name in locked:
        references = held[name].get("externalReferences", [])
        assert any(one.get("hashes") for one in references), name
    assert {one["purl"] for one in bom["components"] if "npm" in one.get("purl", "")} == {
        one["purl"] for one in sbom.vendored((ROOT / "scripts/vendor.sh").read_text(encoding="utf-8"))
    }
    assert (bom["specVersion"], bom["metadata"]["component"]["name"]) == ("1.6", "mentorship")


def test_a_list_that_keeps_to_no_schema_is_refused() -> None:
    assert sbom.fault('{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "x"}]}')
    with pytest.raises(ValueError, match="brings"):
        sbom.vendored("HTMX=2\nJQUERY=1\n")


def test_the_vendored_files_are_those_of_the_versions_named() -> None:
    script = (ROOT / "scripts/vendor.sh").read_text(encoding="utf-8")
    (version,) = re.findall(r"^HTMX=(\S+)$", script, re.MULTILINE)
    assert f'version:"{version}"' in (ROOT / "static/js/htmx.min.js").read_text(encoding="utf-8")
