"""Whether there is anybody who runs the site, and anybody who organises on it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from mentorship.doctor.findings import Finding, caution, fault, ok
from programmes.models import Organiser


@dataclass(frozen=True)
class Facts:
    operators: int
    organisers: int


def look() -> Facts:
    """Raises DatabaseError where its tables are not there."""
    return Facts(
        operators=User.objects.filter(is_superuser=True, is_active=True).count(),
        organisers=Organiser.objects.filter(person__user__is_active=True).values("person").distinct().count(),
    )


def judge(facts: Facts) -> list[Finding]:
    if not facts.operators:
        return [
            fault(
                "people.operator",
                "Nobody runs the site: there is no account that may.",
                "python manage.py first_run prints the link that makes the first; web writes one into its log at each start.",
            )
        ]
    found = [ok("people.operator", f"Accounts that run the site: {facts.operators}.")]
    if not facts.organisers:
        words = "No programme has an organiser yet."
        return [
            *found,
            caution("people.organiser", words, "Start a programme: Organise, then “New programme”."),
        ]
    return [*found, ok("people.organiser", f"People who organise: {facts.organisers}.")]
