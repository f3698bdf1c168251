"""The mutual preview of a run: both sides see who is proposed and say privately what they think, before anything is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from matching.enums import PreferenceValue, RunState
from matching.models import MatchRun, Preference
from matching.queries.previews import ANSWERS, is_open, own_proposals, proposals
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.models import Enrolment

PREVIEW_MAIL = "preview_opened"


class CannotPreview(Exception):
    """The preview cannot be opened; its text says why."""


class PreviewOver(Exception):
    """The preview is not open any more, so no answer is taken."""


@transaction.atomic
def open_preview(*, run: MatchRun, closes_at: datetime, by: Person | None, now: datetime) -> int:
    """Lets everybody in a proposed pair see their proposals and answer until `closes_at`, and writes to them; returns to how
    many enrolments. Opened again it is extended, and only those who are new are written to.

    Raises StaleState for a run that is not ready, and CannotPreview where nobody is proposed or another run's is open."""
    held = _locked(run)
    if held.state != RunState.READY or held.publishing_id is not None:
        raise StaleState(held, held.state)
    others = MatchRun.objects.filter(
        programme=held.programme_id, state=RunState.READY, preview_closes_at__gt=now
    )
    other = others.exclude(pk=held.pk).first()
    if other is not None:
        raise CannotPreview(
            _("The preview of run %(number)d is open. Close it first: people can look at one at a time.")
            % {"number": other.number}
        )
    asked = {pk for both in proposals(held).values() for pk in both}
    if not asked:
        raise CannotPreview(_("This run proposes nobody, so there is nothing to look at."))
    held.preview_opened_at = held.preview_opened_at or now
    held.preview_opened_by = held.preview_opened_by or by
    held.preview_closes_at = closes_at
    held.save(update_fields=["preview_opened_at", "preview_opened_by", "preview_closes_at"])
    people = Enrolment.objects.filter(pk__in=asked, person__erased_at__isnull=True)
    drafts = [
        Draft(PREVIEW_MAIL, user, pk, once_for(PREVIEW_MAIL, held.pk, pk))
        for pk, user in people.order_by("pk").values_list("pk", "person__user_id")
    ]
    queue(*drafts, now=now)
    fields = ["preview_opened_at", "preview_closes_at"]
    audit.record("run.open_preview", held, by=by, now=now, programme_id=held.programme_id, fields=fields)
    _take_over(run, held)
    return len(drafts)


@transaction.atomic
def close_preview(*, run: MatchRun, by: Person | None, now: datetime) -> bool:
    """Takes no more answers from now on; whether the preview was open."""
    held = _locked(run)
    if held.preview_closes_at is None or held.preview_closes_at <= now:
        return False
    held.preview_closes_at = now
    held.save(update_fields=["preview_closes_at"])
    audit.record(
        "run.close_preview",
        held,
        by=by,
        now=now,
        programme_id=held.programme_id,
        fields=["preview_closes_at"],
    )
    _take_over(run, held)
    return True


@transaction.atomic
def answer_preview(
    *,
    run: MatchRun,
    enrolment: Enrolment,
    answers: Mapping[UUID, PreferenceValue],
    by: Person | None,
    now: datetime,
) -> int:
    """Keeps what somebody thinks of those who are proposed to them, by enrolment; returns about how many. Who asked never to
    meet somebody again is not asked anew, and about anybody who is not proposed nothing is kept.

    Raises PreviewOver where the preview has closed. Nothing of it goes into the audit log."""
    held = _locked(run)
    if not is_open(held, now=now):
        raise PreviewOver
    proposed = {pk for both in own_proposals(held, enrolment).values() for pk in both} - {enrolment.pk}
    standing = {row.about_id: row for row in Preference.objects.select_for_update().filter(by=enrolment)}
    kept = 0
    for about, value in answers.items():
        row = standing.get(about)
        if about not in proposed or value not in ANSWERS:
            continue
        if row is not None and row.value == PreferenceValue.NOT_AGAIN:
            continue
        Preference.objects.update_or_create(
            by=enrolment, about_id=about, defaults={"value": value, "given_at": now}
        )
        kept += 1
    return kept


def _locked(run: MatchRun) -> MatchRun:
    return MatchRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)


def _take_over(run: MatchRun, held: MatchRun) -> None:
    for name in ("preview_opened_at", "preview_opened_by_id", "preview_closes_at"):
        setattr(run, name, getattr(held, name))
