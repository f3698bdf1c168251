"""Where the web processes of one gunicorn keep what they count, so that whichever of them is asked knows it all (mentorship.figures).

A file is named by the place of its process and not by its pid: a process that takes another's place, as each does after some
thousand requests, counts on where the other stopped, and the folder does not grow. gunicorn.conf.py calls this before anything of
prometheus_client is loaded, which looks at the environment once; so nothing of it is imported here."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name
PREFIX = "mentorship-figures-"


class Place:
    """Which of the processes this one is."""

    name = "main"


def new_folder() -> Path:
    """Makes the folder of this process and those that it will start, and names it in the environment. What was left by
    processes that were killed is removed."""
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not _runs(old.name.removeprefix(PREFIX).partition("-")[0]):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    os.environ[FOLDER] = str(folder)
    return folder


def own_folder() -> Path:
    """The folder that this process has made, made now if need be: gunicorn reads its configuration anew at each SIGHUP, and a
    successor (SIGUSR2) inherits the environment of the one before."""
    known = os.environ.get(FOLDER, "")
    return Path(known) if Path(known).name.startswith(f"{PREFIX}{os.getpid()}-") else new_folder()


def remove_folder() -> None:
    """Removes the folder, if this process has made it."""
    folder = os.environ.get(FOLDER, "")
    if Path(folder).name.startswith(f"{PREFIX}{os.getpid()}-"):
        shutil.rmtree(folder, ignore_errors=True)


def free_place(taken: Collection[str]) -> str:
    """The first place that no process has."""
    return next(name for number in range(len(taken) + 1) if (name := f"web{number}") not in taken)


def take_place(name: str) -> None:
    """This process counts as `name` from now on. What its predecessor had in hand when it ended is in nobody's hand."""
    Place.name = name
    for file in Path(os.environ[FOLDER]).glob(f"gauge_live*_{name}.db"):
        file.unlink(missing_ok=True)


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (ValueError, ProcessLookupError):
        return False
    return True
