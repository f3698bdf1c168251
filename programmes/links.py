"""The links in letters of invitation: signed, good for a month, and worth nothing without the row they name."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing

from programmes.models import Invitation

SALT = "programmes.invitation"
LONGEST = timedelta(days=30)


def token_of(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk.hex, salt=SALT)


def invitation_by(token: str) -> Invitation | None:
    """The invitation that a link names, with its programme and its people; None for a link that was changed, is not ours,
    or is older than a link may be."""
    try:
        pk = UUID(signing.loads(token, salt=SALT, max_age=LONGEST))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    rows = Invitation.objects.select_related("programme__organisation", "person__user", "invited_by")
    return rows.filter(pk=pk).first()
