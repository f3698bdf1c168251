"""A server that speaks S3, on a folder: rclone's. What a bucket does is asked of one, and not imagined."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorship.config import ROOT
from mentorship.storage import Place
from mentorship.supervisor import Child
from tests.servers.processes import eventually

KEY, SECRET = "a-key-of-tests", "a-secret-of-tests"


@dataclass(frozen=True)
class Bucket:
    """`folder` is where its files lie; `address` is what MENTORSHIP_STORAGE is set to."""

    folder: Path
    address: str

    def backend(self, **options: Any) -> dict[str, Any]:
        """Django's STORAGES entry."""
        entry = Place.of(self.address).backend(KEY, SECRET)
        return {**entry, "OPTIONS": {**entry["OPTIONS"], **options}}

    def environment(self) -> dict[str, str]:
        return {
            "MENTORSHIP_STORAGE": self.address,
            "MENTORSHIP_S3_KEY": KEY,
            "MENTORSHIP_S3_SECRET": SECRET,
        }


@contextmanager
def bucket_server(folder: Path) -> Iterator[Bucket]:
    """A bucket called `ours`, in which the site has the folder `site`. It fails where rclone cannot be started: it is locked."""
    (folder / "ours").mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    program = Path(sys.executable).with_name("rclone")
    command = (
        *(program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}"),
        *("--config", os.devnull, "--vfs-cache-mode", "off", str(folder)),
    )
    server = Child("rclone", command, env=os.environ, cwd=ROOT)
    log = folder.with_suffix(".log")
    with log.open("wb") as output:
        process = server.spawn(output)
    try:
        assert eventually(lambda: process.poll() is not None or _answers(port), 20), log.read_text()
        assert process.poll() is None, log.read_text()
        yield Bucket(folder / "ours", f"s3://ours/site?endpoint=http://127.0.0.1:{port}&region=eu-central-1")
    finally:
        server.stop(process)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
