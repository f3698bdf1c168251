"""What the tests of servers share: folders that `nobody` can reach, waiting, and who is alive."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


@contextmanager
def folder_for_servers() -> Iterator[Path]:
    """A folder for kept data; pytest's own are closed to everybody else, and root runs servers as `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="mentorship-test-", dir="/var/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def bare_environment() -> dict[str, str]:
    """The environment without the servers and the configuration of the test run."""
    mine = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL"}
    return {
        k: v for k, v in os.environ.items() if k not in mine and not k.startswith(("MENTORSHIP_", "PYTEST_"))
    }


def eventually(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def tree(pid: int) -> list[psutil.Process]:
    """The process and everything below it."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def words(process: psutil.Process) -> str:
    """Its command line; empty for one that has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def alive(processes: list[psutil.Process]) -> list[str]:
    """Those of `processes` that still run. psutil compares start times: a pid in use again is not taken for the old one."""
    return [f"{process.pid} {process}" for process in processes if _runs(process)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
