"""Keeps a database of a release, for the tests that upgrade it: `make previous-release COMMIT=64af39b`.

The release is checked out beside this one, brings up its own servers, fills them with the demo's people, and everything is
written to tests/data/previous_release.sql.xz as plain SQL. Run it when a release is made (docs/developers/migrations.md)."""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mentorship import localprograms  # noqa: E402

KEPT = ROOT / "tests" / "data" / "previous_release.sql.xz"
# The fewest people with whom every story of the demo finds its own, and a moment that never moves.
PEOPLE = "--mentees 90 --mentors 30 --seed 1 --now 2026-11-24T10:00+00:00"
# What only psql understands, and what an older server does not know.
LEFT_OUT = ("\\restrict", "\\unrestrict", "SET transaction_timeout")


def fill(release: Path, dump: Path) -> None:
    """Runs below the servers of `release`: makes its database and writes it to `dump`."""
    for command in ("migrate --verbosity 0", f"seed_demo {PEOPLE}"):
        subprocess.run([sys.executable, "manage.py", *command.split()], cwd=release, check=True)
    options = "--no-owner --no-privileges --no-comments --inserts --rows-per-insert=500".split()
    program = localprograms.postgres() / "pg_dump"
    subprocess.run([program, *options, "--file", dump, os.environ["DATABASE_URL"]], check=True)


def keep(dump: Path, commit: str) -> None:
    lines = dump.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith(LEFT_OUT))
    KEPT.write_bytes(lzma.compress(f"-- {commit}\n{text}\n".encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{KEPT.relative_to(ROOT)}: {commit}, {KEPT.stat().st_size / 1024:.0f} KiB")


def main(commit: str) -> None:
    with tempfile.TemporaryDirectory(prefix="mentorship-release-") as folder:
        release, dump = Path(folder) / "release", Path(folder) / "dump.sql"
        git = ("git", "-c", "advice.detachedHead=false")
        subprocess.run([*git, "clone", "--quiet", ROOT, release], check=True)
        subprocess.run([*git, "checkout", "--quiet", commit], cwd=release, check=True)
        whole = subprocess.check_output([*git, "rev-parse", "HEAD"], cwd=release, text=True).strip()
        below_servers = ("-m", "mentorship.localservices", sys.executable, __file__)
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        subprocess.run([sys.executable, *below_servers, release, dump], cwd=release, check=True, env=env)
        keep(dump, whole)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(sys.argv[1])
    elif len(sys.argv) == 3:
        fill(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        raise SystemExit(__doc__)
