"""Words for each kind of criterion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import NetworkKind
from accounts.models import Network
from matching.engine import Kind, Part, Reason
from matching.engine.facts import Facts
from matching.models import Criterion
from matching.words.clock import spelled
from matching.words.own import own_words
from matching.words.pair import NAMED, Pair, Said, listed, quoted
from matching.words.skills import coverage
from programmes.enums import Seniority
from ui.words import inside


def say(pair: Pair, part: Part) -> Said:
    """The words for one part of a pair's score: the organiser's own where the criterion has some."""
    row = pair.snapshot.criteria[part.criterion]
    if part.reason is Reason.UNANSWERED:
        return _unanswered(pair, part.facts)
    usual = _SAYINGS[part.kind](pair, row, part) if pair.tells(row) else _untold(part)
    return own_words(pair, row, part, usual)


def _unanswered(pair: Pair, facts: Facts) -> Said:
    if facts["unanswered"] == ["mentor"]:
        text = _("%(mentor)s has not told this yet.") % pair.names, _("You have not told this yet.")
    elif facts["unanswered"] == ["mentee"]:
        text = _("You have not told this yet."), _("%(mentee)s has not told this yet.") % pair.names
    else:
        text = _("Neither of you has told this yet."), _("Neither of you has told this yet.")
    return Said(*text)


def _untold(part: Part) -> Said:
    text = (
        _("Your answers fit as the programme asks.")
        if (part.value or 0) >= 0.5
        else _("Your answers fit less than the programme hopes.")
    )
    return Said(text, text)


def _text(pair: Pair, row: Criterion, part: Part) -> Said:
    terms = pair.terms[:NAMED]
    words = {**pair.names, "terms": quoted(terms)}
    if terms:
        mentee = _("Your goals and %(mentor)s’s words both speak of %(terms)s.") % words
        mentor = _("%(mentee)s’s goals and your words both speak of %(terms)s.") % words
        reason = _("You both write about %(terms)s") % words if part.reason is not Reason.TEXT_WEAK else ""
        return Said(mentee, mentor, reason, reason, missing=_("much else in the two texts differs."))
    if part.reason is Reason.TEXT_WEAK:
        mentee = _("Your goals and %(mentor)s’s words have little in common.") % words
        mentor = _("%(mentee)s’s goals and your words have little in common.") % words
    else:
        mentee = _("Your goals and %(mentor)s’s words are near in meaning, in different words.") % words
        mentor = _("%(mentee)s’s goals and your words are near in meaning, in different words.") % words
    return Said(mentee, mentor, missing=_("the two texts speak of different things."))


def _overlap(pair: Pair, row: Criterion, part: Part) -> Said:
    field = row.mentee_field
    both = [pair.word(field, number) for number in part.facts["common"]]
    only = [pair.word(field, number) for number in part.facts["missing"]]
    words = {**pair.names, "label": row.label, "both": quoted(both), "only": quoted(only)}
    texts = _OVERLAPS.get(field, _any_overlap)()
    against_mentee, against_mentor = (texts[2] % words, texts[3] % words) if only else ("", "")
    for_mentee, for_mentor = (texts[0] % words, texts[1] % words) if both else ("", "")
    return Said(
        _sentences(for_mentee, against_mentee),
        _sentences(for_mentor, against_mentor),
        for_mentee,
        for_mentor,
        against_mentee,
        against_mentor,
        missing=f"{inside(against_mentee)}.",
    )


def _sentences(*said: str) -> str:
    return " ".join(f"{one}." for one in said if one)


def _topics() -> tuple[str, str, str, str]:
    return (
        _("Likes to help with %(both)s"),
        _("Would like help with %(both)s"),
        _("%(mentor)s did not name %(only)s"),
        _("Also hopes for help with %(only)s"),
    )


def _qualities() -> tuple[str, str, str, str]:
    return (
        _("As you hope: %(both)s"),
        _("Hopes for a mentor as you are: %(both)s"),
        _("You also hope for %(only)s"),
        _("Also hopes for %(only)s"),
    )


def _any_overlap() -> tuple[str, str, str, str]:
    return (
        _("%(label)s in common: %(both)s"),
        _("%(label)s in common: %(both)s"),
        _("%(label)s that only you named: %(only)s"),
        _("%(label)s that only %(mentee)s named: %(only)s"),
    )


_OVERLAPS = {"topics": _topics, "qualities": _qualities}


def _same(pair: Pair, row: Criterion, part: Part) -> Said:
    ours, theirs = (_category(pair, field, part.facts[side]) for field, side in _sides(row))
    words = {**pair.names, "label": row.label, "ours": ours, "theirs": theirs}
    if part.facts["mentee"] == part.facts["mentor"]:
        text = _("%(label)s: both of you %(ours)s") % words
        texts = text, text
    else:
        texts = (
            _("%(label)s: you %(ours)s, %(mentor)s %(theirs)s") % words,
            _("%(label)s: you %(theirs)s, %(mentee)s %(ours)s") % words,
        )
    sentences = f"{texts[0]}.", f"{texts[1]}."
    return Said(*sentences, *texts) if part.value else Said(*sentences, "", "", *texts)


def _sides(row: Criterion) -> tuple[tuple[str, str], tuple[str, str]]:
    return (row.mentee_field, "mentee"), (row.mentor_field or row.mentee_field, "mentor")


def _category(pair: Pair, field: str, number: int) -> str:
    if field.partition(":")[0] == "networks":
        network = pair.networks.get(number)
        return network.name if network else _("another")
    return pair.word(field, number)


def _gap(pair: Pair, row: Criterion, part: Part) -> Said:
    gap = round(part.facts["gap"])
    ours, theirs = (_rung(pair, field, part.facts[side]) for field, side in _sides(row))
    words = {
        **pair.names,
        "label": row.label,
        "ours": ours,
        "theirs": theirs,
        "n": abs(gap),
        "steps": spelled(abs(gap)),
    }
    if gap > 0:
        mentee = ngettext(
            "%(steps)s step ahead of you: “%(theirs)s”, and you “%(ours)s”",
            "%(steps)s steps ahead of you: “%(theirs)s”, and you “%(ours)s”",
            gap,
        )
        mentor = ngettext(
            "%(steps)s step behind you: “%(ours)s”, and you “%(theirs)s”",
            "%(steps)s steps behind you: “%(ours)s”, and you “%(theirs)s”",
            gap,
        )
    elif gap == 0:
        mentee = mentor = _("On the same step as you: “%(ours)s”")
    else:
        mentee = _("On an earlier step than you: “%(theirs)s”, and you “%(ours)s”")
        mentor = _("On a later step than you: “%(ours)s”, and you “%(theirs)s”")
    texts = mentee % words, mentor % words
    sentences = f"{texts[0]}.", f"{texts[1]}."
    return Said(*sentences, *texts) if part.reason is Reason.GAP_BEST else Said(*sentences, "", "", *texts)


def _rung(pair: Pair, field: str, rung: float) -> str:
    question = pair.snapshot.asked.get(field.removeprefix("question:"))
    if question is not None:
        return next((question.label[key] for key, at in question.rung.items() if at == rung), f"{rung:g}")
    return str(Seniority(int(rung)).label) if rung in Seniority.values else f"{rung:g}"


def _hours(pair: Pair, row: Criterion, part: Part) -> Said:
    slots, hours = part.facts["slots"], part.facts["hours"]
    if not slots:
        none = _("No hour a week that both of you marked")
        missing = _("one hour in common would be the first.")
        return Said(f"{none}.", f"{none}.", against_mentee=none, against_mentor=none, missing=missing)
    counted = ngettext(
        "%(hours)s shared hour a week: %(spans)s",
        "%(hours)s shared hours a week: %(spans)s",
        1 if hours <= 1 else 2,
    )
    mentee, mentor = (
        counted % {"hours": spelled(hours), "spans": pair.spans(slots, mentee=own)} for own in (True, False)
    )
    more = part.facts["wanted_hours"] - hours
    if more <= 0:
        return Said(f"{mentee}.", f"{mentor}.", mentee, mentor)
    missing = ngettext(
        "%(more)s more shared hour a week would win all of them.",
        "%(more)s more shared hours a week would win all of them.",
        1 if more <= 1 else 2,
    ) % {"more": spelled(more).lower()}
    if hours > 1:
        return Said(f"{mentee}.", f"{mentor}.", mentee, mentor, missing=missing)
    return Said(f"{mentee}.", f"{mentor}.", "", "", mentee, mentor, missing=missing)


def _network(pair: Pair, row: Criterion, part: Part) -> Said:
    shared = [pair.networks[number] for number in part.facts["common"] if number in pair.networks]
    if not shared:
        text = _("You share no network so far.")
        return Said(text, text, missing=_("you share no network."))
    text = "; ".join(_belonging(shared))
    reason = text[:1].upper() + text[1:]
    return Said(f"{reason}.", f"{reason}.", reason, reason)


def _belonging(shared: Sequence[Network]) -> Iterator[str]:
    texts = {
        NetworkKind.EMPLOYER: _("you both work at %(names)s"),
        NetworkKind.SCHOOL: _("you both know %(names)s from the inside"),
        NetworkKind.COMMUNITY: _("you both belong to %(names)s"),
        NetworkKind.PROFESSIONAL_BODY: _("you are both members of %(names)s"),
    }
    for kind, text in texts.items():
        names = [network.name for network in shared if network.kind == kind]
        if names:
            yield text % {"names": listed(sorted(names))}


def _language(pair: Pair, row: Criterion, part: Part) -> Said:
    both = [pair.word(row.mentee_field, number) for number in part.facts["common"]]
    text = _("Languages in common: %(both)s") % {"both": listed(both)} if both else _("No language in common")
    return Said(f"{text}.", f"{text}.", text if both else "", text if both else "", "" if both else text)


def _bias(pair: Pair, row: Criterion, part: Part) -> Said:
    text = _("A number of the programme’s own, the same for every mentee.")
    return Said(text, text)


_SAYINGS: dict[Kind, Callable[[Pair, Criterion, Part], Said]] = {
    Kind.COVERAGE: coverage,
    Kind.TEXT: _text,
    Kind.OVERLAP: _overlap,
    Kind.SAME: _same,
    Kind.DIFFERENT: _same,
    Kind.GAP: _gap,
    Kind.HOURS: _hours,
    Kind.NETWORK: _network,
    Kind.LANGUAGE: _language,
    Kind.BIAS: _bias,
}
