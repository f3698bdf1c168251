"""Making tokens, revoking them, and noting that they were used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import Person
from accounts.operations.audit import record
from api.enums import Scope
from api.models import Token
from api.secret import digest_of, fresh_secret, hint_of
from programmes.models import Organisation

USUAL_LIFE = timedelta(days=365)
# "Last used" is for people; a write for each request would be one too many.
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_token(
    *,
    organisation: Organisation,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime | None,
    by: Person | None,
    now: datetime,
) -> tuple[Token, str]:
    """A new token and its secret, which is kept nowhere. Raises ValueError without a scope, or for an end that is over."""
    held = [scope for scope in Scope if scope in set(scopes)]
    if not held:
        raise ValueError("a token without a scope opens nothing")
    if expires_at is not None and expires_at <= now:
        raise ValueError("that time is over")
    secret = fresh_secret()
    token = Token.objects.create(
        organisation=organisation,
        name=name,
        scopes=[scope.value for scope in held],
        digest=digest_of(secret),
        hint=hint_of(secret),
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    record("token.make", token, by=by, now=now, fields=["expires_at", "name", "organisation", "scopes"])
    return token, secret


@transaction.atomic
def revoke_token(*, token: Token, by: Person | None, now: datetime) -> bool:
    """Ends a token at once; False where it was revoked before."""
    revoked = Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=by)
    if not revoked:
        return False
    token.revoked_at, token.revoked_by = now, by
    record("token.revoke", token, by=by, now=now, fields=["revoked_at"])
    return True


def note_used(*, token: Token, now: datetime) -> None:
    """Keeps when the token was last used, to the hour; no query where that is known."""
    if token.used_at is not None and now - token.used_at < NOTED_EVERY:
        return
    stale = Q(used_at__isnull=True) | Q(used_at__lte=now - NOTED_EVERY)
    Token.objects.filter(stale, pk=token.pk).update(used_at=now)
