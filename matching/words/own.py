"""The words an organiser wrote for a criterion, said instead of the usual sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from string import Formatter

from django.utils.translation import gettext as _

from matching.engine import Kind, Part, Reason
from matching.enums import CriterionKind
from matching.models import Criterion
from matching.words.pair import Pair, Said, listed, quoted

BOTH = "both"
NAMES = ("mentee", "mentor")
ENDS = (".", "!", "?", "…")
HALF = 0.5

# Kinds in which two people can have something by name in common.
IN_COMMON = frozenset(
    {
        CriterionKind.COVERAGE,
        CriterionKind.TEXT,
        CriterionKind.OVERLAP,
        CriterionKind.SAME,
        CriterionKind.HOURS,
        CriterionKind.NETWORK,
        CriterionKind.LANGUAGE,
    }
)


class BadWords(ValueError):
    """The words cannot be said; its text tells the organiser why."""


def placeholders(kind: str) -> tuple[str, ...]:
    """What words for a criterion of this kind may name in braces."""
    return (*NAMES, BOTH) if kind in IN_COMMON else NAMES


def check(words: str, kind: str) -> None:
    """Raises BadWords unless every brace is a placeholder of this kind."""
    allowed = placeholders(kind)
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        raise BadWords(_("A brace stands alone. Write a name in two, such as {mentor}.")) from None
    for _text, name, spec, conversion in parts:
        if name is not None and (name not in allowed or spec or conversion):
            raise BadWords(
                _("{%(name)s} is not known here. Use %(allowed)s.")
                % {"name": name, "allowed": ", ".join(f"{{{one}}}" for one in allowed)}
            )


def filled(words: str, said: Mapping[str, str]) -> str:
    """The words with the placeholders filled; empty where one of them stands for nothing. Raises BadWords as `check`."""
    named = []
    try:
        for text, name, _spec, _conversion in Formatter().parse(words):
            named.append(text)
            if name is not None:
                if not said.get(name):
                    return ""
                named.append(said[name])
    except ValueError:
        return ""
    return "".join(named)


def own_words(pair: Pair, row: Criterion, part: Part, usual: Said) -> Said:
    """`usual` with the organiser's words in place of what it says for the two; what speaks against stays.

    The usual words stay whole where there are no others, where the two do not meet on this criterion or have nothing to
    name in common, and for what nobody may be told of."""
    if not row.explanation or row.identity or row.kind == CriterionKind.PREFER:
        return usual
    told, met = pair.tells(row), bool(usual.for_mentee or usual.for_mentor)
    if not (met or _speaks_for(part, told=told)):
        return usual
    texts = []
    for mentee in (True, False):
        said = {**pair.names, BOTH: _both(pair, row, part, mentee=mentee) if told else ""}
        texts.append(filled(row.explanation, said).strip())
    if not all(texts):
        return usual
    sentences = [text if text.endswith(ENDS) else f"{text}." for text in texts]
    reasons = [text.removesuffix(".") for text in texts]
    return replace(
        usual,
        sentence_mentee=_with(sentences[0], usual.against_mentee, of=usual.sentence_mentee),
        sentence_mentor=_with(sentences[1], usual.against_mentor, of=usual.sentence_mentor),
        for_mentee=reasons[0] if met else "",
        for_mentor=reasons[1] if met else "",
    )


def _speaks_for(part: Part, *, told: bool) -> bool:
    """Whether a part of which the usual words name no reason is for the two all the same."""
    if not told:
        return (part.value or 0) >= HALF
    return part.kind is Kind.BIAS or (part.kind is Kind.TEXT and part.reason is not Reason.TEXT_WEAK)


def _with(sentence: str, against: str, *, of: str) -> str:
    """The sentence, followed by what speaks against where the usual one told that too."""
    return f"{sentence} {against}." if against and f"{against}." in of else sentence


def _both(pair: Pair, row: Criterion, part: Part, *, mentee: bool) -> str:
    tell = _COMMON.get(part.kind)
    return tell(pair, row, part, mentee) if tell is not None else ""


def _words(pair: Pair, row: Criterion, part: Part, _mentee: object) -> str:
    return quoted(pair.word(row.mentee_field, number) for number in part.facts["common"])


def _languages(pair: Pair, row: Criterion, part: Part, _mentee: object) -> str:
    return listed(pair.word(row.mentee_field, number) for number in part.facts["common"])


def _networks(pair: Pair, _row: Criterion, part: Part, _mentee: object) -> str:
    return listed(_network_names(pair, part.facts["common"]))


def _network_names(pair: Pair, numbers: Sequence[int]) -> list[str]:
    return sorted(pair.networks[number].name for number in numbers if number in pair.networks)


def _skills(pair: Pair, _row: Criterion, part: Part, _mentee: object) -> str:
    met = [one for one in part.facts["skills"] if one["offered"]]
    return listed(pair.skill(one["skill"]) for one in sorted(met, key=lambda one: -one["priority"]))


def _terms(pair: Pair, _row: Criterion, _part: Part, _mentee: object) -> str:
    return quoted(pair.terms)


def _category(pair: Pair, row: Criterion, part: Part, _mentee: object) -> str:
    number = part.facts["mentee"]
    if row.mentee_field.partition(":")[0] == "networks":
        return listed(_network_names(pair, [number]))
    return pair.word(row.mentee_field, number)


def _hours(pair: Pair, _row: Criterion, part: Part, mentee: object) -> str:
    return pair.spans(part.facts["slots"], mentee=bool(mentee)) if part.facts["slots"] else ""


_COMMON: dict[Kind, Callable[[Pair, Criterion, Part, object], str]] = {
    Kind.COVERAGE: _skills,
    Kind.TEXT: _terms,
    Kind.OVERLAP: _words,
    Kind.SAME: _category,
    Kind.HOURS: _hours,
    Kind.NETWORK: _networks,
    Kind.LANGUAGE: _languages,
}
