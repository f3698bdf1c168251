"""The mail server: whether it lets the site in. Nothing is sent, unless a letter is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from mentorship.checks import HERE
from mentorship.doctor.findings import Finding, caution, fault, ok
from mentorship.doctor.within import PATIENCE, TooLong, first_line, within

SMTP = "notifications.smtp.EmailBackend"
URL = "MENTORSHIP_EMAIL_URL"
REFUSES_SENDER = (
    "It does not let the site write as MENTORSHIP_MAIL_FROM: use an address of the account that signs in."
)


@dataclass(frozen=True)
class Facts:
    """`backend` is "smtp", "demo" or the name of another; `trouble` is what went wrong. `in_the_clear`: a password would travel
    without encryption to another machine. `letter` is the address that a letter was sent to, `refused` why it was not taken."""

    backend: str
    server: str = ""
    trouble: str = ""
    in_the_clear: bool = False
    letter: str = ""
    refused: str = ""


def look(*, send_to: str = "") -> Facts:
    backend, server = _backend()
    trouble = _open() if backend == "smtp" else ""
    refused = trouble or (_send(send_to) if send_to else "")
    return Facts(
        backend=backend,
        server=server,
        trouble=trouble,
        in_the_clear=backend == "smtp" and _in_the_clear(),
        letter=send_to,
        refused=refused if send_to else "",
    )


def _backend() -> tuple[str, str]:
    if settings.MAILBOX:
        return "demo", ""
    if settings.EMAIL_BACKEND != SMTP:
        return settings.EMAIL_BACKEND.split(".")[-2], ""
    return "smtp", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def _in_the_clear() -> bool:
    hidden = settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS
    return bool(settings.EMAIL_HOST_USER and not hidden and settings.EMAIL_HOST not in HERE)


def _open() -> str:
    def ask() -> None:
        server: Any = get_connection(SMTP, timeout=PATIENCE)
        server.open()
        server.close()

    return _trouble(ask)


def _send(address: str) -> str:
    def ask() -> None:
        EmailMessage(
            subject=f"A try letter from {settings.SITE_NAME}",
            body=f"This letter was sent by `manage.py doctor --send-to`, from {settings.SITE_URL}.\n\nIf you read it, mail works.",
            to=[address],
            connection=get_connection(timeout=PATIENCE) if settings.EMAIL_BACKEND == SMTP else None,
        ).send()

    return _trouble(ask)


def _trouble(ask: Any) -> str:
    try:
        within(4 * PATIENCE, ask)
    except TooLong as error:
        return first_line(error)
    except Exception as error:  # noqa: BLE001 - whatever a mail server or its library comes up with
        return f"{type(error).__name__}: {first_line(error)}"
    return ""


def judge(facts: Facts) -> list[Finding]:
    found = [_server(facts)]
    if facts.in_the_clear:
        found.append(
            caution(
                "mail.encrypted",
                f"The password for {facts.server} travels unencrypted.",
                f"Let {URL} be smtps://…:465, or smtp://…:587?tls=starttls",
            )
        )
    elif facts.backend == "smtp" and not facts.trouble:
        found.append(ok("mail.encrypted", "The password does not travel in the clear."))
    return [*found, *_letter(facts)]


def _server(facts: Facts) -> Finding:
    if facts.backend == "demo":
        return ok("mail.server", "Letters stay in the demo's mailbox.")
    if facts.backend != "smtp":
        return ok(
            "mail.server", f"Letters go out by {facts.backend}, which only a letter can try: --send-to."
        )
    if facts.trouble:
        return fault(
            "mail.server",
            f"The mail server {facts.server} does not let the site in: {facts.trouble}",
            _do(facts),
        )
    return ok("mail.server", f"The mail server {facts.server} lets the site in.")


def _do(facts: Facts) -> str:
    said = f"{facts.trouble} {facts.refused}".lower()
    for needles, do in (
        (("must issue a starttls", "starttls is required", "starttls required"), f"It wants encryption first: put ?tls=starttls behind {URL}."),
        (("(530", "authentication required", "not authenticated"), f"It takes letters only from whoever signs in: user and password in {URL}."),
        (("relay",), f"It passes letters on only for those it knows: user and password in {URL}, or let it know this machine."),
        (("sender address rejected",), REFUSES_SENDER),
        (("recipientsrefused",), "It does not take letters for this address: see whether it is spelt right. What the server said has more."),
        (("senderrefused", "550", "553"), REFUSES_SENDER),
        (("authenticationerror", "535"), f"The user or password in {URL} is wrong; signs such as @ and / in them are written %40 and %2F."),
        (("wrong version number", "record layer"), f"This port wants STARTTLS: smtp://…:587?tls=starttls in {URL}."),
        (("starttls",), f"This server knows no STARTTLS on this port: smtps://…:465 in {URL}, or leave ?tls=starttls out."),
        (("auth extension not supported",), f"It wants encryption before a password: put ?tls=starttls behind {URL}."),
        (("certificate",), f"Its certificate is not for this name, or nobody known signed it: name the server in {URL} as its certificate does."),
        (("name or service", "gaierror", "name resolution"), f"No machine has the name in {URL}, or the name server does not answer."),
        (("connection refused", "connectionrefused"), f"Nothing listens there: see host and port in {URL}. 587 and 465 are usual."),
        (("timed out", "timeout", "no answer"), f"Nothing answers there: many providers shut port 25; try 587 or 465 in {URL}, and see your firewall."),
    ):  # fmt: skip
        if any(needle in said for needle in needles):
            return do
    return f"See {URL}, and the log of the mail server."


def _letter(facts: Facts) -> list[Finding]:
    if not facts.letter:
        return []
    if facts.refused:
        words = f"The letter to {facts.letter} was not taken: {facts.refused}"
        return [] if facts.trouble else [fault("mail.letter", words, _do(facts))]
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return [ok("mail.letter", f"A letter from {sender} to {facts.letter} was taken: see that it arrives.")]
