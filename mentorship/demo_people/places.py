"""Where the demo's people live, and when they have time."""

from __future__ import annotations

from random import Random

CITIES = {
    "Europe/London": ("London", "Leeds", "Cardiff", "Glasgow", "Bristol", "Hull", "Newcastle", "Birmingham"),
    "Europe/Lisbon": ("Lisbon", "Porto", "Braga", "Coimbra"),
    "Europe/Berlin": ("Berlin", "Hamburg", "Leipzig", "Cologne", "Munich"),
    "Europe/Warsaw": ("Warsaw", "Kraków", "Gdańsk", "Wrocław"),
    "Africa/Lagos": ("Lagos", "Ibadan", "Abuja", "Enugu"),
    "Africa/Nairobi": ("Nairobi", "Mombasa", "Kisumu", "Nakuru"),
    "Africa/Johannesburg": ("Durban", "Johannesburg", "Cape Town", "Gqeberha"),
    "Asia/Kolkata": ("Pune", "Chennai", "Kolkata", "Bengaluru", "Delhi"),
    "Asia/Singapore": ("Singapore",),
    "America/New_York": ("New York", "Boston", "Philadelphia", "Atlanta"),
    "America/Sao_Paulo": ("São Paulo", "Curitiba", "Rio de Janeiro", "Porto Alegre"),
    "Pacific/Auckland": ("Auckland", "Wellington", "Christchurch", "Dunedin"),
}  # fmt: skip
ABROAD = ("Europe/London", "Europe/London", "Europe/London", "Europe/Berlin", "America/New_York")
SHARE_AT_HOME = 0.7
WORKDAYS = range(5)
SATURDAY = 5


def zone_for(home_zones: list[str], random: Random) -> str:
    """Mostly a zone of home, sometimes one where many have moved to."""
    return random.choice(home_zones) if random.random() < SHARE_AT_HOME else random.choice(ABROAD)


def half_hours(day: int, start: float, hours: float) -> list[int]:
    """The half hours of the week from `start` (an hour, such as 17.5) on `day` (0 is Monday) for `hours`."""
    first = day * 48 + int(start * 2)
    return list(range(first, first + int(hours * 2)))


def availability(random: Random) -> tuple[int, ...]:
    """A week as people tick it: two habits out of evenings, early mornings, lunch hours, afternoons and Saturdays."""
    slots: set[int] = set()
    for habit in random.sample(("evenings", "evenings", "mornings", "lunch", "afternoons", "saturday"), 2):
        if habit == "evenings":
            start = random.choice((17, 17.5, 18, 19))
            for day in random.sample(WORKDAYS, random.randint(2, 3)):
                slots.update(half_hours(day, start, random.choice((1.5, 2, 2.5))))
        elif habit == "mornings":
            start = random.choice((7, 7.5, 8))
            for day in random.sample(WORKDAYS, 2):
                slots.update(half_hours(day, start, random.choice((1, 1.5))))
        elif habit == "lunch":
            start = random.choice((12, 12.5))
            for day in random.sample(WORKDAYS, 3):
                slots.update(half_hours(day, start, 1))
        elif habit == "afternoons":
            for day in random.sample(WORKDAYS, 2):
                slots.update(half_hours(day, random.choice((13.5, 14, 15)), random.choice((2, 3))))
        else:
            slots.update(half_hours(SATURDAY, random.choice((9, 10)), random.choice((2, 2.5))))
    return tuple(sorted(slots))
