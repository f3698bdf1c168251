"""Files in a bucket. What the site does where a file or a disk is away it does where a bucket is: both are an OSError.

Imported only where MENTORSHIP_STORAGE names a bucket: its packages are optional."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3File, S3Storage
from storages.utils import clean_name

# Somebody waits for the page while a bucket is asked.
PATIENCE = {
    "connect_timeout": 5,
    "read_timeout": 30,
    "retries": {"mode": "standard", "total_max_attempts": 3},
}
ABSENT = {"404", "NoSuchKey", "NotFound"}


class BucketAway(OSError):
    """The bucket does not answer, or refuses. The words name what it said, and neither keys nor files."""


@contextmanager
def _said(what: str) -> Iterator[None]:
    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", "?"))
        if code in ABSENT:
            raise FileNotFoundError(what) from fault
        raise BucketAway(f"the bucket refuses ({code})") from fault
    except (BotoCoreError, Boto3Error) as fault:
        raise BucketAway(f"the bucket does not answer ({type(fault).__name__})") from fault


class BucketFile(S3File):  # type: ignore[misc]
    """A file that is fetched when it is first read, into memory or, where it is large, into the temporary folder."""

    def _get_file(self) -> Any:
        with _said(self.name):
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


class BucketStorage(S3Storage):  # type: ignore[misc]
    """Django's storage API on a bucket. Folders are beginnings of names: one that holds nothing is not there, and removing
    one does nothing."""

    def __init__(self, **options: Any) -> None:
        style = {"addressing_style": options.get("addressing_style")}
        # Checksums that S3 was given in 2025 are not understood by all that speaks like it.
        checksums = {
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }
        client = Config(s3=style, signature_version=options.get("signature_version"), **PATIENCE, **checksums)
        super().__init__(**{"client_config": client, **options})

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        with _said(name):
            return BucketFile(self._normalize_name(clean_name(name)), mode, self)

    def _save(self, name: str, content: File[Any]) -> str:
        with _said(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        try:
            with _said(name):
                super().delete(name)
        except FileNotFoundError:
            return

    def exists(self, name: str) -> bool:
        with _said(name):
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _said(path):
            folders, files = super().listdir(path)
        return folders, files

    def size(self, name: str) -> int:
        with _said(name):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _said(name):
            moment: datetime = super().get_modified_time(name)
        return moment
