"""Whether there is anybody who runs the site, and anybody who organises on it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from mentorship.doctor.findings import Finding, caution, fault, ok
from programmes.models import Organiser

# first_run makes no second account where one that runs the site is there, even if it may not sign in.
WAKE = (
    'python manage.py shell -c "from accounts.models import User; '
    "print(User.objects.filter(is_superuser=True, email='you@example.org').update(is_active=True))\" "
    "with the address of that account; it prints 1."
)


@dataclass(frozen=True)
class Facts:
    """How many there are; `barred` are those of accounts that ran the site and may not sign in."""

    operators: int
    organisers: int
    barred: int = 0


def look() -> Facts:
    """Raises DatabaseError where its tables are not there."""
    return Facts(
        operators=User.objects.filter(is_superuser=True, is_active=True).count(),
        organisers=Organiser.objects.filter(person__user__is_active=True).values("person").distinct().count(),
        barred=User.objects.filter(is_superuser=True, is_active=False).count(),
    )


def judge(facts: Facts) -> list[Finding]:
    if not facts.operators and facts.barred:
        words = f"Nobody runs the site: accounts that may, and that are shut: {facts.barred}."
        return [fault("people.operator", words, f"Open one again: {WAKE}")]
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
