"""The links in letters to people whom a mentee invites: signed, and worth nothing without the row they name."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.models import Person, User
from matching.models import MentorInvitation
from matching.queries.apart import are_apart
from notifications import links

PURPOSE = "mentor_invitation"
# Somewhat longer than an invitation is open, so that whoever comes late is told so.
LASTS = timedelta(days=60)


def token_of(invitation: MentorInvitation) -> str:
    return links.sign(PURPOSE, {"invitation": str(invitation.pk)})


def url_of(invitation: MentorInvitation) -> str:
    """The absolute address of the page on which the invited person answers."""
    return settings.SITE_URL + reverse("matching:mentor_invitation", args=[token_of(invitation)])


def invited_user(invitation: MentorInvitation) -> User | None:
    """The account that has the invited address, if there is one; one query."""
    return User.objects.select_related("person").filter(email=invitation.email).first()


def invitation_by(token: str) -> MentorInvitation | None:
    """The invitation that a link names, with its mentee and programme; None for a link that was changed, is not ours, or is
    older than LASTS, and where one of the two wants nothing to do with the other."""
    try:
        pk = UUID(links.read(token, PURPOSE, lasts=LASTS)["invitation"])
    except (links.LinkBroken, KeyError, ValueError):
        return None
    rows = MentorInvitation.objects.select_related("mentee__programme__organisation", "mentee__person__user")
    invitation = rows.filter(pk=pk).first()
    if invitation is None:
        return None
    reader = Person.objects.filter(user__email=invitation.email).values_list("pk", flat=True).first()
    if reader is not None and are_apart(reader, invitation.mentee.person_id):
        return None
    return invitation
