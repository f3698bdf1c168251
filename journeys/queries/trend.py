"""How it goes for somebody, over their check-ins: theirs to look at, and the other one's only where both agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from journeys.enums import CheckInState
from journeys.models import CheckIn, SharedTrend
from journeys.scales import CONFIDENCE, PULSES
from matching.models import Mentorship
from ui.charts import Chart, Series, line_chart

FEWEST = 2  # answers that make a line
LABELLED = 8
PULSE_WORDS, CONFIDENCE_WORDS = dict(PULSES), dict(CONFIDENCE)


@dataclass(frozen=True)
class Blocker:
    on: date
    text: str


@dataclass(frozen=True)
class Sharing:
    """Who agreed that the two curves stand together."""

    mine: bool
    theirs: bool

    @property
    def both(self) -> bool:
        return self.mine and self.theirs


@dataclass(frozen=True)
class Trend:
    """What the page shows of it. `chart` is None for fewer than two answers, `together` unless both agreed and have some;
    `answers` is how many check-ins the reader has answered; `blockers` are the reader's own, the newest first."""

    answers: int
    chart: Chart | None
    together: Chart | None
    sharing: Sharing
    blockers: tuple[Blocker, ...]


def trend_of(mentorship: Mentorship, *, reader: Person, other: Person) -> Trend:
    """Two queries, and one more where both agreed."""
    agreed = set(SharedTrend.objects.filter(mentorship=mentorship).values_list("person_id", flat=True))
    sharing = Sharing(reader.pk in agreed, other.pk in agreed)
    mine = _answered(mentorship, reader)
    return Trend(
        answers=len(mine),
        chart=_own_chart([one for one in mine if one.pulse or one.confidence]),
        together=_together(mine, _answered(mentorship, other), other) if sharing.both else None,
        sharing=sharing,
        blockers=tuple(
            Blocker(_day(one), one.blocker) for one in reversed(mine) if one.blocker and one.answered_at
        ),
    )


def _answered(mentorship: Mentorship, person: Person) -> list[CheckIn]:
    return list(
        CheckIn.objects.filter(
            mentorship=mentorship, person=person, state=CheckInState.ANSWERED, answered_at__isnull=False
        ).order_by("number")
    )


def _day(check_in: CheckIn) -> date:
    assert check_in.answered_at is not None
    return timezone.localtime(check_in.answered_at).date()


def _own_chart(mine: Sequence[CheckIn]) -> Chart | None:
    if len(mine) < FEWEST:
        return None
    pulse = Series(_("How it goes"), [one.pulse for one in mine])
    confidence = Series(_("Confidence"), [one.confidence for one in mine])
    has_confidence = any(one.confidence for one in mine)
    sentences = [_way(pulse, PULSE_WORDS)]
    if has_confidence:
        sentences.append(_way(confidence, CONFIDENCE_WORDS, is_confidence=True))
    caption = _("From your own check-ins. Nobody else sees this line unless you both agree to share.")
    if has_confidence:
        caption += " " + _("Confidence goes by the same five steps: %(steps)s.") % {
            "steps": ", ".join(str(word) for _value, word in CONFIDENCE)
        }
    chart = _lines([pulse, confidence] if has_confidence else [pulse], [_day(one) for one in mine], " ".join(filter(None, sentences)), caption)  # fmt: skip
    scales = [PULSE_WORDS, CONFIDENCE_WORDS] if has_confidence else [PULSE_WORDS]
    return _in_words(chart, scales)


def _together(mine: Sequence[CheckIn], theirs: Sequence[CheckIn], other: Person) -> Chart | None:
    """The two pulses, check-in by check-in; None where either has fewer than two answers."""
    ours = {one.number: one for one in mine if one.pulse}
    others = {one.number: one for one in theirs if one.pulse}
    if min(len(ours), len(others)) < FEWEST:
        return None
    numbers = sorted({*ours, *others})
    both = [(ours.get(number), others.get(number)) for number in numbers]
    series = [
        Series(_("You"), [one.pulse if one else None for one, _other in both]),
        Series(other.first_name, [one.pulse if one else None for _mine, one in both]),
    ]
    last = {
        "mine": str(PULSE_WORDS[ours[max(ours)].pulse or 0]),
        "name": other.first_name,
        "theirs": str(PULSE_WORDS[others[max(others)].pulse or 0]),
    }
    sentence = _("Last you said %(mine)s, and %(name)s said %(theirs)s.") % last
    caption = _("You both agreed to this. Either of you can take it back at any time.")
    days = [_day(one or other_one) for one, other_one in both if one or other_one]  # type: ignore[arg-type]
    return _in_words(_lines(series, days, sentence, caption), [PULSE_WORDS, PULSE_WORDS])


def _lines(series: Sequence[Series], days: Sequence[date], sentence: str, caption: str) -> Chart:
    return line_chart(
        series=series,
        labels=[date_format(day, "j M") for day in days],
        ticks=[str(word) for _value, word in reversed(PULSES)],
        low=1,
        high=len(PULSES),
        sentence=sentence,
        caption=caption,
    )


def _in_words(chart: Chart, scales: Sequence[Mapping[int, object]]) -> Chart:
    """The chart with a table that says the words people chose, and no more dates under it than there is room for."""
    every = -(-len(chart.labels) // LABELLED)
    rows = tuple(
        (label, tuple(str(scale[int(value)]) if value else "" for value, scale in zip(values, scales, strict=True)))
        for label, values in chart.rows
    )  # fmt: skip
    last = len(chart.labels) - 1
    labels = tuple(label if (last - at) % every == 0 else "" for at, label in enumerate(chart.labels))
    return replace(chart, rows=rows, labels=labels)


def _way(series: Series, words: Mapping[int, object], *, is_confidence: bool = False) -> str:
    """Where a line went, in a sentence; empty for fewer than two answers."""
    said = [int(value) for value in series.values if value]
    if len(said) < FEWEST:
        return ""
    first, last = said[0], said[-1]
    facts = {"from": str(words[first]), "to": str(words[last]), "n": len(said)}
    if is_confidence:
        if last > first:
            return _("Your confidence rose from %(from)s to %(to)s.") % facts
        if last < first:
            return _("Your confidence went from %(from)s to %(to)s.") % facts
        return _("Your confidence is where it began: %(to)s.") % facts
    if last > first:
        return ngettext("You rose from %(from)s to %(to)s over %(n)d check-in.", "You rose from %(from)s to %(to)s over %(n)d check-ins.", len(said)) % facts  # fmt: skip
    if last < first:
        return ngettext("You went from %(from)s to %(to)s over %(n)d check-in.", "You went from %(from)s to %(to)s over %(n)d check-ins.", len(said)) % facts  # fmt: skip
    return ngettext("You began and are at %(to)s, over %(n)d check-in.", "You began and are at %(to)s, over %(n)d check-ins.", len(said)) % facts  # fmt: skip
