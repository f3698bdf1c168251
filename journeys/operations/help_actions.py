"""What organisers do about a mentorship that needs a person, how it went, and the rules that name one.

Each action holds the mentorship's row and looks at what was last done, so that two organisers never write twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from journeys.enums import HelpActionKind, HelpOutcome, HelpRuleKey
from journeys.help_rules import DEFAULTS, Cause, Setting, Settings
from journeys.models import HelpAction, HelpRequest, HelpRule
from journeys.operations.help import mark_handled
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason
from matching.models import Mentorship
from matching.operations.mentorships import end_mentorship, pause_mentorship, resume_mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.models import Programme

NUDGE_MAIL = "help_nudge"
MESSAGE_MAIL = "help_message"
# So long a mentorship is left alone after somebody was written to.
WAIT = timedelta(days=7)


class AlreadyDone(Exception):
    """Another organiser did something meanwhile; `action` is that."""

    def __init__(self, action: HelpAction) -> None:
        self.action = action
        super().__init__(f"{action.pk} came first")


@dataclass(frozen=True)
class Seen:
    """What the organiser had before them: why the mentorship was named, and the id of what was last done."""

    causes: Sequence[Cause] = ()
    last: UUID | None = None


@transaction.atomic
def nudge(mentorship: Mentorship, *, seen: Seen, by: Person | None, now: datetime) -> HelpAction:
    """Reminds both kindly. Raises AlreadyDone, and StaleState where the mentorship is over."""
    action = _take(mentorship, HelpActionKind.NUDGE, seen, by=by, now=now, returns_at=now + WAIT)
    _write(NUDGE_MAIL, action, [mentorship.mentee.person, mentorship.mentor.person], now=now)
    return action


@transaction.atomic
def message(
    mentorship: Mentorship, *, text: str, to: Sequence[Person], seen: Seen, by: Person | None, now: datetime
) -> HelpAction:
    """Sends `text` to one of the two or to each of them; a call for help is dealt with by it. Raises AlreadyDone, and
    StaleState where the mentorship is over."""
    action = _take(
        mentorship, HelpActionKind.MESSAGE, seen, by=by, now=now, returns_at=now + WAIT, message=text
    )
    _write(MESSAGE_MAIL, action, to, now=now)
    _close_calls(mentorship, by=by, now=now)
    return action


@transaction.atomic
def leave(mentorship: Mentorship, *, days: int, seen: Seen, by: Person | None, now: datetime) -> HelpAction:
    """Looked at, and to be looked at again in so many days. Raises AlreadyDone, and StaleState where it is over."""
    return _take(
        mentorship, HelpActionKind.LEAVE, seen, by=by, now=now, returns_at=now + timedelta(days=days)
    )


@transaction.atomic
def pause(
    mentorship: Mentorship, *, until: date | None, seen: Seen, by: Person | None, now: datetime
) -> HelpAction:
    """Lets it rest. Raises AlreadyDone, and StaleState unless it is active."""
    action = _take(mentorship, HelpActionKind.PAUSE, seen, by=by, now=now)
    pause_mentorship(mentorship, until=until, by=by, now=now)
    _close_calls(mentorship, by=by, now=now)
    return action


@transaction.atomic
def resume(mentorship: Mentorship, *, seen: Seen, by: Person | None, now: datetime) -> HelpAction:
    """Takes it up again. Raises AlreadyDone, and StaleState unless it is paused."""
    action = _take(mentorship, HelpActionKind.RESUME, seen, by=by, now=now)
    resume_mentorship(mentorship, by=by, now=now)
    return action


@transaction.atomic
def end(
    mentorship: Mentorship,
    *,
    reason: EndReason,
    note: str,
    seen: Seen,
    by: Person | None,
    now: datetime,
    rematch: bool = False,
) -> HelpAction:
    """Ends it and frees both places, to look for another mentor where it is a `rematch`. `note` goes to the audit log.
    Raises AlreadyDone, and StaleState where it is over."""
    kind = HelpActionKind.REMATCH if rematch else HelpActionKind.END
    action = _take(mentorship, kind, seen, by=by, now=now)
    end_mentorship(mentorship, reason=reason, by=by, now=now, note=note)
    _close_calls(mentorship, by=by, now=now)
    return action


@transaction.atomic
def note_outcome(action: HelpAction, *, outcome: HelpOutcome, by: Person | None, now: datetime) -> None:
    """Keeps how it went; it may be changed later."""
    noted_at = None if outcome == HelpOutcome.OPEN else now
    HelpAction.objects.filter(pk=action.pk).update(outcome=outcome, outcome_at=noted_at)
    action.refresh_from_db(fields=["outcome", "outcome_at"])
    audit.record(
        "helping.outcome",
        action,
        by=by,
        now=now,
        programme_id=action.mentorship.programme_id,
        fields=["outcome"],
    )


@transaction.atomic
def set_rules(programme: Programme, *, settings: Settings, by: Person | None, now: datetime) -> None:
    """Keeps the programme's own rules. Low pulse counts from the moment at which it is turned on; while it stays on, that
    moment stays."""
    rows = HelpRule.objects.select_for_update().filter(programme=programme)
    known = {HelpRuleKey(row.key): Setting(row.enabled, row.threshold, row.since) for row in rows}
    changed = []
    for key, setting in settings.items():
        before = known.get(key, DEFAULTS[key])
        since = before.since if before.enabled and setting.enabled else None
        if key == HelpRuleKey.LOW_PULSE and setting.enabled and since is None:
            since = now
        if (setting.enabled, setting.threshold) == (before.enabled, before.threshold):
            continue
        HelpRule.objects.update_or_create(
            programme=programme,
            key=key,
            defaults={"enabled": setting.enabled, "threshold": setting.threshold, "since": since},
        )
        changed.append(key)
    if changed:
        audit.record(
            "helping.rules", programme, by=by, now=now, programme_id=programme.pk, fields=map(str, changed)
        )


def copy_rules(*, programme: Programme, source: Programme | None, by: Person | None, now: datetime) -> None:
    """Gives a copy the rules of its source. Low pulse starts off: the people of the new programme are told of it first."""
    if source is None:
        return
    rows = HelpRule.objects.filter(programme=source).exclude(key=HelpRuleKey.LOW_PULSE)
    HelpRule.objects.bulk_create(
        HelpRule(programme=programme, key=row.key, enabled=row.enabled, threshold=row.threshold)
        for row in rows
    )


def _take(
    mentorship: Mentorship,
    kind: HelpActionKind,
    seen: Seen,
    *,
    by: Person | None,
    now: datetime,
    returns_at: datetime | None = None,
    message: str = "",
) -> HelpAction:
    # The mentorship's row is the lock between two organisers.
    held = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    if held.state not in OPEN_MENTORSHIP_STATES:
        raise StaleState(mentorship, held.state)
    last = HelpAction.objects.filter(mentorship=mentorship).order_by("-taken_at", "-pk").first()
    if last is not None and last.pk != seen.last:
        raise AlreadyDone(last)
    action = HelpAction.objects.create(
        mentorship=mentorship,
        rule=seen.causes[0].key if seen.causes else "",
        kind=kind,
        evidence=evidence_of(seen.causes),
        message=message,
        taken_at=now,
        taken_by=by,
        returns_at=returns_at,
    )
    if kind in {HelpActionKind.NUDGE, HelpActionKind.MESSAGE, HelpActionKind.LEAVE}:
        # What changes the mentorship stands in the log by that change.
        audit.record(f"helping.{kind}", action, by=by, now=now, programme_id=mentorship.programme_id)
    return action


def evidence_of(causes: Iterable[Cause]) -> Mapping[str, Mapping[str, object]]:
    """What is kept of the causes: by rule, since which day and how much. Of low pulse, only that it named the mentorship."""
    return {
        str(cause.key): (
            {}
            if cause.key == HelpRuleKey.LOW_PULSE
            else {"since": cause.at.date().isoformat(), "amount": cause.amount}
        )
        for cause in causes
    }


def _write(kind: str, action: HelpAction, people: Iterable[Person], *, now: datetime) -> None:
    queue(
        *(Draft(kind, one.user_id, action.pk, once_for(kind, action.pk, one.user_id)) for one in people),
        now=now,
    )


def _close_calls(mentorship: Mentorship, *, by: Person | None, now: datetime) -> None:
    calls = HelpRequest.objects.filter(mentorship=mentorship, handled_at__isnull=True)
    for call in calls.select_related("mentorship"):
        mark_handled(call, by=by, now=now)
