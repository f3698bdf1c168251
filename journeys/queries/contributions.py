"""What mentorships brought: sums, for the certificate, the report of a programme and its panels.

What is counted: meetings that one of the two said took place, with the length that was agreed; goals reached that are not
private; introductions to which both said yes; thank-you notes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from accounts.models import Person
from journeys.enums import GoalState, IntroductionState, MeetingState
from journeys.models import Introduction, Meeting, PairGoal, Thanks
from matching.models import Mentorship


@dataclass(frozen=True)
class Contributions:
    """Sums over some mentorships. `minutes` are those of the meetings held."""

    mentorships: int = 0
    meetings: int = 0
    minutes: int = 0
    goals_reached: int = 0
    introductions: int = 0
    thanks: int = 0

    @property
    def hours(self) -> int:
        """The minutes as full hours, rounded to the nearest."""
        return round(self.minutes / 60)


def contributions(mentorships: QuerySet[Mentorship], *, of: Person | None = None) -> Contributions:
    """What `mentorships` brought so far; five queries. Where it is the part `of` one person, only the introductions that they
    made and the thanks that they were given count."""
    ids = mentorships.order_by().values("pk")
    met = Meeting.objects.filter(mentorship__in=ids, state=MeetingState.HELD).aggregate(
        meetings=Count("pk"), minutes=Sum("minutes")
    )
    introduced = Introduction.objects.filter(mentorship__in=ids, state=IntroductionState.SHARED)
    thanks = Thanks.objects.filter(mentorship__in=ids)
    if of is not None:
        introduced, thanks = introduced.filter(offered_by=of), thanks.filter(recipient=of)
    return Contributions(
        mentorships=mentorships.count(),
        meetings=met["meetings"],
        minutes=met["minutes"] or 0,
        goals_reached=PairGoal.objects.filter(
            mentorship__in=ids, state=GoalState.REACHED, private=False
        ).count(),
        introductions=introduced.count(),
        thanks=thanks.count(),
    )
