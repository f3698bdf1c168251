"""The page behind "stop these letters", which needs no sign-in (RFC 8058). Opening it changes nothing: mail programs open
links to look at them. A press, or the mail provider's own one-click POST, stops one kind."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from notifications.enums import Delivery
from notifications.kinds import Kind, registry
from notifications.links import LinkBroken, LinkExpired
from notifications.operations.choices import choose
from notifications.queries.choices import choices_of, has_account
from notifications.stopping import Stop, stop_of

ONE_CLICK = ("List-Unsubscribe", "One-Click")


class Standing(StrEnum):
    """What the letters of a link are to whoever holds it."""

    COMES = "comes"
    STOPPED = "stopped"
    ALWAYS = "always"  # nobody can turn this kind off
    GONE = "gone"  # there is no such kind, or no such account, any more
    EXPIRED = "expired"
    BROKEN = "broken"


STATUS = {Standing.GONE: 410, Standing.EXPIRED: 410, Standing.BROKEN: 404}


# No token against forged requests: a mail provider that unsubscribes somebody has no page of ours, no cookie and no
# session. The signed address is the proof, and nothing here looks at who is signed in.
@csrf_exempt
@sensitive_variables("token")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    try:
        named = stop_of(token)
    except LinkExpired:
        return _page(request, Standing.EXPIRED)
    except LinkBroken:
        return _page(request, Standing.BROKEN)
    kind = registry.kinds.get(named.kind)
    if kind is None or not has_account(named.user_id):
        return _page(request, Standing.GONE, named=named)
    if kind.essential:
        status = 409 if request.method == "POST" else 200
        return _page(request, Standing.ALWAYS, named=named, kind=kind, status=status)
    if request.method != "POST":
        now_by = choices_of(named.user_id)[kind.name]
        standing = Standing.STOPPED if now_by == Delivery.OFF else Standing.COMES
        return _page(request, standing, named=named, kind=kind)
    back = _back(kind, request.POST.get("back", ""))
    before = choices_of(named.user_id)[kind.name]
    choose(user_id=named.user_id, kind=kind.name, delivery=back or Delivery.OFF, now=timezone.now())
    name, value = ONE_CLICK
    if request.POST.get(name) == value:
        return HttpResponse(_stopped_words(kind), content_type="text/plain; charset=utf-8")
    was = f"?was={before}" if back is None and before != Delivery.OFF else ""
    return HttpResponseRedirect(request.path + was)


def _back(kind: Kind, value: str) -> Delivery | None:
    """The way in which the letters shall come again, or None where they shall stop. What is not a way means the usual one."""
    if not value:
        return None
    ways = [delivery for delivery in kind.deliveries if delivery != Delivery.OFF]
    return next((delivery for delivery in ways if delivery == value), ways[0])


def _stopped_words(kind: Kind) -> str:
    return _("No more letters of this kind come: %(kind)s.") % {"kind": kind.label} + "\n"


def _page(
    request: HttpRequest,
    standing: Standing,
    *,
    named: Stop | None = None,
    kind: Kind | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one standing. It names the kind, never the reader: whoever was sent the link forwarded knows no more."""
    signed_in = request.user.pk if request.user.is_authenticated else None
    context = {
        "standing": standing.value,
        "kind": kind,
        "back": _back(kind, request.GET.get("was", "usual")) if kind and not kind.essential else None,
        "somebody_else": named is not None and signed_in is not None and signed_in != named.user_id,
    }
    return TemplateResponse(request, "notifications/stop.html", context, status=STATUS.get(standing, status))
