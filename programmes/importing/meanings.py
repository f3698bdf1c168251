"""What a column of an organiser's file can become, and what such columns are usually called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from programmes.enums import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LEFT_OUT, NEW, IDENTITY, ASKED = "out", "new", "identity", "question:"


@dataclass(frozen=True)
class Meaning:
    """`called` are headings in small letters without accents and signs, the surest first. `several` columns may become
    the same one."""

    key: str
    label: StrOrPromise
    called: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True)
class Group:
    label: StrOrPromise
    meanings: tuple[Meaning, ...]


def _m(key: str, label: StrOrPromise, called: str = "", *, several: bool = False) -> Meaning:
    return Meaning(key, label, tuple(filter(None, called.split("|"))), several)


_ABOUT = (
    "biography|bio|about|about me|about you|profile|introduction|background|tell us about yourself|summary"
)

WHO = Group(
    _("Who they are"),
    (
        _m(
            "email", _("E-mail address"), "email|email address|e mail|e mail address|mail|work email|courriel"
        ),
        _m("name", _("Name"), "name|full name|your name|participant|participant name|display name"),
        _m("first_name", _("First name"), "first name|given name|forename|firstname|vorname|prenom"),
        _m("last_name", _("Last name"), "last name|surname|family name|lastname|nachname|nom de famille"),
        _m("pronouns", _("Pronouns"), "pronouns|pronoun"),
        _m(
            "job_title",
            _("Job title"),
            "job title|current role|job role|position|role title|job|role|title|occupation",
        ),
        _m(
            "place",
            _("Place"),
            "place|location|city|town|office|based in|where are you based|site|region|base",
        ),
        _m("zone", _("Time zone"), "time zone|timezone|zone|tz"),
        _m(
            "languages",
            _("Languages they speak"),
            "languages|language|languages spoken|spoken languages|speaks",
            several=True,
        ),
        _m(
            "formats",
            _("How they like to meet"),
            "meeting format|meeting formats|how to meet|formats",
            several=True,
        ),
    ),
)
NETWORKS = Group(
    _("Where they belong"),
    (
        _m(
            "employer",
            _("Employer or organisation"),
            "organisation|organization|employer|company|department|workplace|agency|firm|business unit",
        ),
        _m("school", _("School or university"), "school|university|college|alma mater", several=True),
        _m(
            "community",
            _("Community"),
            "community|communities|staff network|staff networks|network|networks",
            several=True,
        ),
        _m(
            "professional_body",
            _("Professional body"),
            "professional body|professional bodies|professional association|memberships|membership",
            several=True,
        ),
    ),
)
_SKILLS = (
    "skills|skill|expertise|areas of expertise|competencies|skills to develop|skills wanted|skills offered|"
    "wanted skills|offered skills|skills to learn|can help with"
)
_EITHER = (
    _m("topics", _("Areas for development"), "topics|areas for development|focus areas", several=True),
    _m("topics_note", _("More about these areas")),
    _m("qualities", _("Qualities"), "qualities|mentoring style", several=True),
    _m("qualities_note", _("More about these qualities")),
    _m("seniority", _("Seniority, from 1 to 6"), "seniority|seniority level"),
    _m(
        "line_manager_email",
        _("Line manager's e-mail address"),
        "line manager email|line managers email|manager email|line manager e mail|line manager email address|line managers email address",
    ),
)
_MENTEE = (
    _m("skills", _("Skills they want"), _SKILLS, several=True),
    _m(
        "goals", _("A goal"), "goal|goals|objective|objectives|aims|what do you want to achieve", several=True
    ),
    _m("where_i_am", _("Where they are now"), f"where i am|{_ABOUT}", several=True),
    _m(
        "where_i_want_to_be",
        _("Where they want to be"),
        "where i want to be|aspirations|career aspirations|ambitions|ambition|where do you want to be",
        several=True,
    ),
    _m(
        "challenges", _("What is hard at the moment"), "challenges|challenge|obstacles|barriers", several=True
    ),
    *_EITHER,
    _m("capacity", _("How many mentors at most"), "capacity|number of mentors|how many mentors"),
)
_MENTOR = (
    _m("skills", _("Skills they offer"), _SKILLS, several=True),
    _m("headline", _("Headline"), "headline|tagline|strapline"),
    _m("biography", _("Biography"), _ABOUT, several=True),
    *_EITHER,
    _m(
        "capacity",
        _("How many mentees at most"),
        "capacity|places|number of mentees|how many mentees|maximum mentees|max mentees|mentees|slots",
    ),
)
BOTH = Group(
    _("Their part"),
    (
        _m(
            "both",
            _("Yes: takes part as mentee and as mentor"),
            "both|both mentor and mentee|both mentee and mentor|mentor and mentee|also a mentor|also a mentee",
        ),
    ),
)


def groups(role: Role) -> tuple[Group, ...]:
    """What a column of a file of `role` can become, besides questions."""
    wants = (
        Group(_("What they want"), _MENTEE) if role == Role.MENTEE else Group(_("What they offer"), _MENTOR)
    )
    return (WHO, NETWORKS, wants, BOTH)


def meanings(role: Role) -> dict[str, Meaning]:
    return {meaning.key: meaning for group in groups(role) for meaning in group.meanings}
