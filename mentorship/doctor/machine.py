"""Who the site runs as on this machine, and who else may read its secrets and people's files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from mentorship.config import ROOT, Config
from mentorship.doctor.findings import Finding, caution, fault, ok

ENVIRONMENTS = (ROOT / ".env", Path("/etc/mentorship/mentorship.env"))
# What an engine puts into a container is there for that container alone.
WITHIN_A_CONTAINER = Path("/run/secrets")


@dataclass(frozen=True)
class Facts:
    """`open_secrets` and `open_folders` are what others on this machine may read."""

    root: bool = False
    open_secrets: tuple[Path, ...] = ()
    open_folders: tuple[Path, ...] = ()


def look() -> Facts:
    named = [Path(value) for name in Config.model_fields if (value := os.environ.get(f"{name}_FILE"))]
    secrets = [path for path in (*named, *ENVIRONMENTS) if WITHIN_A_CONTAINER not in path.parents]
    folders = [Path(settings.MEDIA_ROOT)] if settings.MEDIA_ROOT else []
    return Facts(
        root=os.geteuid() == 0,
        open_secrets=tuple(readable_by_others(secrets)),
        open_folders=tuple(readable_by_others(folders)),
    )


def readable_by_others(paths: Iterable[Path]) -> list[Path]:
    """Those that any user of this machine may read: the file or folder lets them, and so does every folder above it."""
    return [path for path in paths if _lets(path, stat.S_IROTH) and _is_reached(path)]


def _is_reached(path: Path) -> bool:
    return all(_lets(folder, stat.S_IXOTH) for folder in path.resolve().parents)


def _lets(path: Path, what: int) -> bool:
    try:
        return bool(path.stat().st_mode & what)
    except OSError:
        return False


def judge(facts: Facts) -> list[Finding]:
    found = []
    if facts.root:
        words = "This runs as root: whoever finds a hole in the site would own the machine."
        found.append(caution("machine.user", words, "Run it as a user of its own: sudo -u mentorship …"))
    else:
        found.append(ok("machine.user", "The site does not run as root."))
    for path in facts.open_secrets:
        words = f"Everybody on this machine may read {path}, which holds secrets."
        found.append(fault("machine.secrets", words, f"chmod o-rwx {path}"))
    for path in facts.open_folders:
        words = f"Everybody on this machine may read {path}, where people's files lie."
        found.append(caution("machine.secrets", words, f"chmod o-rwx {path}"))
    if not facts.open_secrets and not facts.open_folders:
        found.append(ok("machine.secrets", "Nobody else on this machine may read secrets or people's files."))
    return found
