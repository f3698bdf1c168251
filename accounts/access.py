"""The only way from a request to a person."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Person


def person_of(request: HttpRequest) -> Person:
    """Who is signed in. Raises PermissionDenied for an account that belongs to nobody, such as an operator's."""
    person: Person | None = getattr(request, "person", None)
    if person is None:
        raise PermissionDenied(_("This account belongs to nobody who takes part: it has no profile."))
    return person


def check_runs_the_site(request: HttpRequest) -> None:
    """Raises Http404 for anybody but those who run the site: for them alone its workings are there."""
    user = request.user
    if not (user.is_active and user.is_staff and user.is_superuser):
        raise Http404
