"""The page of mentors for one mentee, and its cards, with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Person
from matching.enums import OPEN_REQUEST_STATES
from matching.fit import NOT_LISTED, PairFit, page_fits
from matching.models import Request
from matching.queries.answering import answer_times, answers_in
from matching.queries.known import Known, cannot_ask, known_to
from matching.queries.ranked import Ranked, in_snapshot, ranked
from programmes.enums import HelpTopic
from programmes.models import Enrolment

CARDS = 12
TAGS = 6
TABS = ("all", "shortlist", "asked", "sharing")


@dataclass(frozen=True)
class Card:
    """One mentor as a mentee sees them in a list. `request` is the newest of this mentee to them, if there is one."""

    mentor: Enrolment
    fit: PairFit
    places_left: int
    answers: str
    tags: tuple[str, ...]
    shared_tags: tuple[str, ...]
    saved: bool
    request: Request | None

    @property
    def person(self) -> Person:
        return self.mentor.person

    @property
    def asked(self) -> bool:
        return self.request is not None and self.request.state in OPEN_REQUEST_STATES


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class Nothing:
    """What an empty list says, and the step it offers."""

    title: str
    text: str
    scene: str
    url: str
    action: str


@dataclass(frozen=True)
class MatchesPage:
    """`total` mentors have room and meet every rule; `cards` are those of this `page` of `tab` as narrowed;
    `standing` mentors are in the tab before any filter."""

    mentee: Enrolment
    total: int
    standing: int
    tab: str
    tabs: tuple[Tab, ...]
    page: Page[int]
    cards: tuple[Card, ...]
    tab_url: str
    narrowed: bool
    nothing: Nothing
    cannot_ask: str
    order: str
    filters: Mapping[str, str]

    @property
    def shown(self) -> list[tuple[UUID, float]]:
        """What to log: the mentors of this page and their scores from 0 to 1."""
        return [(card.mentor.pk, card.fit.score / 100) for card in self.cards]


@dataclass(frozen=True)
class Standing:
    """All mentors in the order of one mentee, and what the mentee did with them so far."""

    mentee: Enrolment
    order: Ranked
    known: Known

    @property
    def languages(self) -> list[str]:
        """The languages that any mentor of the programme speaks, by code."""
        return sorted({code for row in self.order.snapshot.mentors.rows for code in row.languages})


def standing_of(mentee: Enrolment, *, now: datetime) -> Standing:
    """Raises LookupError where the mentee does not take part in the programme."""
    return Standing(mentee, ranked(mentee, now=now), known_to(mentee))


def matches_page(
    standing: Standing, chosen: Mapping[str, str], *, tab: str, number: str | None, url: str
) -> MatchesPage:
    """Page `number` of `tab` (one of TABS), narrowed and ordered as `chosen` (the filled-in fields of the filter)."""
    mentee, order, known = standing.mentee, standing.order, standing.known
    tab = tab if tab in TABS else "all"
    in_tabs = {
        "all": order.places,
        "shortlist": _listed(order, known.saved),
        "asked": _listed(order, list(known.requests)[::-1]),
        "sharing": order.sharing,
    }
    places = order.narrowed(in_tabs[tab], chosen)
    page = Paginator(places, CARDS).get_page(number)
    tabs = _tabs(tab, {name: len(listed) for name, listed in in_tabs.items()}, url)
    narrowed = any(name != "sort" for name in chosen)
    return MatchesPage(
        mentee=mentee,
        total=len(order.places),
        standing=len(in_tabs[tab]),
        tab=tab,
        tabs=tabs,
        page=page,
        cards=tuple(cards_of(order, list(page.object_list), known)),
        tab_url=next(shown.url for shown in tabs if shown.current),
        narrowed=narrowed,
        nothing=_nothing(tab, url, tabs, narrowed=narrowed),
        cannot_ask=cannot_ask(mentee, known),
        order=chosen.get("sort", "fit"),
        filters={**chosen, "tab": tab},
    )


def _listed(order: Ranked, mentors: Iterable[UUID]) -> list[int]:
    """Those who may be shown, whether they have room now or not."""
    excluded, rows = order.snapshot.problem.excluded.by_mentee.get(0, {}), in_snapshot(order, list(mentors))
    return [place for place in rows if place not in excluded]


def cards_of(order: Ranked, places: Sequence[int], known: Known) -> list[Card]:
    """The cards of these positions, in their order, without those that may not be listed. Six queries."""
    pks = [order.pk(place) for place in places]
    rows = Enrolment.objects.select_related("person").prefetch_related("offered_skills__skill").in_bulk(pks)
    mentors = [rows[pk] for pk in pks if pk in rows]
    fits = page_fits(order.mentee, mentors, order.snapshot)
    times = answer_times([mentor.person_id for mentor in mentors])
    left = order.snapshot.problem.capacity_left
    return [
        card_of(mentor, fit, int(left[order.snapshot.mentors.place[mentor.pk]]), times, known)
        for mentor, fit in zip(mentors, fits, strict=True)
        if fit is not NOT_LISTED
    ]


def card_of(
    mentor: Enrolment, fit: PairFit, places_left: int, times: Mapping[UUID, timedelta], known: Known
) -> Card:
    wanted = {skill for skill, _ in known.wanted}
    offered = sorted(
        mentor.offered_skills.all(), key=lambda one: (one.skill_id not in wanted, -one.level, one.skill.name)
    )
    topics = [str(HelpTopic(topic).label) for topic in mentor.topics if topic in known.wanted_topics]
    return Card(
        mentor=mentor,
        fit=fit,
        places_left=places_left,
        answers=answers_in(times, mentor.person_id),
        tags=tuple([one.skill.name for one in offered[:TAGS]] or topics[:2]),
        shared_tags=tuple([one.skill.name for one in offered if one.skill_id in wanted] or topics[:2]),
        saved=mentor.pk in known.saved,
        request=known.requests.get(mentor.pk),
    )


def _tabs(current: str, counts: Mapping[str, int], url: str) -> tuple[Tab, ...]:
    labels = {
        "all": _("All"),
        "shortlist": _("Shortlist"),
        "asked": pgettext("mentors", "Asked"),
        "sharing": _("People you share something with"),
    }
    return tuple(
        Tab(labels[name], url if name == "all" else f"{url}?tab={name}", counts[name], name == current)
        for name in TABS
    )


def _nothing(tab: str, url: str, tabs: Sequence[Tab], *, narrowed: bool) -> Nothing:
    if narrowed:
        own = next(shown.url for shown in tabs if shown.current)
        return Nothing(
            _("Nobody fits all of that"),
            _(
                "Leave one of the filters out, or try a shorter word. Skills are found by other names as well."
            ),
            "path",
            own,
            _("Show all of them"),
        )
    if tab == "shortlist":
        return Nothing(
            _("Nobody saved yet"),
            _("Press Save on a mentor to keep them here. Nobody but you sees the list."),
            "bench",
            url,
            _("Look through your mentors"),
        )
    if tab == "asked":
        return Nothing(
            _("You have not asked anybody yet"),
            _("Choose one mentor whose reasons convince you, and write two or three sentences."),
            "letter",
            url,
            _("Look through your mentors"),
        )
    if tab == "sharing":
        return Nothing(
            _("No network in common yet"),
            _(
                "Name the employers, schools, communities and professional bodies you belong to, and this list fills."
            ),
            "cups",
            reverse("accounts:profile"),
            _("Add to your profile"),
        )
    return Nothing(
        _("Nobody to show just now"),
        _(
            "Every mentor is full, or a rule stands between. More hours and every language you speak open the list again."
        ),
        "path",
        reverse("accounts:availability"),
        _("Look through your availability"),
    )
