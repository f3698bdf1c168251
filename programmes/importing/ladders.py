"""Orders that everybody knows: which labels are rungs of one ladder, from the lowest to the highest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from programmes.importing.mapping import option_key

MOST_RUNGS = 15
_NUMBERED = re.compile(r"([^\d]*?)[\s-]*(\d{1,2})([^\d]*)")
_KNOWN = tuple(
    {option_key(label): at for at, label in enumerate(ladder.split("|"))}
    for ladder in (
        "AA|AO|EO|HEO|SEO|G7|Grade 7|G6|Grade 6|SCS|SCS1|SCS2|SCS3|SCS4",
        "apprentice|intern|trainee|graduate|junior|associate|analyst|mid|mid-level|intermediate|senior|lead|principal|"
        "manager|senior manager|head|director|senior director|vice president|vp|executive|c-level|partner",
        "none|beginner|elementary|basic|novice|intermediate|good|upper intermediate|advanced|strong|expert|fluent|native",
        "never|rarely|seldom|sometimes|often|usually|always",
        "strongly disagree|disagree|slightly disagree|neutral|neither agree nor disagree|slightly agree|agree|strongly agree",
        "very low|low|medium|moderate|high|very high",
        "very poor|poor|fair|good|very good|excellent",
        "not at all|a little|somewhat|moderately|quite|very|extremely",
    )
)


def known_order(labels: Sequence[str]) -> list[str] | None:
    """`labels` as the rungs of a ladder that everybody knows, the lowest first; None where they are none."""
    if not 2 <= len(labels) <= MOST_RUNGS:
        return None
    keys = {label: option_key(label) for label in labels}
    for ladder in _KNOWN:
        if all(key in ladder for key in keys.values()):
            return sorted(labels, key=lambda label: ladder[keys[label]])
    return _numbered(labels)


def _numbered(labels: Sequence[str]) -> list[str] | None:
    """Band 1, Band 2, Band 10: the same words around a number."""
    found = [_NUMBERED.fullmatch(label) for label in labels]
    parts = {(match[1].casefold(), match[3].casefold()) for match in found if match is not None}
    if None in found or len(parts) != 1 or not any(next(iter(parts))):
        return None
    return sorted(labels, key=lambda label: int(_NUMBERED.fullmatch(label)[2]))  # type: ignore[index]


def merged(rungs: Sequence[str], found: Sequence[str]) -> list[str]:
    """The rungs of a ladder with labels that are new to it: in the order that everybody knows, or after the last."""
    known = {option_key(rung) for rung in rungs}
    new = [label for label in found if option_key(label) not in known]
    together = [*rungs, *new]
    return (known_order(together) or together) if new else list(rungs)
