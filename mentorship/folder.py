"""Files in a folder, whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class FolderStorage(FileSystemStorage):
    """Django's, which leaves what it had written of a file where the disk is full before its end."""

    def _save(self, name: str, content: File[Any]) -> str:
        if self.exists(name):  # then Django takes another name, and this one is somebody else's
            return str(super()._save(name, content))  # type: ignore[misc]
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except BaseException:
            with suppress(OSError):
                self.delete(name)
            raise
