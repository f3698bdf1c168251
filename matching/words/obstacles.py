"""Words for what stands between two people, and for the smallest change that would lift it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import Kind, Obstacle, Part, Reason
from matching.words.clock import spelled
from matching.words.pair import Pair
from matching.words.sayings import say


@dataclass(frozen=True)
class InTheWay:
    """One rule in the way, and what would lift it; `change` is empty where nothing the mentee does would."""

    text: str
    change: str


def in_the_way(pair: Pair, obstacle: Obstacle, *, now: datetime) -> InTheWay:
    """The words for one obstacle, to the mentee. Raises KeyError for one that is never named."""
    if obstacle.reason is Reason.NO_PLACE_LEFT:
        return _no_place(pair, now)
    if obstacle.criterion == "excluded":
        return _excluded(pair, obstacle)
    text = _rule(pair, obstacle)
    return InTheWay(text, _change(pair, obstacle))


def _no_place(pair: Pair, now: datetime) -> InTheWay:
    mentor, until = pair.mentor, pair.mentor.not_accepting_until
    wait = _("Save %(mentor)s to your shortlist and look again later.") % pair.names
    if until is not None and until > now:
        day = formats.date_format(timezone.localtime(until), "j F Y")
        return InTheWay(_("%(mentor)s takes no requests until %(day)s.") % {**pair.names, "day": day}, wait)
    if not mentor.accepting:
        return InTheWay(_("%(mentor)s takes no requests at the moment.") % pair.names, wait)
    if mentor.places_left <= 0:
        text = ngettext(
            "%(mentor)s has one place, and it is taken.",
            "All %(n)d places of %(mentor)s are taken.",
            mentor.capacity,
        )
        return InTheWay(text % {**pair.names, "n": mentor.capacity}, wait)
    return InTheWay(
        _("%(mentor)s has as many mentees as they can help in all programmes together.") % pair.names, wait
    )


def _excluded(pair: Pair, obstacle: Obstacle) -> InTheWay:
    texts = {
        Reason.LINE_MANAGER: (
            _(
                "You named %(mentor)s as your line manager, and in this programme line managers do not mentor their own people."
            ),
            _("If that is not so any more, change the address in your answers."),
        ),
        Reason.OWN_SELF: (_("This is you."), ""),
        Reason.ALREADY_TOGETHER: (_("You and %(mentor)s work together already."), ""),
    }
    text, change = texts[obstacle.reason]
    return InTheWay(text % pair.names, change % pair.names)


def _rule(pair: Pair, obstacle: Obstacle) -> str:
    row, kind = pair.snapshot.criteria[obstacle.criterion], obstacle.kind
    if kind is None:
        raise KeyError(obstacle.criterion)
    if kind is Kind.MIN_HOURS and "hours" in obstacle.facts:
        hours = obstacle.facts["hours"]
        return _("You share %(hours)s a week; the programme asks for at least %(wanted)s.") % {
            "hours": _hours(hours) if hours else _("no hour"),
            "wanted": _hours(obstacle.facts["wanted_hours"]),
        }
    part = Part(row.key, kind, 0.0, 0.0, 0.0, 0.0, obstacle.reason, obstacle.facts)
    return _("“%(label)s” must hold. %(said)s") % {
        "label": row.label,
        "said": say(pair, part).sentence_mentee,
    }


def _hours(hours: float) -> str:
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours <= 1 else 2) % {
        "hours": spelled(hours).lower()
    }


def _change(pair: Pair, obstacle: Obstacle) -> str:
    change = obstacle.change
    if "answer" in change:
        if "mentee" in change["answer"]:
            return _("Answer this in your profile, and it is looked at again at once.")
        return _("It is looked at again as soon as %(mentor)s answers.") % pair.names
    if obstacle.kind is Kind.MIN_HOURS:
        return _("%(more)s more a week in common would lift this: look through your availability.") % {
            "more": capfirst(_hours(change["hours"]))
        }
    if obstacle.kind is Kind.LANGUAGE:
        return _("One language in common would lift this: name every language you can meet in.")
    if obstacle.kind is Kind.NETWORK:
        return _("One network in common would lift this: name every employer, school and community of yours.")
    return ""
