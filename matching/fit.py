"""How well two people fit, as both of them read it: whole points that add up, and reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from math import floor
from typing import Any

from django.utils.translation import override

from accounts.models import Network
from accounts.site_language import site_language
from matching import engine
from matching.snapshot import Snapshot, snapshot_for
from matching.words import Pair, Said, say
from programmes.models import Enrolment, Goal

WORTH_SAYING = 2  # points missing before a part is a reason against


@dataclass(frozen=True)
class Reason:
    """One reason, for (`good`) or against."""

    text: str
    good: bool

    @property
    def less(self) -> bool:
        return not self.good


@dataclass(frozen=True)
class PartView:
    """One part of the score in whole points, with a sentence for each side."""

    label: str
    points: int
    of: int
    sentence_mentee: str
    sentence_mentor: str


@dataclass(frozen=True)
class ShownPart:
    """A part as the component `parts` takes it, for one side."""

    name: str
    points: int
    weight: int
    sentence: str


@dataclass(frozen=True)
class PairFit:
    """`score` is 0 to 100 and the sum of the points of `parts`. Reasons come with the weightiest first, those against
    after those for. Of a pair that is not `listed` nothing else is said; of one that is not `eligible` a rule stands
    between them."""

    score: int
    parts: tuple[PartView, ...]
    for_mentee: tuple[Reason, ...]
    for_mentor: tuple[Reason, ...]
    why_not_higher: tuple[Reason, ...]
    little_known: bool
    listed: bool = True
    eligible: bool = True
    hours: float = 0.0

    @property
    def mentee_parts(self) -> tuple[ShownPart, ...]:
        return tuple(ShownPart(part.label, part.points, part.of, part.sentence_mentee) for part in self.parts)

    @property
    def mentor_parts(self) -> tuple[ShownPart, ...]:
        return tuple(ShownPart(part.label, part.points, part.of, part.sentence_mentor) for part in self.parts)

    @property
    def card_reasons(self) -> tuple[Reason, ...]:
        """Four at most: three for and one against, as far as there are such."""
        against = [reason for reason in self.for_mentee if not reason.good][:1]
        return (*[reason for reason in self.for_mentee if reason.good][: 4 - len(against)], *against)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for a JSON column; `from_json` is the way back."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PairFit | None:
        """The fit that `as_json` gave, None where nothing was stored."""
        if not stored:
            return None
        reasons = {
            name: tuple(Reason(**reason) for reason in stored[name])
            for name in ("for_mentee", "for_mentor", "why_not_higher")
        }
        parts = tuple(PartView(**part) for part in stored["parts"])
        return cls(**{**stored, **reasons, "parts": parts})


NOT_LISTED = PairFit(0, (), (), (), (), little_known=True, listed=False, eligible=False)


def pair_fit(mentee: Enrolment, mentor: Enrolment, *, now: datetime) -> PairFit:
    """The fit of one pair of a programme; raises LookupError where one of them does not take part in it."""
    return page_fits(mentee, [mentor], snapshot_for(mentee, now=now, mentors=[mentor.pk]))[0]


def page_fits(mentee: Enrolment, mentors: Sequence[Enrolment], snapshot: Snapshot) -> list[PairFit]:
    """The fits of one mentee with the mentors of a page, in their order. Both sides need `person` loaded. Two queries;
    raises LookupError for a mentor who is not in the snapshot."""
    missing = [mentor.pk for mentor in mentors if mentor.pk not in snapshot.mentors.place]
    if missing:
        raise LookupError(f"enrolment {missing[0]} does not take part as a mentor")
    places = [snapshot.mentors.place[mentor.pk] for mentor in mentors]
    explained = engine.explain_many(snapshot.problem, snapshot.mentees.place[mentee.pk], places)
    goals = list(Goal.objects.filter(enrolment=mentee).values_list("text", flat=True))
    networks = Network.objects.in_bulk(network_ids(explained))
    pairs = [Pair(mentee, mentor, tuple(goals), snapshot, networks) for mentor in mentors]
    return [fit_of(pair, explanation) for pair, explanation in zip(pairs, explained, strict=True)]


def network_ids(explained: Sequence[engine.Explanation]) -> set[int]:
    """The networks that the facts of these explanations name."""
    found: set[int] = set()
    for explanation in explained:
        for part in explanation.parts:
            if part.kind is engine.Kind.NETWORK:
                found.update(part.facts.get("common", ()))
    return found


def fit_of(pair: Pair, explanation: engine.Explanation) -> PairFit:
    """The words and whole points of one explanation. No query."""
    if not explanation.listed:
        return NOT_LISTED
    of = whole_shares([part.possible * 100 for part in explanation.parts], 100)
    score = round(explanation.score * 100)
    points = whole_shares([part.points * 100 for part in explanation.parts], score, caps=of)
    said = [say(pair, part) for part in explanation.parts]
    labels = [pair.snapshot.criteria[part.criterion].label for part in explanation.parts]
    parts = tuple(
        PartView(label, got, most, words.sentence_mentee, words.sentence_mentor)
        for label, got, most, words in zip(labels, points, of, said, strict=True)
    )
    ordered = sorted(zip(parts, said, strict=True), key=lambda entry: -entry[0].points)
    lacking = sorted(
        (entry for entry in ordered if entry[0].of - entry[0].points > 0),
        key=lambda entry: entry[0].points - entry[0].of,
    )
    hours = next(
        (part.facts.get("hours", 0.0) for part in explanation.parts if part.kind is engine.Kind.HOURS), 0.0
    )
    return PairFit(
        score=score,
        parts=parts,
        for_mentee=_reasons(ordered, lacking, mentee=True),
        for_mentor=_reasons(ordered, lacking, mentee=False),
        why_not_higher=tuple(
            Reason(words.missing_text(part.label, part.of - part.points), good=False)
            for part, words in lacking
        ),
        little_known=explanation.little_known,
        eligible=explanation.eligible,
        hours=hours,
    )


def fit_for_each(mentee: Enrolment, mentor: Enrolment, made: Callable[[], PairFit]) -> PairFit:
    """A fit that is kept: each of the two has their side of it in their own language. `made` is asked once for each
    language of the two; both need `person` loaded."""
    ours, theirs = (site_language(one.person.locale) for one in (mentee, mentor))
    with override(ours):
        fit = made()
    if ours == theirs:
        return fit
    with override(theirs):
        other = made()
    parts = tuple(
        replace(part, sentence_mentor=theirs_too.sentence_mentor)
        for part, theirs_too in zip(fit.parts, other.parts, strict=True)
    )
    return replace(fit, parts=parts, for_mentor=other.for_mentor)


def _reasons(
    ordered: Sequence[tuple[PartView, Said]], lacking: Sequence[tuple[PartView, Said]], *, mentee: bool
) -> tuple[Reason, ...]:
    good = [words.for_mentee if mentee else words.for_mentor for _, words in ordered]
    against = [
        words.against_mentee if mentee else words.against_mentor
        for part, words in lacking
        if part.of - part.points >= WORTH_SAYING
    ]
    return (
        *(Reason(text, good=True) for text in good if text),
        *(Reason(text, good=False) for text in against if text),
    )


def whole_shares(exact: Sequence[float], total: int, *, caps: Sequence[int] | None = None) -> list[int]:
    """`exact` as whole numbers that add up to `total`: rounded down, then one more where the remainder is largest, the
    earlier one among equals; none goes over its cap. Raises ValueError where `total` cannot be reached so."""
    most = list(caps) if caps is not None else [total] * len(exact)
    whole = [min(floor(value + 1e-9), cap) for value, cap in zip(exact, most, strict=True)]
    while sum(whole) != total:
        step = 1 if sum(whole) < total else -1
        open_to = [
            place for place, value in enumerate(whole) if (value < most[place] if step > 0 else value > 0)
        ]
        if not open_to:
            if not exact:
                return []
            raise ValueError(f"{total} cannot be shared out among {most}")
        chosen = max(open_to, key=lambda place: (step * (exact[place] - whole[place]), -place))
        whole[chosen] += step
    return whole
