"""A person's calendar for calendar programs: its address, and what stands there."""

from __future__ import annotations

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from journeys.operations.feeds import make_feed, switch_off_feed
from journeys.queries.feeds import calendar_of, feed_of

CALENDAR = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar at the address with `key`. Whatever is wrong with an address, the answer is the same."""
    text = calendar_of(key, now=timezone.now())
    if text is None:
        return HttpResponseNotFound("There is no such calendar.\n", content_type="text/plain; charset=utf-8")
    etag = f'"{sha256(text).hexdigest()}"'
    answer = get_conditional_response(request, etag=etag) or HttpResponse(text, content_type=CALENDAR)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """The address: made, made anew, or switched off (`do`: make, renew, off). The last two ask first, on this page."""
    person = person_of(request)
    if request.method == "POST":
        now = timezone.now()
        if request.POST.get("do") == "off":
            switch_off_feed(by=person, now=now)
            messages.success(request, _("The address is switched off. Whoever had it sees nothing any more."))
        elif request.POST.get("do") == "renew" or not feed_of(person).url:
            make_feed(by=person, now=now)
            messages.success(
                request, _("Here is your address. Give it to your calendar program and to nobody else.")
            )
        return HttpResponseRedirect(request.path)
    return TemplateResponse(request, "journeys/meetings/address.html", {"feed": feed_of(person)})
