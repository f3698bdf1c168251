"""Links of letters: for one purpose, one thing and one person, until the day that the letter names is over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import signing

from journeys.links import LASTS, Link, Purpose, address, read, token, works_until
from notifications.links import LinkBroken, LinkExpired, sign

NOW = datetime(2026, 11, 24, 22, 15, tzinfo=UTC)
SUBJECT, PERSON = uuid4(), uuid4()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What signatures take for the time: `clock.at`."""
    clock = SimpleNamespace(at=NOW)
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: clock.at.timestamp()))
    return clock


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_is_read_by_its_purpose_and_by_no_other(purpose: Purpose) -> None:
    made = token(purpose, SUBJECT, PERSON)
    assert read(made, purpose) == Link(SUBJECT, PERSON)
    for other in set(Purpose) - {purpose}:
        with pytest.raises(LinkBroken):
            read(made, other)


@pytest.mark.parametrize("facts", [{}, {"for": ""}, {"for": "AAAA"}, {"for": "not base 64"}, {"user": "x"}])
def test_whole_signatures_of_something_else_are_broken(facts: dict[str, str]) -> None:
    with pytest.raises(LinkBroken):
        read(sign(Purpose.ANSWER, facts), Purpose.ANSWER)


def test_no_part_of_a_link_can_be_changed_or_left_out() -> None:
    made = token(Purpose.ANSWER, SUBJECT, PERSON)
    for broken in (made[:-1], made[: len(made) // 2], made.replace(":", ""), "", "a:b:c", made[1:]):
        with pytest.raises(LinkBroken):
            read(broken, Purpose.ANSWER)
    for place in range(0, len(made), 7):
        changed = made[:place] + ("A" if made[place] != "A" else "B") + made[place + 1 :]
        with pytest.raises(LinkBroken):
            read(changed, Purpose.ANSWER)


def test_it_lasts_five_weeks_and_not_a_second_longer(clock: SimpleNamespace) -> None:
    made = token(Purpose.LATER, SUBJECT, PERSON)
    clock.at = NOW + LASTS
    assert read(made, Purpose.LATER) == Link(SUBJECT, PERSON)
    clock.at = NOW + LASTS + timedelta(seconds=1)
    with pytest.raises(LinkExpired):
        read(made, Purpose.LATER)


@pytest.mark.parametrize(
    "zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London", "America/Havana"]
)
@pytest.mark.parametrize("hours", range(0, 24, 5))
@pytest.mark.parametrize(
    "day", ["2026-11-24", "2026-09-20"]
)  # the second: until the day on which clocks go back
def test_on_the_day_that_the_letter_names_it_works_until_midnight(
    clock: SimpleNamespace, zone: str, hours: int, day: str
) -> None:
    written = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hours)
    clock.at = written
    made = token(Purpose.ANSWER, SUBJECT, PERSON)
    named = works_until(written).astimezone(ZoneInfo(zone)).date()
    clock.at = datetime.combine(named, time(23, 59, 59), ZoneInfo(zone))
    assert read(made, Purpose.ANSWER).subject_id == SUBJECT


def test_an_address_is_short_enough_for_a_line_of_mail() -> None:
    url = address(Purpose.ANSWER, SUBJECT, PERSON, met="yes", pulse="4")
    assert url.endswith("/?met=yes&pulse=4")
    assert len(url) < 230
