"""Words for skills wanted and offered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.enums import Level, Priority
from matching.engine import Part
from matching.engine.facts import Facts
from matching.models import Criterion
from matching.words.pair import Pair, Said, listed


def coverage(pair: Pair, row: Criterion, part: Part) -> Said:
    skills = sorted(part.facts["skills"], key=lambda one: (-one["priority"], pair.skill(one["skill"])))
    full = [one for one in skills if one["offered"] >= one["wanted"]]
    short = [one for one in skills if 0 < one["offered"] < one["wanted"]]
    near = [one for one in skills if not one["offered"] and one["through"] is not None]
    none = [one for one in skills if not one["offered"] and one["through"] is None]
    numbers = {"met": len(full), "total": len(skills), "skills": listed(_mastered(pair, one) for one in full)}
    close = [
        _("%(through)s (%(level)s), close to %(skill)s")
        % {
            "through": pair.skill(one["through"]),
            "level": Level(one["through_level"]).label,
            "skill": pair.skill(one["skill"]),
        }
        for one in near
    ]
    lacking = listed(pair.skill(one["skill"]) for one in [*short, *near, *none])
    for_mentee = for_mentor = ""
    if full:
        for_mentee = _("%(skills)s: %(met)d of the %(total)d skills you want") % numbers
        for_mentor = _("Wants what you offer: %(skills)s") % {
            "skills": listed(
                _("%(skill)s (you: %(level)s)")
                % {"skill": pair.skill(one["skill"]), "level": Level(one["offered"]).label}
                for one in full
            )
        }
    elif near:
        for_mentee = _("Offers %(close)s") % {"close": listed(close)}
        for_mentor = _("You offer %(close)s") % {"close": listed(close)}
    return Said(
        sentence_mentee=" ".join(_skill_sentence(pair, one, mentee=True) for one in skills),
        sentence_mentor=" ".join(_skill_sentence(pair, one, mentee=False) for one in skills),
        for_mentee=for_mentee,
        for_mentor=for_mentor,
        against_mentee=_against_skills(pair, short, near, none, mentee=True),
        against_mentor=_against_skills(pair, short, near, none, mentee=False),
        missing=_("%(mentor)s would have to offer more of %(skills)s.") % {**pair.names, "skills": lacking},
    )


def _mastered(pair: Pair, one: Facts) -> str:
    said = {"level": Level(one["offered"]).label, "skill": pair.skill(one["skill"])}
    if one["priority"] == Priority.MUST:
        return _("%(level)s in %(skill)s (a must)") % said
    return _("%(level)s in %(skill)s") % said


def _skill_sentence(pair: Pair, one: Facts, *, mentee: bool) -> str:
    said = {
        **pair.names,
        "skill": pair.skill(one["skill"]),
        "offered": Level(one["offered"]).label,
        "wanted": Level(one["wanted"]).label,
    }
    if one["offered"]:
        return (
            _("%(skill)s: %(mentor)s is %(offered)s, you aim at %(wanted)s.") % said
            if mentee
            else _("%(skill)s: you are %(offered)s, %(mentee)s aims at %(wanted)s.") % said
        )
    if one["through"] is not None:
        said |= {"through": pair.skill(one["through"]), "level": Level(one["through_level"]).label}
        return _("%(skill)s: not offered, but %(through)s (%(level)s) is close.") % said
    return _("%(skill)s: not offered.") % said


def _against_skills(
    pair: Pair, short: Sequence[Facts], near: Sequence[Facts], none: Sequence[Facts], *, mentee: bool
) -> str:
    if short and not none:
        said = {
            **pair.names,
            "skill": pair.skill(short[0]["skill"]),
            "offered": Level(short[0]["offered"]).label,
            "wanted": Level(short[0]["wanted"]).label,
        }
        if mentee:
            return _("%(offered)s in %(skill)s, where you aim at %(wanted)s") % said
        return _("Aims at %(wanted)s in %(skill)s, where you are %(offered)s") % said
    lacking = listed(pair.skill(one["skill"]) for one in [*none, *near])
    if not lacking:
        return ""
    return (
        _("Does not offer %(skills)s") if mentee else _("Also wants %(skills)s, which you do not offer")
    ) % {"skills": lacking}
