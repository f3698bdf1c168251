"""Django's e-mail over SMTP, which lets something be done while the mail server thinks about a letter."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail.backends import smtp


class Meanwhile:
    """A connection that calls `meanwhile`, if there is one, when a whole letter is with the server and its answer is not."""

    meanwhile: Callable[[], None] | None = None
    answers: int | None = None  # heard since a letter was begun

    def data(self, msg: Any) -> Any:
        self.answers = 0
        try:
            return super().data(msg)  # type: ignore[misc]
        finally:
            self.answers = None

    def getreply(self) -> Any:
        if self.answers is not None:
            self.answers += 1
            if self.answers == 2 and self.meanwhile is not None:  # the first was: go ahead
                self.meanwhile()
        return super().getreply()  # type: ignore[misc]


class Plain(Meanwhile, smtplib.SMTP):
    pass


class Encrypted(Meanwhile, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """`meanwhile` is called for each letter, while the server writes it down."""

    meanwhile: Callable[[], None] | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Encrypted if self.use_ssl else Plain

    def open(self) -> bool | None:
        opened = super().open()
        if isinstance(self.connection, Meanwhile):
            self.connection.meanwhile = self.meanwhile
        return opened
