"""`make audit`: our own code before bandit, and what production installs before the lists of known vulnerabilities.

Ends with 0 where both found nothing, 1 where one found something, and 3 where the lists could not be asked about every package:
then nothing is known, which is not the same as nothing was found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-fast.lock"
APPS = ("mentorship", "api", "journeys", "matching", "programmes", "accounts", "notifications", "ui")
CLEAN, FOUND, NOT_AUDITED = 0, 1, 3


def locked(text: str) -> set[str]:
    """The packages of a lock file, by their normal names. Those for other systems (a marker) may be left out by an audit."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==\S+(.*)$", text, re.MULTILINE)
    return {_normal(name) for name, rest in lines if ";" not in rest}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def verdict(answer: str, wanted: set[str]) -> tuple[int, list[str]]:
    """What pip-audit's JSON says about the packages `wanted`: the code to end with, and a line for each thing to say.

    Only a package that was looked up counts: one that was skipped, or that no line speaks of, is not audited."""
    try:
        rows: Sequence[Mapping[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return NOT_AUDITED, ["not audited: the lists of vulnerabilities could not be read"]
    known = [row for row in rows if "vulns" in row and not row.get("skip_reason")]
    lines = [
        f"vulnerable: {row['name']} {row['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for row in known
        for one in row["vulns"]
    ]
    missing = sorted(wanted - {_normal(row["name"]) for row in known})
    if missing:
        some = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        lines.append(f"not audited: {len(missing)} of {len(wanted)} packages ({some})")
    if any(row["vulns"] for row in known):
        return FOUND, lines
    return (NOT_AUDITED if missing else CLEAN), lines or [
        f"clean: {len(wanted)} packages, no known vulnerability"
    ]


def packages() -> int:
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(LOCK),
        "--disable-pip",
        "--require-hashes",
    ]
    quiet = ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    done = subprocess.run([*command, *quiet], capture_output=True, text=True, check=False, cwd=ROOT)
    code, lines = verdict(done.stdout, locked(LOCK.read_text(encoding="utf-8")))
    if code == NOT_AUDITED and done.stderr.strip():
        lines.append(f"  {done.stderr.strip().splitlines()[-1][:200]}")
    print("\n".join(lines))
    return code


def our_own() -> int:
    command = [
        sys.executable,
        "-m",
        "bandit",
        "--quiet",
        "--configfile",
        "pyproject.toml",
        "--recursive",
        *APPS,
    ]
    done = subprocess.run(command, check=False, cwd=ROOT)
    print(
        "clean: bandit found nothing in our code"
        if done.returncode == 0
        else "found: see bandit's lines above"
    )
    return CLEAN if done.returncode == 0 else FOUND


if __name__ == "__main__":
    codes = {our_own(), packages()}
    sys.exit(FOUND if FOUND in codes else max(codes))
