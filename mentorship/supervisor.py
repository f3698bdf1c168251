"""Child processes that end with their parent, and a supervisor that keeps a few of them running.

Linux tells a process when its parent dies, even by SIGKILL (PR_SET_PDEATHSIG). Every process started here asks for that,
so nothing is left behind whatever happens to the one that started it. Elsewhere children end on an orderly stop only."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
_PRCTL = (
    ctypes.CDLL(None).prctl if sys.platform == "linux" else None
)  # before any fork: `nobody` may not read libraries


def as_user(user: int | None) -> dict[str, Any]:
    """The arguments of subprocess that run a program as `user` and its group; none for None."""
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def end_with_parent(sig: signal.Signals, parent: int | None = None) -> None:
    """Makes the kernel send `sig` to this process when the one that started it dies.

    `parent` is the pid that must still be the parent: if it is gone already, this process ends at once."""
    if _PRCTL is not None:
        _PRCTL(PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


@dataclass(frozen=True, eq=False)
class Child:
    """A command to keep running, in a session of its own, so that Ctrl-C reaches the supervisor alone.

    `ends_by` asks it to end in order; `orphaned` is what it gets when the supervisor is killed: SIGKILL unless it has
    something to save, and children of its own then have to ask for the same (as gunicorn's and Celery's do).
    `user` (a numeric id; root only) is the user and group it runs as. `prepare` is called before each start."""

    name: str
    command: tuple[str | Path, ...]
    env: Mapping[str, str]
    ends_by: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    patience: float = 10.0
    user: int | None = None
    cwd: Path | None = None
    prepare: Callable[[], None] | None = None

    def spawn(self, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Starts the command; what it says goes to `output` (a file, or subprocess.PIPE)."""
        if self.prepare:
            self.prepare()
        parent = os.getpid()
        return subprocess.Popen(
            [str(part) for part in self.command],
            env=dict(self.env),
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: end_with_parent(self.orphaned, parent),
            **as_user(self.user),
        )

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Asks `process` to end; after `patience` seconds it is killed. What it left of its session goes as well."""
        if process.poll() is None:
            process.send_signal(self.ends_by)
            try:
                process.wait(self.patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


class Supervisor:
    """Keeps children running: one that ended by itself is started again, at most `restarts` times each."""

    def __init__(self, *, logs: Path, say: Callable[[str], None], restarts: int = 5):
        self.logs = logs
        self.say = say
        self.restarts = restarts
        self.running: dict[Child, subprocess.Popen[bytes]] = {}
        self.restarted: Counter[Child] = Counter()

    def start(self, child: Child) -> subprocess.Popen[bytes]:
        """Starts `child` with an empty log."""
        self.log(child).unlink(missing_ok=True)
        return self._start(child)

    def look(self) -> None:
        """Restarts every child that has ended. Raises SystemExit when one has used up its restarts."""
        for child, process in list(self.running.items()):
            if process.poll() is None:
                continue
            child.stop(process)
            ended = f"{child.name} ended by itself ({_how(process.returncode)})"
            if self.restarted[child] == self.restarts:
                raise SystemExit(f"{ended} once too often. Its last lines:\n{self.tail(child)}")
            self.restarted[child] += 1
            self.say(
                f"{ended}; starting it again ({self.restarted[child]} of {self.restarts}), see {self.log(child)}"
            )
            self._start(child)

    def stop(self) -> None:
        """Stops all children, the last one started first."""
        while self.running:
            child, process = self.running.popitem()
            child.stop(process)

    def log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def tail(self, child: Child, lines: int = 15) -> str:
        """The last lines that `child` said."""
        return "\n".join(self.log(child).read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def _start(self, child: Child) -> subprocess.Popen[bytes]:
        with self.log(child).open("ab") as log:
            self.running[child] = child.spawn(log)
        return self.running[child]


class Ending:
    """Inside this context Ctrl-C, SIGTERM and a closed terminal all raise KeyboardInterrupt, wherever the work is.

    `ignore()` turns them off for the orderly stop, so that an impatient second Ctrl-C does not leave it half done."""

    def __init__(self) -> None:
        hangup_matters = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN  # `nohup` has the last word
        self.signals = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hangup_matters else [])]

    def __enter__(self) -> Ending:
        for sig in self.signals:
            signal.signal(sig, signal.default_int_handler)
        return self

    def __exit__(self, *_: object) -> None:
        self.ignore()

    def ignore(self) -> None:
        for sig in self.signals:
            signal.signal(sig, signal.SIG_IGN)


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
