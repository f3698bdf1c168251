"""A mail server that writes down what it takes: `python -m tests.faults.sink PORT LOG EAR SEED SHARE`.

A line of JSON is in the log before the sender hears "250": from then on the letter counts as arrived, whether the sender
lives to hear it or not. Whoever listens at EAR (a datagram socket) hears the sender's pid at that moment. A SHARE of the
letters, chosen by SEED, is refused for now (451)."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faults.verdict import Accepted

NAME = "pid-{}.faults.test"  # how a process of the harness greets the mail server


class Handler:
    def __init__(self, log: Path, ear: Path, chance: random.Random, share: float) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.ear, self.chance, self.share = str(ear), chance, share
        self.voice = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.voice.setblocking(False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.chance.random() < self.share:
            return "451 4.3.0 come again in a while"
        pid = (session.host_name or "").removeprefix("pid-").partition(".")[0]
        line = {
            "at": time.monotonic(),
            "message_id": BytesHeaderParser().parsebytes(envelope.original_content or b"")["Message-ID"],
            "to": envelope.rcpt_tos[0],
            "pid": int(pid or 0),
            "peer": session.peer,
        }
        os.write(self.log, json.dumps(line).encode() + b"\n")
        with suppress(OSError):  # nobody listens, or not fast enough
            self.voice.sendto(pid.encode(), self.ear)
        return "250 2.0.0 taken"


def accepted(log: Path) -> Iterator[Accepted]:
    """What the log says, in its order. A line that is being written is left out."""
    if not log.exists():
        return
    for line in log.read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            letter = json.loads(line)
            yield Accepted(letter["at"], letter["message_id"], letter["to"], letter["pid"])


async def serve(port: int, handler: Handler) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="sink.faults.test"), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    port, log, ear, seed, share = sys.argv[1:]
    asyncio.run(serve(int(port), Handler(Path(log), Path(ear), random.Random(seed), float(share))))
