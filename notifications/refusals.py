"""What it means that a letter was not taken, and how long to wait before the next try. Pure.

A mail server may refuse this letter, this address, or us. Whoever mistakes the last for the second, as on a day on which
the site's password has run out, would never write to anybody again: where in doubt, it is the letter alone."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

from django.core.exceptions import ImproperlyConfigured


class Verdict(Enum):
    LATER = auto()  # this letter, for now
    LETTER = auto()  # this letter, for good
    ADDRESS = auto()  # every letter to this address: nobody is there
    SERVER = auto()  # every letter: the server cannot be reached, or does not want us


@dataclass(frozen=True)
class Refusal:
    """What one fault means. `code` is the reply of the mail server or service (550, 421; of HTTP 429), 0 where it gave none.
    `reason` says why in at most 120 characters, and holds no address and nothing that a server quoted. `suspect`: it befell
    the server, but in the midst of a letter, which may be to blame; so that letter uses up a try, and no other does."""

    verdict: Verdict
    code: int
    reason: str
    suspect: bool = False

    def __str__(self) -> str:
        return f"{self.code} {self.reason}".strip() if self.code else self.reason


# --- how long to wait

# Minutes before each further try: eight tries over about a day.
BACK_OFF = (1, 5, 15, 60, 180, 360, 720)
TRIES = len(BACK_OFF) + 1
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)


def wait_after(tries: int, chance: float) -> timedelta | None:
    """How long a letter waits that was tried `tries` times (1 or more), None where that is enough. `chance` in [0, 1) moves it
    by up to a fifth, so that what failed together does not come back together."""
    return _spread(timedelta(minutes=BACK_OFF[tries - 1]), chance) if tries < TRIES else None


def wait_for_server(away: timedelta, chance: float) -> timedelta:
    """How long letters wait for a server that has been away for `away`: from 1 minute to 15, give or take a fifth."""
    return _spread(min(max(away / 4, SHORTEST), LONGEST), chance)


def _spread(wait: timedelta, chance: float) -> timedelta:
    return wait * (0.8 + 0.4 * chance)


# --- what a fault means

# Replies that are about us, whatever the letter: closing down, not signed in, no encryption.
OURS = {421, 432, 454, 530, 534, 535, 538}
# Words with which servers say that they do not want us, under the same codes as "nobody is there".
ABOUT_US = re.compile(
    r"relay|rcpthosts|authenticat|client host|\bhelo\b|\behlo\b|blocked using|blacklist|blocklist|block list|dnsbl|\brbl\b|spamhaus"
    r"|\bsender\b|send as|on behalf|mail from|starttls",
    re.IGNORECASE,
)
TOO_FAST = re.compile(
    r"rate.?limit|throttl|too many (?:messages|mails|e-?mails|connections)|sending limit|(?:hourly|daily) (?:limit|quota)",
    re.IGNORECASE,
)
# Words that tell a rule of the receiver from an address that is not there, where a bare 550 says no more.
POLICY = re.compile(
    r"spam|polic|content|reputation|\bspf\b|dkim|dmarc|virus|black|block|denied|prohibited|quota|too large|size",
    re.IGNORECASE,
)
# RFC 3463: class, what it is about, what about it.
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
NOBODY = {"0", "1", "2", "3", "4", "6", "10"}  # of 5.1.x; 7 and 8 are about the sender's address
PLAIN_NOBODY = {550, 551, 553}
TOO_LARGE = [("2", "3"), ("3", "4")]
# Replies of a mail service over HTTP that are about the account or the service.
HTTP_OURS = {401, 402, 403, 407, 408, 425, 429}


def judge(fault: Exception, *, address: str = "", opening: bool = False) -> Refusal:
    """What it means that sending raised `fault`; `opening` where it did so before any letter, as the connection was made.
    `address` is the reader's, to be kept out of the reason. Whatever is no answer of a mail server is a fault of ours, which
    may be mended: LATER, with its name."""
    if _is_anymail(fault):
        refusal = _of_service(fault)
    elif isinstance(fault, smtplib.SMTPException):
        refusal = _of_smtp(fault, address)
    else:
        refusal = _of_network(fault)
    if opening:
        return replace(refusal, verdict=Verdict.SERVER)
    # The sender is told before the reader and the words: none of them can be to blame.
    suspect = refusal.verdict == Verdict.SERVER and not isinstance(fault, smtplib.SMTPSenderRefused)
    return replace(refusal, suspect=suspect)


def fault_of_ours(fault: Exception) -> Refusal:
    """For what goes wrong while a letter is loaded or written: its name, never its words, which may be a person's."""
    return Refusal(Verdict.LATER, 0, type(fault).__name__)


def _of_smtp(fault: smtplib.SMTPException, address: str) -> Refusal:
    match fault:
        case smtplib.SMTPRecipientsRefused():
            address, (code, answer) = next(iter(fault.recipients.items()), (address, (0, b"")))
            said = _text(answer)
            return Refusal(_at_recipient(code, said), code, _clean(said, address))
        case smtplib.SMTPSenderRefused():
            code, said = fault.smtp_code, _text(fault.smtp_error)
            is_too_large = code == 552 or _status(said) in TOO_LARGE
            return Refusal(Verdict.LETTER if is_too_large else Verdict.SERVER, code, _clean(said, address))
        case smtplib.SMTPDataError():
            code, said = fault.smtp_code, _text(fault.smtp_error)
            return Refusal(_at_letter(code, said), code, _clean(said, address))
        case smtplib.SMTPResponseException():  # greeting, HELO, STARTTLS, sign-in
            return Refusal(Verdict.SERVER, fault.smtp_code, _clean(_text(fault.smtp_error), address))
        case smtplib.SMTPNotSupportedError():
            return Refusal(Verdict.LETTER, 0, "the mail server lacks what this letter needs")
        case smtplib.SMTPServerDisconnected():
            return Refusal(Verdict.SERVER, 0, "the mail server hung up")
    return Refusal(Verdict.SERVER, 0, _clean(str(fault), address) or type(fault).__name__)


def _at_recipient(code: int, said: str) -> Verdict:
    general = _in_general(code, said)
    if general is not None:
        return general
    if _status(said) is None:
        return Verdict.ADDRESS if code in PLAIN_NOBODY and not POLICY.search(said) else Verdict.LETTER
    return _by_status(said)


def _at_letter(code: int, said: str) -> Verdict:
    """After the whole letter was seen, a bare 550 is about the letter."""
    return _in_general(code, said) or _by_status(said)


def _in_general(code: int, said: str) -> Verdict | None:
    """What holds for the address as for the letter; None where it is a refusal for good of one of them."""
    if code in OURS:
        return Verdict.SERVER
    if not 500 <= code < 600:
        return Verdict.SERVER if TOO_FAST.search(said) else Verdict.LATER
    if ABOUT_US.search(said) or _status(said) in [("1", "7"), ("1", "8")]:
        return Verdict.SERVER
    return None


def _by_status(said: str) -> Verdict:
    match _status(said):
        case ("1", detail) if detail in NOBODY:
            return Verdict.ADDRESS
        case ("2", "1"):
            return Verdict.ADDRESS
    return Verdict.LETTER


def _status(said: str) -> tuple[str, str] | None:
    """What the first extended status is about, and what about it."""
    found = STATUS.search(said)
    return (found[2], found[3]) if found else None


def _of_network(fault: Exception) -> Refusal:
    match fault:
        case TimeoutError():
            return Refusal(Verdict.SERVER, 0, "no answer in time")
        case socket.gaierror():
            return Refusal(Verdict.SERVER, 0, "the name of the mail server is not known")
        case ssl.SSLError():
            return Refusal(Verdict.SERVER, 0, f"no secure connection ({type(fault).__name__})")
        case ConnectionRefusedError():
            return Refusal(Verdict.SERVER, 0, "the mail server refuses connections")
        case OSError():
            return Refusal(Verdict.SERVER, 0, f"no connection ({type(fault).__name__})")
        case ImproperlyConfigured():
            return Refusal(Verdict.SERVER, 0, "the settings for mail are wrong")
    return fault_of_ours(fault)


# --- django-anymail, told by its names: where it is not used it is not loaded


def _is_anymail(fault: Exception) -> bool:
    return any(base.__name__ == "AnymailError" for base in type(fault).__mro__)


def _of_service(fault: Exception) -> Refusal:
    names = {base.__name__ for base in type(fault).__mro__}
    if "AnymailRecipientsRefused" in names:
        return Refusal(Verdict.ADDRESS, 550, "the mail service refuses this address")
    if "AnymailAPIError" not in names:
        return fault_of_ours(fault)
    code = getattr(fault, "status_code", None) or 0
    if not code:
        return Refusal(Verdict.SERVER, 0, "the mail service cannot be reached")
    # Services answer 400 and 422 to a wrong account as to a wrong letter: tried again, not given up at once.
    verdict = Verdict.LETTER if code == 413 else Verdict.LATER
    if code in HTTP_OURS or code >= 500:
        verdict = Verdict.SERVER
    return Refusal(verdict, code, "the mail service did not take it")


# --- words

MOST = 120
# What servers quote: addresses, names, links, numbers of hosts and queues, anything in quotation marks.
QUOTED = re.compile(
    r"<[^<>]*>|\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']*'(?!\w)|\S*@\S*|\S+://\S+|\bwww\.\S+"
    r"|\d{1,3}(?:\.\d{1,3}){3}|\S*:\S*:\S*|(?=\S*\d)[\w./=+~:-]{8,}"
)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _clean(said: str, address: str) -> str:
    """The words of a server in one line: without what it quotes, and the extended status once."""
    line = QUOTED.sub("…", " ".join(said.split()))
    local = address.partition("@")[0].strip()
    if local:
        line = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", line, flags=re.IGNORECASE)
    first = STATUS.search(line)
    if first:
        rest = line[first.end() :].replace(first[0], "")
        line = line[: first.end()] + rest
    line = re.sub(r"(?:…[\s.,:;()\[\]-]*)+", "… ", " ".join(line.split()))
    return line.strip()[:MOST].strip()
