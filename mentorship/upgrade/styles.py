"""What browsers load, collected for the release. The files of the release before stay: its pages are still open in browsers."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

MANIFEST = "staticfiles.json"
STAMP = ".upgraded"  # holds the digest of what was collected


class Unwritable(Exception):
    """The folder cannot be written to. The words say what to do."""


def collect() -> str:
    """Collects what has changed since the last time, and says what was done. An image brings its own, in a folder that cannot be
    written to.

    Raises Unwritable where the folder holds none and cannot be written to."""
    folder = Path(settings.STATIC_ROOT)
    stamp, wanted = folder / STAMP, digest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return "as they were"
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK):
        if (folder / MANIFEST).exists():
            return f"{folder} came with the program"
        raise Unwritable(
            f"{folder} cannot be written to and holds no styles. Give the folder to the user who runs this (chown), or let "
            "MENTORSHIP_STATIC_ROOT name another."
        )
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, encoding="utf-8")
    return f"collected in {folder}"


def digest() -> str:
    """Of the names and the contents of everything that is collected, and of what it becomes."""
    found = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list([]), key=lambda one: one[0]):
            with storage.open(name) as file:
                found.update(f"{name}\n".encode() + hashlib.sha256(file.read()).digest())
    return found.hexdigest()
