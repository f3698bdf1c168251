"""How the site writes its log: a line an event, whatever somebody puts into an address or a field."""

from __future__ import annotations

import logging
import re

# Control characters, among them those that begin a line in some reader of logs or other, and those that turn text around.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def on_one_line(text: str) -> str:
    r"""`text` with every control character as its escape, such as \n."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class LineFormatter(logging.Formatter):
    """Django's and ours alike: the message of a record stays on its line. A traceback below it is the program's own, save for
    the words of the exception, which are told in by its indent."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = on_one_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:
        return "\n".join(f"    {on_one_line(line)}" for line in super().formatException(ei).split("\n"))  # type: ignore[arg-type]
