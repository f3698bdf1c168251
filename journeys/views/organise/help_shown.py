"""What the pages of the help queue show, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.enums import HelpActionKind, HelpOutcome, HelpRuleKey
from journeys.forms.help import OutcomeForm
from journeys.help_words import ACTIONS, RULES, because
from journeys.mails.mentorships import help_letter
from journeys.models import HelpAction
from journeys.operations.help_actions import MESSAGE_MAIL, NUDGE_MAIL
from journeys.queries.help_queue import Named
from matching.enums import MentorshipState
from matching.mentorship_mails import mentorship_letter
from matching.models import Mentorship
from matching.operations.mentorships import ENDED_MAIL, PAUSED_MAIL, RESUMED_MAIL
from notifications.kinds import Letter
from notifications.letters import write
from notifications.models import Notification
from programmes.enums import MatchingMode

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

POSSIBLE = {
    MentorshipState.ACTIVE: [
        HelpActionKind.NUDGE,
        HelpActionKind.MESSAGE,
        HelpActionKind.LEAVE,
        HelpActionKind.PAUSE,
        HelpActionKind.REMATCH,
        HelpActionKind.END,
    ],
    MentorshipState.PAUSED: [
        HelpActionKind.RESUME,
        HelpActionKind.MESSAGE,
        HelpActionKind.LEAVE,
        HelpActionKind.REMATCH,
        HelpActionKind.END,
    ],
}
_TONES = {HelpRuleKey.ASKED: "warn", HelpRuleKey.LOW_PULSE: "warn"}


@dataclass(frozen=True)
class ShownCause:
    """A rule and its sentence."""

    label: StrOrPromise
    tone: str
    text: str


@dataclass(frozen=True)
class Choice:
    """One action as a link."""

    verb: StrOrPromise
    icon: str
    url: str
    happens: str
    danger: bool


@dataclass(frozen=True)
class Shown:
    """A mentorship as a card of the queue: `first` is the action most likely to help."""

    mentorship: Mentorship
    causes: tuple[ShownCause, ...]
    last: HelpAction | None
    first: Choice | None
    others: tuple[Choice, ...]


@dataclass(frozen=True)
class ShownLetter:
    """A letter as it will go out, or nothing where its reader cannot be reached."""

    reader: Person
    subject: str = ""
    text: str = ""


def names_of(mentorship: Mentorship) -> dict[str, str]:
    return {
        "mentee": mentorship.mentee.person.first_name,
        "mentor": mentorship.mentor.person.first_name,
        "programme": mentorship.programme.name,
    }


def choices_for(mentorship: Mentorship) -> tuple[Choice, ...]:
    """What an organiser can do with it in its present state."""
    names, slug = names_of(mentorship), mentorship.programme.slug
    return tuple(
        Choice(
            ACTIONS[kind].verb,
            ACTIONS[kind].icon,
            reverse("journeys:organise_help_action", args=[slug, mentorship.pk, kind.value]),
            str(ACTIONS[kind].happens) % names,
            ACTIONS[kind].danger,
        )
        for kind in POSSIBLE.get(MentorshipState(mentorship.state), [])
    )


def shown(named: Named, *, now: datetime) -> Shown:
    causes = tuple(
        ShownCause(
            RULES[cause.key].label,
            _TONES.get(cause.key, ""),
            because(cause, named.mentorship, named.facts, now=now),
        )
        for cause in named.causes
    )
    choices = choices_for(named.mentorship)
    # Whoever asked wants an answer, not a reminder.
    asked = any(cause.key in {HelpRuleKey.ASKED, HelpRuleKey.LOW_PULSE} for cause in named.causes)
    first = next((one for one in choices if one.verb == ACTIONS[HelpActionKind.MESSAGE].verb), None)
    if not asked and choices:
        first = choices[0]
    return Shown(
        named.mentorship, causes, named.last, first, tuple(one for one in choices if one is not first)
    )


def shown_history(actions: Sequence[HelpAction]) -> list[tuple[HelpAction, list[StrOrPromise], OutcomeForm]]:
    """Each action with the rules that named the mentorship then, and the form that asks how it went."""
    known = {str(key): words.label for key, words in RULES.items()}
    return [
        (
            action,
            [known[key] for key in action.evidence if key in known],
            OutcomeForm(
                initial={"outcome": action.outcome or HelpOutcome.OPEN}, auto_id=f"outcome-{action.pk}-%s"
            ),
        )
        for action in actions
    ]


def ways_to_match(mentorship: Mentorship) -> list[tuple[StrOrPromise, str]]:
    """How the mentee of a mentorship that ended finds another mentor here."""
    if mentorship.state not in {MentorshipState.ENDED, MentorshipState.COMPLETED}:
        return []
    slug = mentorship.programme.slug
    places = (_("See who has a place free"), reverse("programmes:organise_capacity", args=[slug]))
    if mentorship.programme.mode == MatchingMode.SELF:
        return [places]
    run = (_("Run a matching, or set the pair by hand in it"), reverse("matching:organise_runs", args=[slug]))
    return [run, places]


# --- letters before they go out


def nudge_letters(mentorship: Mentorship, by: Person | None) -> list[ShownLetter]:
    return [_shown(NUDGE_MAIL, one, help_letter(mentorship, one, by=by)) for one in _people(mentorship)]


def message_letters(
    mentorship: Mentorship, by: Person | None, *, to: Sequence[Person], text: str
) -> list[ShownLetter]:
    return [_shown(MESSAGE_MAIL, one, help_letter(mentorship, one, by=by, text=text)) for one in to]


def pause_letters(mentorship: Mentorship, until: date | None) -> list[ShownLetter]:
    return _changed(PAUSED_MAIL, mentorship, MentorshipState.PAUSED, {"until": until})


def resume_letters(mentorship: Mentorship) -> list[ShownLetter]:
    return _changed(RESUMED_MAIL, mentorship, MentorshipState.ACTIVE, {})


def end_letters(mentorship: Mentorship, *, completed: bool) -> list[ShownLetter]:
    state = MentorshipState.COMPLETED if completed else MentorshipState.ENDED
    return _changed(ENDED_MAIL, mentorship, state, {})


def _changed(
    kind: str, mentorship: Mentorship, state: MentorshipState, facts: dict[str, object]
) -> list[ShownLetter]:
    return [
        _shown(kind, one, mentorship_letter(mentorship, one, state=state, **facts))
        for one in _people(mentorship)
    ]


def _people(mentorship: Mentorship) -> list[Person]:
    return [mentorship.mentee.person, mentorship.mentor.person]


def _shown(kind: str, reader: Person, letter: Letter | None) -> ShownLetter:
    if letter is None:
        return ShownLetter(reader)
    message = write(Notification(kind=kind, message_id=""), letter)
    return ShownLetter(reader, str(message.subject), str(message.body))
