"""What the overview and the report of a programme say of what came of its mentorships, and of how they ended.

Words of people stand on a page of their own, and only where their author let the organisers read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Person
from journeys.models import ClosingAnswer
from journeys.queries.contributions import contributions
from journeys.queries.help_queue import cared_for
from journeys.queries.reviews import counted
from journeys.queries.thanks import quoted_in
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason
from matching.queries.figures import real
from programmes.models import Programme
from programmes.organising.figures import FEWEST, Figure, Measured, in_words, share, too_few, whole
from ui.charts import Series, bar_chart

A_PAGE = 25
# As there is room for under a bar.
SHORT = {
    EndReason.FINISHED: gettext_lazy("Completed"),
    EndReason.NOT_THE_FIT: gettext_lazy("Not the fit"),
    EndReason.NO_TIME: gettext_lazy("No time"),
    EndReason.PERSON_LEFT: gettext_lazy("Left"),
    EndReason.OTHER: gettext_lazy("Another reason"),
}


@dataclass(frozen=True)
class Words:
    """What people let the organisers read. `told` are the answers with words and a name, the newest first; `unnamed` what the
    programme could do better, without names, in the order of the alphabet, None while fewer than five people have answered."""

    told: Page[ClosingAnswer]
    unnamed: tuple[str, ...] | None
    answered: int

    @property
    def is_empty(self) -> bool:
        return not self.told.paginator.count and not self.unnamed


def together_panel(programme: Programme, now: datetime) -> dict[str, Any]:
    """What the mentorships of a programme brought, with a few thank-you notes that both let others read; seven queries."""
    # All of it is read before it is decided what is shown, so that the page costs the same at few and at many.
    sums, notes, reviews = contributions(real(programme)), quoted_in(programme), counted(real(programme))
    if not sums.mentorships:
        return {
            "measured": Measured(empty=_("No pairs yet. Once they meet, you see here what came of it.")),
            "notes": [],
        }
    if sums.mentorships < FEWEST:
        few = ngettext("%(n)d pair so far.", "%(n)d pairs so far.", sums.mentorships) % {
            "n": sums.mentorships
        }
        return {"measured": Measured(empty=too_few(few)), "notes": []}
    figures = (
        Figure("meetings", _("Meetings held"), whole(sums.meetings)),
        Figure("hours", _("Hours together"), whole(sums.hours)),
        Figure("goals", _("Goals reached"), whole(sums.goals_reached)),
        Figure("introductions", _("Introductions made"), whole(sums.introductions)),
        Figure("thanks", _("Thank-you notes"), whole(sums.thanks)),
        Figure("reviews", _("Reviews answered"), share(reviews.answered, reviews.asked)),
    )
    return {"measured": Measured(figures), "notes": notes}


def endings_panel(programme: Programme, now: datetime) -> dict[str, Any] | None:
    """How mentorships ended and what people said of it, by number; two queries. None while none has ended."""
    over = real(programme).exclude(state__in=OPEN_MENTORSHIP_STATES)
    counts = dict(over.order_by().values_list("end_reason").annotate(n=Count("pk")))
    ended = sum(counts.values())
    if not ended:
        return None
    url = reverse("journeys:organise_endings", args=[programme.slug])
    said = ClosingAnswer.objects.filter(
        mentorship__in=over.values("pk"), answered_at__isnull=False
    ).aggregate(
        answered=Count("pk"),
        rated=Count("worth"),
        mean=Avg("worth"),
        would=Count("pk", filter=Q(again=True)),
        said=Count("again"),
    )
    if ended < FEWEST:
        few = ngettext("%(n)d mentorship is over.", "%(n)d mentorships are over.", ended) % {"n": ended}
        return {"measured": Measured(empty=too_few(few), url=url, action=_("What people said"))}
    worth = number_format(said["mean"], 1) if said["rated"] >= FEWEST else ""
    figures = (
        Figure("over", _("Mentorships that are over"), whole(ended)),
        Figure("completed", _("Completed"), share(counts.get(EndReason.FINISHED, 0), ended)),
        Figure("worth", _("Worth their time"), worth, _("of 5") if worth else ""),
        Figure("again", _("Would do it again"), share(said["would"], said["said"])),
        Figure("answered", _("Looked back"), whole(said["answered"]), _("people")),
    )
    reasons = [reason for reason in SHORT if counts.get(reason)]
    labels, values = [str(SHORT[reason]) for reason in reasons], [counts[reason] for reason in reasons]
    chart = bar_chart(
        series=Series(_("Mentorships"), values),
        labels=labels,
        sentence=_("Mentorships by how they ended. %(list)s.") % {"list": in_words(labels, values)},
        caption=_("Nobody has to say why: “another reason” also counts those who said nothing."),
    )
    return {"measured": Measured(figures, chart, url=url, action=_("What people said"))}


def words_of(programme: Programme, *, reader: Person | None, number: str | None) -> Words:
    """What people said at the end and let the organisers read, without what was said in the reader's own mentorships; four
    queries at any number of answers."""
    rows = ClosingAnswer.objects.filter(
        mentorship__in=cared_for(programme, reader).values("pk"), person__erased_at__isnull=True
    )
    with_words = (
        ~Q(end_note="")
        | (~Q(takes_along="") & Q(takes_along_shared=True))
        | (~Q(better="") & Q(better_named=True))
    )
    told = (
        rows.filter(with_words)
        .select_related("person", "mentorship__mentee__person", "mentorship__mentor__person")
        .order_by(Coalesce("answered_at", "asked_at").desc(), "pk")
    )
    answered = rows.filter(answered_at__isnull=False).count()
    without = rows.filter(better_named=False).exclude(better="").order_by("better")
    unnamed = tuple(without.values_list("better", flat=True))
    return Words(Paginator(told, A_PAGE).get_page(number), unnamed if answered >= FEWEST else None, answered)
