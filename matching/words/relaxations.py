"""Words for the organiser: why a mentee is unmatched, and the least change that would help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import Kind, Lack, Obstacle, Relaxation
from matching.words.obstacles import in_the_way
from matching.words.pair import Pair


@dataclass(frozen=True)
class Cast:
    """The people of a problem by position: how each is called in a list, and two of them for sentences."""

    mentee: Callable[[int], str]
    mentor: Callable[[int], str]
    pair: Callable[[int, int], Pair]


@dataclass(frozen=True)
class Unmatched:
    """`why` somebody has no mentor, and the least `change` after which they would have one."""

    why: str
    change: str

    def __str__(self) -> str:
        return f"{self.why} {self.change}"


def unmatched(relaxation: Relaxation, cast: Cast, *, now: datetime) -> Unmatched:
    """The words for one relaxation."""
    texts: dict[Lack, Callable[[Relaxation, Cast, datetime], Unmatched]] = {
        Lack.RULES: _rules,
        Lack.PLACES: _places,
        Lack.MINIMUM: _minimum,
        Lack.FORBIDDEN: _forbidden,
    }
    return texts[relaxation.lack](relaxation, cast, now)


def _rules(relaxation: Relaxation, cast: Cast, now: datetime) -> Unmatched:
    why = _("No mentor meets the rules.")
    if relaxation.mentor is None:
        return Unmatched(why, _("No change can be named that would help."))
    pair = cast.pair(relaxation.mentee, relaxation.mentor)
    said = " ".join(in_the_way(pair, obstacle, now=now).text for obstacle in relaxation.obstacles)
    change = _("The nearest is %(mentor)s. To %(mentee)s: %(said)s") % {
        "mentor": cast.mentor(relaxation.mentor),
        "mentee": cast.mentee(relaxation.mentee),
        "said": said,
    }
    more = [_yielding(obstacle) for obstacle in relaxation.obstacles]
    if relaxation.places:
        more.append(_more_places(relaxation, cast))
    return Unmatched(why, " ".join(part for part in (change, *more) if part))


def _yielding(obstacle: Obstacle) -> str:
    """How far a rule would have to give way, where that can be counted."""
    if obstacle.kind is not Kind.GAP or not obstacle.change.get("rungs"):
        return ""
    rungs = obstacle.change["rungs"]
    text = (
        ngettext("A mentor %(n)d step higher would do.", "A mentor %(n)d steps higher would do.", rungs)
        if rungs > 0
        else ngettext("A mentor %(n)d step lower would do.", "A mentor %(n)d steps lower would do.", -rungs)
    )
    return text % {"n": abs(rungs)}


def _places(relaxation: Relaxation, cast: Cast, now: datetime) -> Unmatched:
    why = _("Every mentor who fits is full.") if relaxation.places else _("The mentors who fit have others.")
    parts = [_more_places(relaxation, cast)] if relaxation.places else []
    parts += [
        _("%(mentee)s goes from %(before)s to %(after)s.")
        % {
            "mentee": cast.mentee(move.mentee),
            "before": cast.mentor(move.before),
            "after": cast.mentor(move.after),
        }
        for move in reversed(relaxation.moves)
    ]
    if relaxation.mentor is not None and (relaxation.moves or relaxation.mentor != relaxation.place_at):
        parts.append(
            _("Then %(mentee)s comes to %(mentor)s.")
            % {"mentee": cast.mentee(relaxation.mentee), "mentor": cast.mentor(relaxation.mentor)}
        )
    return Unmatched(why, " ".join(parts))


def _more_places(relaxation: Relaxation, cast: Cast) -> str:
    at = relaxation.mentor if relaxation.place_at is None else relaxation.place_at
    assert at is not None
    text = ngettext(
        "%(n)d more place at %(mentor)s would do.",
        "%(n)d more places at %(mentor)s would do.",
        relaxation.places,
    )
    return text % {"n": relaxation.places, "mentor": cast.mentor(at)}


def _minimum(relaxation: Relaxation, cast: Cast, now: datetime) -> Unmatched:
    points = round((relaxation.minimum or 0) * 100)
    return Unmatched(
        _("Every pair that the rules allow scores below the minimum."),
        _("A minimum score of %(points)d would do.") % {"points": points},
    )


def _forbidden(relaxation: Relaxation, cast: Cast, now: datetime) -> Unmatched:
    why = _("Every mentor who fits is forbidden.")
    if relaxation.mentor is None:
        return Unmatched(why, "")
    change = _("Allowing %(mentor)s would do.") % {"mentor": cast.mentor(relaxation.mentor)}
    if relaxation.minimum is not None:
        change = _("Allowing %(mentor)s, and no minimum score for the two, would do.") % {
            "mentor": cast.mentor(relaxation.mentor)
        }
    return Unmatched(why, change)
