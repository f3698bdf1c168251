"""A real mail server on 127.0.0.1 that answers as it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_UP = "hang up"
OK = "250 2.0.0 taken"


@dataclass
class MailServer:
    """`at_sender`, `at_reader`, `at_letter` are the answers after MAIL, RCPT and the letter itself: the line to say, or
    HANG_UP. A letter that `befits` nobody goes to `taken`, with the connection's number in `over`."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    connections: int = 0
    at_sender: str = OK
    at_reader: Callable[[str], str] = lambda address: OK
    at_letter: Callable[[EmailMessage], str] = lambda letter: OK

    @property
    def readers(self) -> list[str]:
        return [str(letter["To"]) for letter in self.taken]


class Handler:
    def __init__(self, told: MailServer) -> None:
        self.told = told
        told.connections += 1
        self.number = told.connections

    @staticmethod
    def _say(server: SMTP, answer: str) -> str:
        if answer == HANG_UP:
            assert server.transport is not None
            server.transport.close()
        return answer

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._say(server, self.told.at_sender)
        if answer.startswith("2"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._say(server, self.told.at_reader(address))
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter: Any = BytesParser(policy=default).parsebytes(envelope.content)
        answer = self._say(server, await asyncio.to_thread(self.told.at_letter, letter))
        if answer.startswith("2"):
            self.told.taken.append(letter)
            self.told.over.append(self.number)
        return answer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server in a thread of its own, for as long as the block lasts."""
    told, loop = MailServer(), asyncio.new_event_loop()
    # Playwright keeps an event loop running in the thread of the tests, in which no other one may run.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    starting = loop.create_server(lambda: SMTP(Handler(told), loop=loop), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(10)
    told.port = server.sockets[0].getsockname()[1]
    try:
        yield told
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
