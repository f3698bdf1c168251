from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_of
from matching.access import can_look, listed_mentor, mentee_for, mentor_of
from matching.models import Shortlisting
from matching.operations import shortlist as saved
from matching.praise import praises
from matching.queries.mentor import mentor_page


@require_safe
def mentor(request: HttpRequest, pk: UUID, mentor_pk: UUID) -> HttpResponse:
    mentee = can_look(mentee_for(person_of(request), pk))
    now = timezone.now()
    found = mentor_page(mentee, mentor_of(mentee, mentor_pk), now=now)
    if found is None:
        raise Http404(_("There is no such mentor."))
    return TemplateResponse(
        request,
        "matching/mentor.html",
        {
            "mentee": mentee,
            "found": found,
            "card": found.card,
            "praises": praises.about(found.mentor, reader=mentee.person),
        },
    )


@require_POST
def shortlist(request: HttpRequest, pk: UUID, mentor_pk: UUID) -> HttpResponse:
    mentee, now = can_look(mentee_for(person_of(request), pk)), timezone.now()
    chosen = listed_mentor(mentee, mentor_pk, now=now)
    save = not Shortlisting.objects.filter(mentee=mentee, mentor=chosen).exists()
    change = saved.save_mentor if save else saved.drop_mentor
    change(mentee=mentee, mentor=chosen, by=mentee.person, now=now)
    if getattr(request, "htmx", False):
        return TemplateResponse(
            request, "matching/_save.html", {"mentee": mentee, "mentor": chosen, "saved": save}
        )
    name = {"name": chosen.person.name}
    messages.success(
        request,
        (_("%(name)s is on your shortlist.") if save else _("%(name)s is off your shortlist.")) % name,
    )
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe else reverse("matching:mentor", args=[pk, mentor_pk]))
