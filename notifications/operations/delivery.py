"""Sends what waits in the outbox, and notes what became of it.

Nothing is sent that is not surely ours: the lease is looked at right before each letter, by a clock that a stopped process
cannot fool, and begun anew while half of it is left. What became of a letter is noted under the same lease only. A letter
goes out twice in one case: the mail server took it, and before that was noted the worker died, or the database stayed away
for longer than `insist` does. The second then bears the same Message-ID."""

from __future__ import annotations

import logging
import random
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import QuerySet

from notifications.clock import Clock
from notifications.enums import NotificationState, Part
from notifications.facts import Facts, facts_of
from notifications.insisting import insist
from notifications.kinds import Letter
from notifications.letters import write
from notifications.models import Heartbeat, Notification
from notifications.operations import digests, heartbeats
from notifications.operations.addresses import refuse
from notifications.operations.outbox import BATCH, claim, renew
from notifications.refusals import Refusal, Verdict, fault_of_ours, judge, wait_after, wait_for_server
from notifications.smtp import EmailBackend
from notifications.wanted import ADDRESS_REFUSES, NO_ADDRESS, NOT_WANTED, Held

logger = logging.getLogger(__name__)

MAIL_SERVER = "mail server"
# How long what is known of readers and letters holds: a slow server must not make us send what was turned off a minute ago.
FRESH = timedelta(seconds=20)
# How long a batch may take before what is left of it goes back: far less than Celery lets a task live.
PATIENCE = timedelta(minutes=2)

# The one statement of every letter, only while the lease is still ours. Django would make it anew each time, which takes four
# times as long as PostgreSQL does.
SENT = """
    UPDATE notifications_notification
    SET state = 'sent', sent_at = %s, attempts = %s, failure = '', lease_token = NULL, lease_until = NULL
    WHERE id = %s AND lease_token = %s AND state = 'inflight'
"""


def deliver_due(*, now: datetime, limit: int = BATCH) -> int:
    """Sends up to `limit` notifications over one connection; returns how many it dealt with: 0 where nothing waits, or where
    the mail server is away."""
    clock = Clock(now)
    claimed = claim(now=now, limit=limit)
    return Batch(claimed, clock).deliver() if claimed else 0


class Batch:
    """Letters under one lease, over one connection. What is in `rest` at the end goes back to the queue."""

    def __init__(self, claimed: Sequence[Notification], clock: Clock) -> None:
        self.rest = deque(claimed)
        self.clock = clock
        self.ends = clock() + PATIENCE
        token, until = claimed[0].lease_token, claimed[0].lease_until
        assert token is not None
        assert until is not None
        self.token, self.lease_until = token, until
        self.facts: Facts | None = None
        self.link = get_connection()
        if isinstance(self.link, EmailBackend):
            self.link.meanwhile = self._look_ahead
        self.ahead: tuple[Notification, Facts, EmailMultiAlternatives] | None = None
        self.is_open = False
        self.taken = 0  # letters that the server took over the connection that is open
        self.is_well = False  # whether it took any
        self.trouble: Refusal | None = None  # why the server is given up for now
        self.dealt = 0

    def deliver(self) -> int:
        """Sends them; returns how many were dealt with."""
        try:
            while self.rest and self.trouble is None and self.clock() < self.ends:
                self._deal_with(self.rest.popleft())
        finally:
            self._hang_up()
            self._hand_back()
        self._tell()
        return self.dealt

    def _deal_with(self, one: Notification) -> None:
        try:
            facts = self._facts(one)
            held = facts.held(one, now=self.clock()) or self._write(one, facts)
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever went wrong with one letter, the others go out
            refusal = fault_of_ours(fault)
            logger.warning("notification %s of kind %s cannot be written: %s", one.pk, one.kind, refusal)
            self._try_later(one, refusal)
            return
        if isinstance(held, Held):
            waits = {} if held.not_before is None else {"not_before": held.not_before}
            self._note(one, state=held.state, failure=held.failure, **waits)
        elif not self._connect():
            self.rest.appendleft(one)
        elif self._holds(one):
            self._send(one, *held)

    def _facts(self, one: Notification) -> Facts:
        now = self.clock()
        if self.facts is None or now - self.facts.at > FRESH:
            self.facts = insist(lambda: facts_of([one, *self.rest], now=now))
        return self.facts

    def _write(self, one: Notification, facts: Facts) -> Held | tuple[Letter, EmailMultiAlternatives]:
        """The letter and its message, or why nobody wants it."""
        letter = insist(lambda: facts.letter(one))
        if letter is None:
            return Held(NotificationState.SUPPRESSED, NOT_WANTED)
        if not letter.to:
            return Held(NotificationState.SUPPRESSED, NO_ADDRESS)
        if insist(lambda: facts.refuses(letter.to)):
            return Held(NotificationState.SUPPRESSED, ADDRESS_REFUSES)
        if self.ahead is not None and self.ahead[0] is one and self.ahead[1] is facts:
            return letter, self.ahead[2]
        return letter, write(one, letter, self.link)

    def _look_ahead(self) -> None:
        """Writes the next letter while the server writes down the one before, if all about it is at hand."""
        one, facts = next(iter(self.rest), None), self.facts
        letter = None if one is None or facts is None else facts.letters.get(one.pk)
        if one is None or facts is None or letter is None or facts.held(one, now=self.clock()):
            return
        try:
            self.ahead = (one, facts, write(one, letter, self.link))
        except SoftTimeLimitExceeded:
            raise
        except Exception:  # noqa: BLE001 - what is wrong with it is found out again when its turn comes
            self.ahead = None

    # --- the mail server

    def _connect(self) -> bool:
        """Whether the server can be talked to; if not, it is given up for now."""
        if self.is_open:
            return True
        try:
            self.link.open()
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, no letter is to blame
            self.trouble = judge(fault, opening=True)
            logger.warning("the mail server cannot be used: %s", self.trouble)
            return False
        self.is_open, self.taken = True, 0
        return True

    def _hang_up(self) -> None:
        self.is_open = False
        try:
            self.link.close()
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001 - the letters are out, however the server says goodbye
            logger.info("the mail server did not say goodbye: %s", type(fault).__name__)

    def _holds(self, one: Notification) -> bool:
        """Whether at least half of the lease is still ours, begun anew if need be: more than a letter takes. What another
        worker took up meanwhile leaves the batch."""
        while self.lease_until - self.clock() < settings.OUTBOX_LEASE / 2:
            now, pks = self.clock(), [row.pk for row in (one, *self.rest)]
            held = insist(partial(renew, self.token, pks, now=now))
            self.lease_until = now + settings.OUTBOX_LEASE
            self.rest = deque(row for row in self.rest if row.pk in held)
            if one.pk not in held:
                logger.warning(
                    "notification %s was taken up by another worker: this one was too slow", one.pk
                )
                return False
        return True

    def _send(self, one: Notification, letter: Letter, message: EmailMultiAlternatives) -> None:
        try:
            message.send()
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001 - judged by what it is
            refusal = judge(fault, address=letter.to)
            logger.warning("notification %s of kind %s was not taken: %s", one.pk, one.kind, refusal)
            self._refused(one, letter, refusal)
        else:
            self.taken += 1
            self.is_well = True
            self._note_sent(one, letter)

    def _refused(self, one: Notification, letter: Letter, refusal: Refusal) -> None:
        match refusal.verdict:
            case Verdict.LATER:
                self._try_later(one, refusal)
            case Verdict.LETTER:
                self._give_up(one, refusal)
            case Verdict.ADDRESS:
                self._give_up(one, refusal, address=letter.to)
                self.facts = None  # another letter of the batch may go there
            case Verdict.SERVER:
                self._server_refused(one, refusal)

    def _server_refused(self, one: Notification, refusal: Refusal) -> None:
        """Some servers hang up after so many letters: what comes next is tried over a new connection. One that took nothing
        over this one is given up."""
        if refusal.suspect:
            self._try_later(one, refusal)
        else:
            self._note(one, **self._until_it_is_back(refusal))
        if not self.taken:
            self.trouble = refusal
        self._hang_up()

    # --- what becomes of a letter

    def _try_later(self, one: Notification, refusal: Refusal) -> None:
        tries = one.attempts + 1
        wait = wait_after(tries, random.random())  # noqa: S311 - it spreads letters out
        if wait is None:
            self._give_up(one, refusal)
            return
        moment = self.clock() + wait
        self._note(
            one,
            state=NotificationState.QUEUED,
            failure=str(refusal),
            attempts=tries,
            not_before=moment,
        )

    def _give_up(self, one: Notification, refusal: Refusal, *, address: str = "") -> None:
        """It failed for good; so does every letter to `address`, if given."""

        def note() -> None:
            with transaction.atomic():
                if address:
                    refuse(address, code=refusal.code, reason=refusal.reason, now=self.clock())
                self._update(
                    one, state=NotificationState.FAILED, failure=str(refusal), attempts=one.attempts + 1
                )

        self.dealt += 1
        insist(note)

    def _note_sent(self, one: Notification, letter: Letter) -> None:
        """The moment on which everything hangs: the server has the letter, and only we know."""
        moment = self.clock()

        def note() -> bool:
            with connection.cursor() as cursor:
                cursor.execute(SENT, [moment, one.attempts + 1, one.pk, self.token])
                return bool(cursor.rowcount)

        def note_with_members(letter: digests.Digest) -> None:
            with transaction.atomic():
                if note():
                    digests.settle_sent(one, letter, now=moment)

        self.dealt += 1
        if isinstance(letter, digests.Digest):
            insist(partial(note_with_members, letter))
        elif not insist(note):
            logger.warning("notification %s went out when another worker had taken it up", one.pk)

    def _note(self, one: Notification, **changes: Any) -> None:
        self.dealt += 1
        insist(lambda: self._update(one, **changes))

    def _update(self, one: Notification, **changes: Any) -> bool:
        """Writes the outcome, only while the lease is still ours; a daily letter's members share its end."""
        free = {"lease_token": None, "lease_until": None}
        ended = changes["state"] in {NotificationState.FAILED, NotificationState.SUPPRESSED}
        if one.kind != digests.DIGEST_MAIL or not ended:
            return self._held([one]).update(**free, **changes) == 1
        with transaction.atomic():
            if not self._held([one]).update(**free, **changes):
                return False
            digests.settle(one, state=changes["state"], failure=changes["failure"])
            return True

    def _held(self, rows: Sequence[Notification]) -> QuerySet[Notification]:
        pks = [row.pk for row in rows]
        return Notification.objects.filter(
            pk__in=pks, lease_token=self.token, state=NotificationState.INFLIGHT
        )

    def _hand_back(self) -> None:
        """What was not dealt with goes back, and no try was used: at once, or when the server may be back."""
        if not self.rest:
            return
        changes: dict[str, Any] = {"state": NotificationState.QUEUED}
        if self.trouble is not None:
            changes = self._until_it_is_back(self.trouble)
        insist(lambda: self._held([*self.rest]).update(lease_token=None, lease_until=None, **changes))

    def _until_it_is_back(self, trouble: Refusal) -> dict[str, Any]:
        now = self.clock()
        since = insist(
            lambda: Heartbeat.objects.filter(pk=MAIL_SERVER).values_list("since", flat=True).first()
        )
        wait = wait_for_server(now - (since or now), random.random())  # noqa: S311 - it spreads letters out
        return {"state": NotificationState.QUEUED, "failure": str(trouble), "not_before": now + wait}

    def _tell(self) -> None:
        """Says whether the mail server works, for those who run the site."""
        if self.trouble is None and not self.is_well:
            return
        fault = "" if self.trouble is None else str(self.trouble)
        try:
            heartbeats.beat(MAIL_SERVER, Part.MAIL, now=self.clock(), fault=fault)
        except (DatabaseError, InterfaceError) as trouble:
            logger.warning("nobody can be told about the mail server: %s", type(trouble).__name__)
