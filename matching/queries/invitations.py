"""What a mentee sees of the people they invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from matching.enums import MentorInvitationState
from matching.models import MentorInvitation
from programmes.models import Enrolment


@dataclass(frozen=True)
class InvitationLine:
    """One invitation; `days_left` whole days until it runs out, of one that is open."""

    invitation: MentorInvitation
    is_open: bool
    days_left: int


@dataclass(frozen=True)
class InvitationsPage:
    open: tuple[InvitationLine, ...]
    over: tuple[InvitationLine, ...]


def invitations_page(mentee: Enrolment, *, now: datetime) -> InvitationsPage:
    """Everybody whom `mentee` invited, the newest first. One query."""
    rows = (
        MentorInvitation.objects.filter(mentee=mentee).select_related("mentorship").order_by("-sent_at", "pk")
    )
    lines = [_line(row, now) for row in rows]
    return InvitationsPage(
        open=tuple(line for line in lines if line.is_open),
        over=tuple(line for line in lines if not line.is_open),
    )


def _line(row: MentorInvitation, now: datetime) -> InvitationLine:
    is_open = row.state == MentorInvitationState.WAITING or (
        row.state == MentorInvitationState.SENT and row.expires_at > now
    )
    return InvitationLine(row, is_open, max(ceil((row.expires_at - now).total_seconds() / 86400), 0))
