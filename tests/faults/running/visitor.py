"""Somebody at a browser: asks for pages, sends forms, and knows how long each answer took."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = "a" * 32
PATIENCE = 20.0  # seconds
_FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
# A browser shows the words of a page on one line.
_GAPS = re.compile(r"\s+")

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where no whole answer came; `took` is in seconds."""

    status: int
    took: float
    headers: Mapping[str, str]
    body: str

    @property
    def words(self) -> str:
        return _GAPS.sub(" ", self.body)

    @property
    def sent_fields(self) -> Fields:
        """The form that the page offers to send again."""
        return [(unescape(name), unescape(value)) for name, value in _FIELD.findall(self.body)]


@dataclass(frozen=True)
class Visitor:
    port: int
    session: str = ""

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: Fields, **headers: str) -> Answer:
        """A form as a page of the site has it. Names of headers have underscores for dashes."""
        token = (
            []
            if any(name == "csrfmiddlewaretoken" for name, _value in fields)
            else [("csrfmiddlewaretoken", TOKEN)]
        )
        body = urlencode([*token, *fields]).encode()
        return self.ask("POST", path, body, "application/x-www-form-urlencoded", **headers)

    def upload(self, path: str, fields: Fields, name: str, file: bytes, kind: str) -> Answer:
        """A form with a file in the field `name`."""
        border, nl = uuid4().hex, b"\r\n"
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in [("csrfmiddlewaretoken", TOKEN), *fields]
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="a-file.txt"\r\nContent-Type: {kind}\r\n\r\n'
        body = b"".join([*parts, head.encode(), file, nl, f"--{border}--\r\n".encode()])
        return self.ask("POST", path, body, f"multipart/form-data; boundary={border}")

    def ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", **headers: str
    ) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookie = f"csrf={TOKEN}" + (f"; session={self.session}" if self.session else "")
        given = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        if kind:
            given["Content-Type"] = kind
        begun = time.monotonic()
        try:
            link.request(method, path, body, given)
            response = link.getresponse()
            text = response.read().decode(errors="replace")
            return Answer(response.status, time.monotonic() - begun, dict(response.headers), text)
        except (OSError, http.client.HTTPException) as fault:
            return Answer(0, time.monotonic() - begun, {}, type(fault).__name__)
        finally:
            link.close()
