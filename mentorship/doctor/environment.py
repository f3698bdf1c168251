"""An environment that cannot be understood, told by the doctor before Django asks for settings: without them it cannot begin."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from mentorship import config
from mentorship.doctor.findings import Finding, fault
from mentorship.doctor.telling import as_json, as_lines

DO = "Set it, or NAME_FILE to the path of a file that holds it. README.md lists every variable."


def examine_environment(arguments: Sequence[str]) -> None:
    """Where these arguments ask for the doctor, and the configuration is not complete: says which variables are
    wrong, and ends with status 1."""
    if not arguments or arguments[0] != "doctor" or {"-h", "--help"} & set(arguments):
        return
    try:
        config.load()
    except SystemExit as refusal:
        found = refused(str(refusal))
        told = as_json(found, at=datetime.now(UTC)) if "--json" in arguments else as_lines(found)
        sys.stdout.write(f"{told}\n")
        raise SystemExit(1) from None


def refused(words: str) -> list[Finding]:
    """What `mentorship.config.load` said, as a finding for each variable that is missing or cannot be understood."""
    lines = [line.strip() for line in words.splitlines() if line.startswith("  ")] or [words]
    return [fault("settings.complete", _sentence(line), DO) for line in lines]


def _sentence(line: str) -> str:
    said = (
        line.replace("Value error, ", "")
        .removeprefix("configuration: ")
        .replace("Field required", "is missing")
    )
    return said if said.endswith((".", "?")) else f"{said}."
