"""Reviews: each of the two looks back alone, and then both read what both wrote."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from accounts.transitions import StaleState
from journeys.access import mentorship_for, review_for
from journeys.forms.reviews import ReviewForm
from journeys.operations.reviews import BothAnswered, answer_review
from journeys.queries.reviews import ReviewPage, review_page, reviews_page
from journeys.queries.room import Room, room_of
from journeys.views.over import changed_meanwhile

HERE = "reflect"


@require_safe
def reviews(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    mentorship = mentorship_for(person, pk)
    room = room_of(mentorship, reader=person, here=HERE)
    page = reviews_page(mentorship, reader=person, now=now)
    return TemplateResponse(
        request, "journeys/reviews/reviews.html", {"room": room, "page": page, "now": now}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
def review(request: HttpRequest, pk: UUID, review_pk: UUID) -> HttpResponse:
    """The reader's own review: the form until both have answered, then both answers side by side and what comes next."""
    person = person_of(request)
    found = review_for(person, pk, review_pk)
    room = room_of(found.mentorship, reader=person, here=HERE)
    page = review_page(found, reader=person)
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        review=found,
        other=room.other.first_name,
        call_is_open=page.call is not None,
    )
    if form.is_bound and form.is_valid():
        try:
            answer_review(found, said=form.said, by=person, now=timezone.now())
        except StaleState:
            return changed_meanwhile(request, pk, person, here="reviews", typed=form.typed)
        except BothAnswered:
            words = _("%(name)s has answered too and may have read yours, so your answer stays as it was.")
            changed = words % {"name": room.other.first_name}
            return changed_meanwhile(request, pk, person, here="reviews", changed=changed, typed=form.typed)
        _thank(request, page, form)
        return HttpResponseRedirect(reverse("journeys:review", args=[pk, review_pk]))
    return _page(request, room, page, form)


def _page(request: HttpRequest, room: Room, page: ReviewPage, form: ReviewForm) -> HttpResponse:
    """Once both have answered, or the mentorship is over, there is nothing to fill in."""
    is_closed = page.theirs is not None or not room.is_open
    changes = page.is_answered and not form.is_bound
    context = {
        "room": room,
        "page": page,
        "form": None if is_closed else form,
        "folded": changes,
    }
    return TemplateResponse(request, "journeys/reviews/review.html", context)


def _thank(request: HttpRequest, page: ReviewPage, form: ReviewForm) -> None:
    if form.said.needs_help:
        messages.success(
            request, _("Kept, and your organisers know that you need help. They write to you alone.")
        )
    else:
        messages.success(
            request, _("Changed.") if page.is_answered else _("Kept. Thank you for looking back.")
        )
