"""What comes next on a new site, for those who run it: their second step, their first programme, and what the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import check_runs_the_site
from accounts.models import User
from accounts.second_factor import gave_second_factor, has_second_factor, needs_second_factor
from mentorship.doctor.examination import examine
from mentorship.doctor.findings import Finding, Level
from programmes.models import Programme

# The worst first.
ORDER = (Level.FAULT, Level.UNKNOWN, Level.WARNING)


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    url: str
    action: str
    done: bool = False


@never_cache
@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    """What the doctor finds is shown as the organisers' pages are: to whoever gave a second factor, once they have one."""
    check_runs_the_site(request)
    user: User = request.user  # type: ignore[assignment]
    has_one = has_second_factor(user)
    may_read = not needs_second_factor(user) or not has_one or gave_second_factor(request)
    found = examine(now=timezone.now()) if may_read else []
    context = {
        "steps": _steps(has_factor=has_one),
        "may_read": may_read,
        "wrong": _wrong(found),
        "well": sum(one.level == Level.OK for one in found),
    }
    return TemplateResponse(request, "organise/first_steps.html", context)


def _wrong(found: list[Finding]) -> list[Finding]:
    return [one for level in ORDER for one in found if one.level == level]


def _steps(*, has_factor: bool) -> list[Step]:
    steps = [
        Step(
            _("Make your first programme"),
            _(
                "From a blueprint: its questions, days and rules are there, and you change what you like. Nobody sees it until you open it."
            ),
            reverse("programmes:organise_new"),
            _("Make a programme"),
            done=Programme.objects.exists(),
        )
    ]
    if settings.SECOND_FACTOR:
        steps.insert(
            0,
            Step(
                _("Add a second step"),
                _(
                    "A passkey, or an app that shows codes. The organisers’ pages open only with one: they hold what people write in confidence."
                ),
                reverse("mfa_index"),
                _("Add one"),
                done=has_factor,
            ),
        )
    return steps
