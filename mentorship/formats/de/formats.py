# What Django's own German formats leave open, and the patterns of this site in German: `date_format(day, "j F Y")` and
# `{{ day|date:"j F Y" }}` look them up here by their English spelling (tests/test_catalogue.py finds those that are missing).
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j. N Y, H:i"

PATTERNS = {
    "D j F": "D j. F",
    "D j F, H:i": "D j. F, H:i",
    "j F": "j. F",
    "j F Y": "j. F Y",
    "j F Y, H:i": "j. F Y, H:i",
    "j M": "j. N",
    "j M Y": "j. N Y",
    "l j F": "l, j. F",
    "l j F Y, H:i": "l, j. F Y, H:i",
}
vars().update(PATTERNS)
