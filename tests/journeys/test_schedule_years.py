"""Two years of check-ins in every zone whose clocks change: at most one a period and person, exactly one where the site was up,
none in quiet hours or on days off, none left out by a change of clocks; late ticks, double ticks and outages do no harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random

import pytest

from journeys import schedule
from journeys.enums import SkipReason
from journeys.schedule import Past, Rhythm, next_look, reckon
from programmes.enums import Cadence
from tests.journeys.years import (
    BEGIN,
    DAY,
    DAYS,
    HALF_A_PERIOD,
    Broken,
    Life,
    Site,
    anybody,
    judge,
    live,
    some_others,
    troubles,
    zones_that_change,
)

END = BEGIN + DAYS * DAY
NO_OUTAGE = Site()


def lived(zone: str, cadence: Cadence, site: Site, random: Random) -> Life:
    rhythm = anybody(zone, cadence, random)
    life = live(rhythm, site, END)
    try:
        judge(rhythm, site, END, life)
    except Broken as fault:
        raise Broken(f"{rhythm}: {fault}") from fault
    return life


def test_clocks_change_in_the_zones_in_question() -> None:
    zones = zones_that_change()
    assert {
        "Europe/London",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "Africa/Casablanca",
    } <= set(zones)
    assert len(zones) > 100


@pytest.mark.parametrize("cadence", Cadence)
def test_a_site_that_is_always_up_asks_exactly_once_a_period(cadence: Cadence) -> None:
    """The judge says that it is at the hour on the wall, too."""
    for number, zone in enumerate([*zones_that_change(), *some_others(30)]):
        life = lived(zone, cadence, NO_OUTAGE, Random(number))
        assert {skip.reason for skip in life.skips} <= {SkipReason.NO_HOUR}


def test_over_outages_every_period_is_asked_about_while_it_lasts_or_recorded() -> None:
    seen: Counter[str] = Counter()
    for zone, cadence, random in outages_of_everybody():
        life = lived(zone, cadence, troubles(random), random)
        seen += Counter(skip.reason for skip in life.skips) + Counter(asked=len(life.asks))
    assert seen["asked"] > seen[SkipReason.SITE_DOWN] > 0, "the outages are long enough, and not too long"


def outages_of_everybody() -> Iterator[tuple[str, Cadence, Random]]:
    """Every zone, the cadences in turn."""
    for number, zone in enumerate([*zones_that_change(), *some_others(30)]):
        yield zone, list(Cadence)[number % 3], Random(1000 + number)


def changed(rhythm: Rhythm, random: Random) -> Rhythm:
    """Another cadence, or another hour, zone or day off."""
    other = anybody(random.choice(zones_that_change()), random.choice(list(Cadence)), random)
    return Rhythm(other.cadence, rhythm.started_at, random.choice((rhythm.hours, other.hours)))


def test_whatever_changes_two_are_never_closer_than_half_a_period() -> None:
    """Somebody changes their mind every some days. What was planned is planned anew, as the sweep does."""
    asked = 0
    for seed in range(60):
        random = Random(seed)
        rhythm, past = anybody("Europe/London", Cadence.WEEKLY, random), Past()
        now, planned = BEGIN + 40 * DAY, next_look(rhythm, past=past, since=rhythm.started_at)
        while now < BEGIN + 400 * DAY:
            now += timedelta(minutes=random.randrange(1, 60 * 24 * 9))
            if planned is None or planned > now:
                rhythm = changed(rhythm, random)
                planned = next_look(rhythm, past=past, since=now)
                continue
            found = reckon(rhythm, past=past, planned=planned, now=now)
            if found.asks:
                gap = HALF_A_PERIOD[rhythm.cadence]
                assert past.asked_at is None or now - past.asked_at > gap, (seed, now)
                past, asked = Past(now, now), asked + 1
            elif found.skipped:
                past = Past(found.skipped[-1].due_at, past.asked_at)
            planned = found.next_at
    assert asked > 500


# --- the judge can tell


def mutate_hours_for_days(patch: pytest.MonkeyPatch) -> None:
    real = schedule._at

    def counted(hours: object, day: object, hour: int) -> object:
        """Hours since a first day in winter: nine o'clock becomes ten in summer."""
        anchor = BEGIN.date()
        return real(hours, anchor, hour) + (day - anchor)  # type: ignore[arg-type, operator]

    patch.setattr(schedule, "_at", counted)


def mutate_quiet_hours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(schedule, "is_welcome", lambda hours, moment: True)
    patch.setattr(schedule, "is_quiet", lambda hour, start, end: False)


def mutate_late_ones(patch: pytest.MonkeyPatch) -> None:
    """What was missed is asked late, as the first of our sweeps did."""
    real = schedule._end
    patch.setattr(schedule, "_end", lambda rhythm, number: real(rhythm, number) + 9 * DAY)


def mutate_memory(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(schedule, "_number_after", lambda rhythm, past: 1)


@pytest.mark.parametrize(
    "mutate", [mutate_hours_for_days, mutate_quiet_hours, mutate_late_ones, mutate_memory]
)
def test_the_judge_finds_a_schedule_that_breaks_the_promise(
    mutate: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: if this fails, the years above prove nothing."""
    mutate(monkeypatch)  # type: ignore[operator]
    with pytest.raises(Broken):
        live_in_some_zones()


def live_in_some_zones() -> None:
    for zone, cadence, random in islice(outages_of_everybody(), 60):
        lived(zone, cadence, troubles(random), random)
