"""The cards of the home page. An app adds one by registering a provider; the page shows them by column and priority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.consents_page import outdated
from accounts.returned import returned_of
from journeys.guides import suggested
from journeys.queries.agenda import agenda_of
from journeys.queries.closing import to_look_back_on
from journeys.queries.home import Home, is_taking
from programmes.conduct import owed_by_members
from programmes.enums import UNDER_WAY, EnrolmentState, Role
from programmes.event_list import coming_for
from programmes.guide import CHAPTERS
from programmes.minors import guardians_awaited, unscreened
from programmes.safety import waiting_for
from programmes.waiting import waiting_places

SHOWN = 4


class Column(StrEnum):
    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True)
class Provider:
    """`provide` gives the context of `template` for one person's home, or None where the card has nothing to say. Lower
    priorities come first. A provider that asks the database does so with a fixed number of queries."""

    name: str
    column: Column
    priority: int
    template: str
    provide: Callable[[Home], Mapping[str, object] | None]


@dataclass(frozen=True)
class Card:
    template: str
    context: Mapping[str, object]


@dataclass
class Registry:
    providers: dict[str, Provider] = field(default_factory=dict)

    def register(self, provider: Provider) -> None:
        """Adds a card. Raises ValueError for a name that is taken by another."""
        known = self.providers.get(provider.name)
        if known is not None and known != provider:
            raise ValueError(f"two cards are called {provider.name!r}")
        self.providers[provider.name] = provider

    def cards(self, home: Home, column: Column) -> list[Card]:
        """The cards of one column in order."""
        ordered = sorted(
            (one for one in self.providers.values() if one.column == column),
            key=lambda one: (one.priority, one.name),
        )
        found = ((one.template, one.provide(home)) for one in ordered)
        return [Card(template, context) for template, context in found if context is not None]


registry = Registry()


@dataclass(frozen=True)
class Milestone:
    """One part of the way ahead: done, next or later."""

    icon: str
    text: str
    state: str


def _returned(home: Home) -> Mapping[str, object] | None:
    """That letters to this person come back; two queries."""
    returned = returned_of(home.person, now=home.now)
    return {"returned": returned} if returned else None


def _conduct(home: Home) -> Mapping[str, object] | None:
    """What they have yet to agree to; one query."""
    owed = owed_by_members(home.person, home.enrolments)
    return {"owed": owed} if owed else None


def _consents(home: Home) -> Mapping[str, object] | None:
    """Consents to a text that was changed since, which do not count any more; no query where none ever was, else one."""
    count = outdated(home.person)
    return {"count": count} if count else None


def _guardians(home: Home) -> Mapping[str, object] | None:
    """Guardians who have yet to agree, and screenings that are waited for; two queries at most."""
    going = [one for one in home.enrolments if one.programme.state in UNDER_WAY]
    awaited, waiting = guardians_awaited(going), unscreened(going, now=home.now)
    return {"awaited": awaited, "unscreened": waiting} if awaited or waiting else None


def _safeguarding(home: Home) -> Mapping[str, object] | None:
    """Reports that wait for this person as a safeguarding contact; one query."""
    waiting = waiting_for(home.person, now=home.now)
    return {"waiting": waiting} if waiting else None


def _received(home: Home) -> Mapping[str, object] | None:
    return {"cards": home.received[:SHOWN], "number": len(home.received)} if home.received else None


def _pairs(home: Home) -> Mapping[str, object] | None:
    return {"pairs": home.pairs} if home.pairs else None


def _look_back(home: Home) -> Mapping[str, object] | None:
    """Mentorships that ended lately, to look back on; one query."""
    found = to_look_back_on(home.person, now=home.now)
    return {"questions": [question for _mentorship, question in found[:SHOWN]]} if found else None


def _sent(home: Home) -> Mapping[str, object] | None:
    return {"cards": home.sent[:SHOWN], "number": len(home.sent)} if home.sent else None


def _organised(home: Home) -> Mapping[str, object] | None:
    return {"rows": home.organised} if home.organised else None


def _welcome(home: Home) -> Mapping[str, object] | None:
    return None if home.enrolments or home.organised else {}


def _way_ahead(home: Home) -> Mapping[str, object] | None:
    """For whoever has joined and has nobody yet."""
    if home.pairs or not home.enrolments:
        return None
    enrolment = home.enrolments[0]
    answered = home.intake is None
    enrolled = answered and enrolment.state == EnrolmentState.APPROVED
    steps = [
        ("circle-check", _("Join a programme"), True),
        ("target", _("Say what brings you here"), answered),
    ]
    if enrolment.programme.reviews_applications:
        steps.append(("clipboard-check", _("The organisers read it"), enrolled))
    if enrolment.role == Role.MENTEE:
        steps += [("send", _("Ask a mentor"), bool(home.sent)), ("mail", _("Hear a yes"), False)]
    else:
        steps.append(("inbox", _("Answer who asks you"), False))
    steps.append(("handshake", _("Meet for the first time"), False))
    following = next((at for at, (_icon, _text, done) in enumerate(steps) if not done), len(steps))
    states = [
        "done" if done else "next" if at == following else "later" for at, (_i, _t, done) in enumerate(steps)
    ]
    return {"milestones": [Milestone(icon, text, state) for (icon, text, _d), state in zip(steps, states, strict=True)]}  # fmt: skip


def _coming(home: Home) -> Mapping[str, object] | None:
    entries = [entry for day in agenda_of(home).days for entry in day.entries]
    return {"entries": entries[:3], "today": home.today} if entries else None


def _places(home: Home) -> Mapping[str, object] | None:
    rows = [{"enrolment": e, "taking": is_taking(e, home.now)} for e in home.mentoring]
    return {"rows": rows} if rows else None


def _programmes(home: Home) -> Mapping[str, object] | None:
    if not home.enrolments:
        return None
    places = waiting_places(home.enrolments)
    return {"rows": [{"enrolment": one, "waiting": places.get(one.pk)} for one in home.enrolments]}


def _events(home: Home) -> Mapping[str, object] | None:
    """The next events of all programmes of this person; two queries."""
    cards = coming_for(home.person, now=home.now) if home.enrolments else []
    return (
        {"cards": cards, "several": len({one.programme_id for one in home.enrolments}) > 1} if cards else None
    )


def _guide(home: Home) -> Mapping[str, object] | None:
    """Chapters of the guide; for whoever is in a mentorship, what to talk about there comes first."""
    going = [pair for pair in home.pairs if not pair.is_paused]
    if going:
        pair, slugs = going[0], ["working-together", "when-it-does-not-work"]
        talks = suggested(
            pair.stage,
            met=pair.standing.met,
            silent=pair.standing.is_silent(pair.mentorship.started_at, home.now),
        )
    else:
        pair, talks = None, ()
        slugs = ["goals", "finding", "asking"]
        if home.is_mentor and not home.is_mentee:
            slugs = ["being-a-mentor", "first-meeting"]
    chapters = [chapter for chapter in CHAPTERS if chapter.slug in slugs]
    return {"pair": pair, "talks": talks, "chapters": chapters}


for provider in (
    Provider("safeguarding", Column.MAIN, 2, "journeys/cards/safeguarding.html", _safeguarding),
    Provider("returned", Column.MAIN, 5, "journeys/cards/returned.html", _returned),
    Provider("conduct", Column.MAIN, 6, "journeys/cards/conduct.html", _conduct),
    Provider("consents", Column.MAIN, 8, "journeys/cards/consents.html", _consents),
    Provider("guardians", Column.MAIN, 7, "journeys/cards/guardians.html", _guardians),
    Provider("look_back", Column.MAIN, 25, "journeys/cards/look_back.html", _look_back),
    Provider("requests", Column.MAIN, 10, "journeys/cards/received.html", _received),
    Provider("pairs", Column.MAIN, 20, "journeys/cards/pairs.html", _pairs),
    Provider("sent", Column.MAIN, 30, "journeys/cards/sent.html", _sent),
    Provider("welcome", Column.MAIN, 40, "journeys/cards/welcome.html", _welcome),
    Provider("organised", Column.MAIN, 50, "journeys/cards/organised.html", _organised),
    Provider("way_ahead", Column.SIDE, 10, "journeys/cards/way_ahead.html", _way_ahead),
    Provider("coming", Column.SIDE, 20, "journeys/cards/coming.html", _coming),
    Provider("events", Column.SIDE, 25, "journeys/cards/events.html", _events),
    Provider("places", Column.SIDE, 30, "journeys/cards/places.html", _places),
    Provider("programmes", Column.SIDE, 40, "journeys/cards/programmes.html", _programmes),
    Provider("guide", Column.SIDE, 50, "journeys/cards/guide.html", _guide),
):
    registry.register(provider)
