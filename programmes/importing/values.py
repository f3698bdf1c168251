"""One cell as a value. Each function raises ValueError with what is wrong and what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from zoneinfo import available_timezones

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.vocabulary.normalise import normalise
from programmes.importing.faults import one_of, shown
from programmes.importing.mapping import OptionSpec, option_key
from ui.plain_text import TooManyMarks, plain_text

EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s.,;<>()\"]+(?:\.[^@\s.,;<>()\"]+)+")
SENTENCE = re.compile(r"(?<=[.!?…])\s+")
SHORT_ANSWER, LONG_ANSWER = 300, 4000
EMAIL_LENGTH = 254


def text(cell: str, most: int) -> str:
    """The words of a cell, at most `most` letters."""
    try:
        words = plain_text(cell).strip()
    except TooManyMarks as fault:
        raise ValueError(_("has letters under more marks than can be read")) from fault
    if len(words) > most:
        raise ValueError(
            _("is %(length)s letters long; at most %(most)s are kept here")
            % {"length": len(words), "most": most}
        )
    return words


def line(cell: str, most: int) -> str:
    """The words of a cell on one line, at most `most` letters."""
    return text(" ".join(cell.split()), most)


def email(cell: str) -> str:
    """An e-mail address in small letters."""
    if not cell:
        raise ValueError(_("is empty; every row needs an e-mail address, such as name@example.org"))
    if not EMAIL.fullmatch(cell) or len(cell) > EMAIL_LENGTH:
        raise ValueError(_("%(cell)s is no e-mail address, such as name@example.org") % {"cell": shown(cell)})
    return cell.lower()


@lru_cache(maxsize=4096)
def parts(cell: str, separator: str) -> tuple[str, ...]:
    """The items of a list in one cell, each once, in their order; line ends part them as well."""
    items = (" ".join(item.split()) for each in cell.splitlines() for item in each.split(separator))
    return tuple(dict.fromkeys(item for item in items if item))


@cache
def zones() -> frozenset[str]:
    """The names of all time zones; to find them takes as long as to read a hundred rows."""
    return frozenset(available_timezones())


def yes_no(cell: str, yes: frozenset[str], no: frozenset[str]) -> bool:
    word = " ".join(cell.split()).casefold()
    if word in yes:
        return True
    if word in no:
        return False
    raise ValueError(
        _("%(cell)s is neither yes nor no; expected one of %(words)s")
        % {"cell": shown(cell), "words": one_of([*sorted(yes), *sorted(no)])}
    )


def option(cell: str, options: Mapping[str, OptionSpec]) -> OptionSpec:
    """The choice of that key, however its label is written."""
    found = options.get(option_key(cell))
    if found is None:
        raise ValueError(
            _("%(cell)s is not one of the choices: %(words)s")
            % {"cell": shown(cell), "words": one_of(o.label for o in options.values())}
        )
    return found


def word(cell: str, allowed: Mapping[str, str]) -> str:
    """The key of a fixed list: `allowed` maps the normalised key and label to the key."""
    found = allowed.get(normalise(cell))
    if found is None:
        raise ValueError(
            _("%(cell)s is not known; expected one of %(words)s")
            % {"cell": shown(cell), "words": one_of(dict.fromkeys(allowed.values()))}
        )
    return found


def words_for(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    """For `word`: every key of a fixed list and its label in every language of the site, to the key."""
    fixed = list(choices)
    known = {normalise(str(key)): str(key) for key, _label in fixed}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for key, label in fixed:
                known.setdefault(normalise(str(label)), str(key))
    return known


def number(cell: str) -> Decimal:
    """At most eleven digits before the point and three after it."""
    try:
        found = Decimal(cell)
    except InvalidOperation:
        raise ValueError(_("%(cell)s is no number, such as 12 or 3.5") % {"cell": shown(cell)}) from None
    if not found.is_finite() or abs(found) >= 10**11 or found != round(found, 3):
        raise ValueError(
            _("%(cell)s is not a number below 100 milliards with at most three decimals")
            % {"cell": shown(cell)}
        )
    return found


def whole(cell: str, least: int, most: int) -> int:
    if not (cell.isdecimal() and least <= int(cell) <= most):
        raise ValueError(
            _("%(cell)s is not a whole number from %(least)s to %(most)s")
            % {"cell": shown(cell), "least": least, "most": most}
        )
    return int(cell)


def day(cell: str, date_format: str) -> date:
    try:
        return datetime.strptime(cell, date_format).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        example = date(2026, 11, 24).strftime(date_format)
        raise ValueError(
            _("%(cell)s is no day written like %(example)s") % {"cell": shown(cell), "example": example}
        ) from None


@lru_cache(maxsize=1024)
def _needle(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """What finds any of `phrases`; without any it finds nothing."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)" if phrases else r"(?!)")


def without_sentences(words: str, phrases: Iterable[str]) -> tuple[str, int]:
    """`words` without the sentences that hold one of `phrases` as whole words, in any case; and how many those were."""
    needle = _needle(tuple(phrase.casefold() for phrase in phrases if phrase.strip()))
    left_out = 0
    lines = []
    for each in words.split("\n"):
        sentences = SENTENCE.split(each)
        kept = [s for s in sentences if not needle.search(s.casefold())]
        left_out += len(sentences) - len(kept)
        if kept or not each:
            lines.append(" ".join(kept))
    return "\n".join(lines).strip(), left_out
