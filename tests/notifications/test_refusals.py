from __future__ import annotations

import smtplib
import socket
import ssl
from datetime import timedelta

import pytest
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
    AnymailSerializationError,
)
from django.core.exceptions import ImproperlyConfigured

from notifications.refusals import (
    BACK_OFF,
    MOST,
    TRIES,
    Verdict,
    fault_of_ours,
    judge,
    wait_after,
    wait_for_server,
)

LATER, LETTER, ADDRESS, SERVER = Verdict.LATER, Verdict.LETTER, Verdict.ADDRESS, Verdict.SERVER
READER = "bob.smith@example.org"


def at_reader(code: int, said: str) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({READER: (code, said.encode())})


@pytest.mark.parametrize(
    ("code", "said", "verdict"),
    [
        # nobody is there
        (550, "5.1.1 <bob.smith@example.org>: Recipient address rejected: User unknown", ADDRESS),
        (550, "5.1.1 The email account that you tried to reach does not exist.\n5.1.1 Please try", ADDRESS),
        (550, "5.1.2 Bad destination system", ADDRESS),
        (501, "5.1.3 Bad recipient address syntax", ADDRESS),
        (556, "5.1.10 Recipient address has null MX", ADDRESS),
        (550, "5.2.1 The email account that you tried to reach is disabled", ADDRESS),
        (550, "No such user here", ADDRESS),
        (550, "Unknown recipient", ADDRESS),
        (551, "User not local", ADDRESS),
        (553, "Mailbox name not allowed", ADDRESS),
        (550, "", ADDRESS),
        # it is the letter, or the reader's rules
        (552, "5.2.2 Mailbox full", LETTER),
        (552, "Message size exceeds fixed limit", LETTER),
        (554, "5.7.1 Message rejected for policy reasons", LETTER),
        (550, "5.7.1 This message looks like spam", LETTER),
        (550, "5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy", SERVER),
        (550, "Rejected by content filter", LETTER),
        (550, "5.4.1 Access denied", LETTER),
        (554, "Transaction failed", LETTER),
        (500, "Command unrecognized", LETTER),
        # it is we, under the codes of "nobody is there"
        (550, "relay not permitted", SERVER),
        (550, "5.7.1 Relaying denied", SERVER),
        (554, "5.7.1 <bob.smith@example.org>: Relay access denied", SERVER),
        (553, "sorry, that domain isn't in my list of allowed rcpthosts", SERVER),
        (550, "5.1.8 <site@example.org>: Domain not found", SERVER),
        (550, "5.1.7 Bad address syntax", SERVER),
        (550, "5.1.0 <site@example.org> sender rejected", SERVER),
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl.example", SERVER),
        (504, "5.5.2 <host>: Helo command rejected: need fully-qualified hostname", SERVER),
        (530, "5.7.0 Must issue a STARTTLS command first", SERVER),
        (535, "5.7.8 Authentication credentials invalid", SERVER),
        (550, "5.7.60 Client does not have permissions to send as this account", SERVER),
        # for now
        (450, "4.7.1 Greylisted, see you in five minutes", LATER),
        (451, "4.3.0 Temporary lookup failure", LATER),
        (452, "4.2.2 The email account that you tried to reach is over quota", LATER),
        (421, "4.3.2 Closing down", SERVER),
        (451, "4.7.1 Rate limit exceeded", SERVER),
        (450, "4.7.1 Too many messages, slow down", SERVER),
        (-1, "", LATER),
    ],
)
def test_what_is_said_of_a_reader(code: int, said: str, verdict: Verdict) -> None:
    refusal = judge(at_reader(code, said), address=READER)
    assert (refusal.verdict, refusal.code) == (verdict, code)
    assert "bob" not in str(refusal)
    assert "@" not in str(refusal)


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (smtplib.SMTPDataError(552, b"5.3.4 Message too big"), LETTER),
        (smtplib.SMTPDataError(554, b"5.7.1 Spam"), LETTER),
        (smtplib.SMTPDataError(550, b"Rejected"), LETTER),  # having seen the letter, a bare 550 is about it
        (smtplib.SMTPDataError(550, b"5.1.1 No such user"), ADDRESS),
        (smtplib.SMTPDataError(554, b"5.7.1 not allowed to send on behalf of this domain"), SERVER),
        (smtplib.SMTPDataError(451, b"4.3.0 Later"), LATER),
        (smtplib.SMTPDataError(421, b"4.7.0 Too fast"), SERVER),
        (smtplib.SMTPSenderRefused(552, b"5.3.4 Message size exceeds limit", "s@example.org"), LETTER),
        (smtplib.SMTPSenderRefused(550, b"5.1.0 Rejected", "s@example.org"), SERVER),
        (smtplib.SMTPSenderRefused(452, b"4.3.1 Out of room", "s@example.org"), SERVER),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), SERVER),
        (smtplib.SMTPConnectError(554, b"go away"), SERVER),
        (smtplib.SMTPHeloError(421, b"busy"), SERVER),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out"), SERVER),
        (smtplib.SMTPNotSupportedError("SMTPUTF8 not supported by server"), LETTER),
        (smtplib.SMTPException("No suitable authentication method found."), SERVER),
        (TimeoutError(), SERVER),
        (ConnectionRefusedError(111, "Connection refused"), SERVER),
        (ConnectionResetError(), SERVER),
        (socket.gaierror(-2, "Name or service not known"), SERVER),
        (ssl.SSLCertVerificationError("certificate verify failed"), SERVER),
        (OSError(101, "Network is unreachable"), SERVER),
        (ImproperlyConfigured("EMAIL_HOST"), SERVER),
        (UnicodeEncodeError("ascii", "ü", 0, 1, "no"), LATER),
        (ValueError("whatever"), LATER),
        # django-anymail
        (AnymailRecipientsRefused(), ADDRESS),
        (AnymailRequestsAPIError("no route"), SERVER),
        (AnymailAPIError("x", status_code=401), SERVER),
        (AnymailAPIError("x", status_code=429), SERVER),
        (AnymailAPIError("x", status_code=503), SERVER),
        (AnymailAPIError("x", status_code=413), LETTER),
        (AnymailAPIError("x", status_code=422), LATER),
        (AnymailSerializationError("x"), LATER),
        (AnymailConfigurationError("no key"), SERVER),
    ],
    ids=lambda value: getattr(value, "name", type(value).__name__),
)
def test_what_else_may_happen(fault: Exception, verdict: Verdict) -> None:
    assert judge(fault).verdict == verdict


@pytest.mark.parametrize(
    "fault",
    [
        smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."),
        smtplib.SMTPResponseException(454, b"TLS not available"),
        ValueError("no such host"),
        AnymailSerializationError("x"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_before_any_letter_nothing_is_a_letters_fault(fault: Exception) -> None:
    refusal = judge(fault, opening=True)
    assert (refusal.verdict, refusal.suspect) == (SERVER, False)


def test_in_the_midst_of_a_letter_it_may_be_to_blame() -> None:
    assert judge(smtplib.SMTPServerDisconnected("x")).suspect
    assert judge(at_reader(550, "relaying denied")).suspect
    assert not judge(smtplib.SMTPSenderRefused(550, b"no", "s@example.org")).suspect
    assert not judge(at_reader(450, "later")).suspect


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("5.1.1 <bob.smith@example.org>... User unknown", "550 5.1.1 … User unknown"),
        ("5.1.1 BOB.SMITH: no mailbox", "550 5.1.1 … no mailbox"),
        ("5.1.1 gone\n5.1.1 for good", "550 5.1.1 gone for good"),
        ("5.7.1 Your subject 'Help with Excel' is not liked", "550 5.7.1 Your subject … is not liked"),
        ("5.1.1 see https://example.org/x?y a640c23a62f3a-a9b38ff1 - gsmtp", "550 5.1.1 see … gsmtp"),
        ("5.4.1 from [192.0.2.17] by mx1", "550 5.4.1 from [… by mx1"),
        ("5.1.1 don't know, can't say", "550 5.1.1 don't know, can't say"),
        ("5.1.1 \udce9t\udce9 bob.smith@example.org".encode("utf-8", "surrogateescape"), "550 5.1.1 �t� …"),
    ],
)
def test_a_reason_holds_nothing_that_is_anybodys(said: str | bytes, kept: str) -> None:
    raw = said if isinstance(said, bytes) else said.encode()
    assert str(judge(smtplib.SMTPRecipientsRefused({READER: (550, raw)}))) == kept


def test_a_reason_is_short_and_a_fault_of_ours_says_its_name_only() -> None:
    assert len(judge(at_reader(550, "5.1.1 " + "word " * 200)).reason) <= MOST
    assert str(fault_of_ours(ValueError("Thandiwe's words"))) == "ValueError"
    assert str(judge(ValueError("Thandiwe's words"))) == "ValueError"


def test_eight_tries_within_about_a_day_a_fifth_more_or_less() -> None:
    waits = [wait_after(tries, 0.5) for tries in range(1, TRIES + 1)]
    assert waits == [*(timedelta(minutes=minutes) for minutes in BACK_OFF), None]
    assert TRIES == 8
    for share in (0.8, 1.2):
        whole = sum((wait for wait in waits if wait), timedelta()) * share
        assert timedelta(hours=17) < whole < timedelta(hours=27)
    assert wait_after(1, 0.0) == timedelta(seconds=48)
    assert wait_after(1, 0.999999) == pytest.approx(timedelta(seconds=72), abs=timedelta(seconds=1))


def test_the_wait_for_a_server_grows_from_one_minute_to_fifteen() -> None:
    minutes = [wait_for_server(timedelta(minutes=away), 0.5) / timedelta(minutes=1) for away in (0, 10, 600)]
    assert minutes == [1, 2.5, 15]
