"""The help queue in words: why a mentorship is named, with dates, and what each action does. Never what people answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journeys.enums import HelpActionKind, HelpRuleKey
from journeys.help_rules import Cause, Facts
from matching.models import Mentorship

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class RuleWords:
    """How the rules page explains a rule: what it names, and what its threshold counts."""

    label: StrOrPromise
    text: StrOrPromise
    counts: StrOrPromise = ""


RULES: Mapping[HelpRuleKey, RuleWords] = {
    HelpRuleKey.ASKED: RuleWords(
        gettext_lazy("Somebody asked for help"),
        gettext_lazy(
            "At once, and always: whoever presses “I need help” is heard. The other of the two is not told."
        ),
    ),
    HelpRuleKey.NO_FIRST_MEETING: RuleWords(
        gettext_lazy("No first meeting yet"),
        gettext_lazy(
            "No meeting took place and nobody said in a check-in that they met, so many days after the start. Two who have a date are left alone until then."
        ),
        gettext_lazy("Days after the start"),
    ),
    HelpRuleKey.IDLE: RuleWords(
        gettext_lazy("Nothing heard for a while"),
        gettext_lazy(
            "No answer, meeting, message, news of a goal or signed agreement for so many days; never sooner than three days after a check-in was asked, and never while they have a date. When something happened is all that counts here, never what was said."
        ),
        gettext_lazy("Days without a word"),
    ),
    HelpRuleKey.MISSED_CHECK_INS: RuleWords(
        gettext_lazy("Check-ins missed in a row"),
        gettext_lazy("One of the two left so many check-ins running without an answer."),
        gettext_lazy("Check-ins in a row"),
    ),
    HelpRuleKey.LOW_PULSE: RuleWords(
        gettext_lazy("Low answers in a row"),
        gettext_lazy(
            "How it goes is people’s own. With this rule the check-in says, before anybody answers, that so many low "
            "answers in a row (stuck or slow) tell you that somebody should ask. You see that, never an answer, nor whose it "
            "was. Answers given before count for nothing."
        ),
        gettext_lazy("Low answers in a row"),
    ),
    HelpRuleKey.NO_AGREEMENT: RuleWords(
        gettext_lazy("No signed agreement yet"),
        gettext_lazy(
            "The two have signed no working agreement, so many days after the start. You see that, never what it says."
        ),
        gettext_lazy("Days after the start"),
    ),
}


def because(cause: Cause, mentorship: Mentorship, facts: Facts, *, now: datetime) -> str:
    """One sentence or two that say why, with dates."""
    day, days = _day(cause.at), _days(cause.amount)
    if cause.key == HelpRuleKey.ASKED:
        return _called(cause, mentorship)
    if cause.key == HelpRuleKey.MISSED_CHECK_INS:
        return _missed(cause, mentorship)
    if cause.key == HelpRuleKey.LOW_PULSE:
        weeks = {"first": _week(cause.at), "last": _week(cause.until or cause.at)}
        return (
            _("Answers between the weeks of %(first)s and %(last)s say that somebody should ask how it goes.")
            % weeks
        )
    if cause.key == HelpRuleKey.IDLE:
        return _("Nothing was heard from either of them since %(day)s, %(days)s ago.") % {
            "day": day,
            "days": days,
        }
    if cause.key == HelpRuleKey.NO_AGREEMENT:
        return _("Together since %(day)s, %(days)s, without a working agreement that both signed.") % {
            "day": day,
            "days": days,
        }
    said = _("Together since %(day)s, %(days)s, and nobody has said that they met.") % {
        "day": day,
        "days": days,
    }
    if facts.heard_at is None and facts.unanswered_at is None and facts.next_at is not None:
        asked = _("They are asked for the first time on %(day)s.") % {"day": _day(facts.next_at)}
        return f"{said} {asked}"
    return said


def _called(cause: Cause, mentorship: Mentorship) -> str:
    mentee, mentor = mentorship.mentee.person, mentorship.mentor.person
    by, other = (mentor, mentee) if cause.person == mentor.pk else (mentee, mentor)
    return _("%(name)s asked for help on %(day)s. %(other)s does not know of it.") % {
        "name": by.first_name,
        "day": _day(cause.at),
        "other": other.first_name,
    }


def _missed(cause: Cause, mentorship: Mentorship) -> str:
    people = (mentorship.mentee.person, mentorship.mentor.person)
    name = next((one.first_name for one in people if one.pk == cause.person), "")
    said = {"name": name, "n": cause.amount, "first": _day(cause.at), "last": _day(cause.until or cause.at)}
    one = _("%(name)s left the check-in of %(first)s without an answer.")
    many = _("%(name)s left %(n)d check-ins in a row without an answer, from %(first)s to %(last)s.")
    return (one if cause.amount == 1 else many) % said


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F")


def _week(at: datetime) -> str:
    """The Monday of its week: the day itself may tell whose answer it was."""
    day = timezone.localtime(at).date()
    monday: date = day - timedelta(days=day.weekday())
    return date_format(monday, "j F")


def _days(number: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


@dataclass(frozen=True)
class ActionWords:
    """One action: the verb of its link, the page's heading and button, and what will happen. Each may name %(mentee)s,
    %(mentor)s and %(programme)s."""

    verb: StrOrPromise
    icon: str
    title: StrOrPromise
    happens: StrOrPromise
    button: StrOrPromise
    done: StrOrPromise
    danger: bool = False


ACTIONS: Mapping[HelpActionKind, ActionWords] = {
    HelpActionKind.NUDGE: ActionWords(
        gettext_lazy("Remind both"),
        "bell",
        gettext_lazy("Remind %(mentee)s and %(mentor)s"),
        gettext_lazy("Each of the two gets a kind letter that says nothing of why and blames nobody. If nothing changes, they stand here again in a week."),
        gettext_lazy("Remind both"),
        gettext_lazy("%(mentee)s and %(mentor)s are reminded."),
    ),
    HelpActionKind.MESSAGE: ActionWords(
        gettext_lazy("Write"),
        "mail",
        gettext_lazy("Write to %(mentee)s or %(mentor)s"),
        gettext_lazy("Your words go out as a letter, and the answer comes to you. An open call for help is noted as dealt with."),
        gettext_lazy("Send it"),
        gettext_lazy("Your letter is on its way."),
    ),
    HelpActionKind.LEAVE: ActionWords(
        gettext_lazy("Looked at it"),
        "eye",
        gettext_lazy("Leave %(mentee)s and %(mentor)s for now"),
        gettext_lazy("You looked at it, and nothing needs doing yet. Nobody is told. They stand here again on the day you choose, if it still holds; a new call for help comes at once."),
        gettext_lazy("Leave it for now"),
        gettext_lazy("Left for now. You see it again if it still holds."),
    ),
    HelpActionKind.PAUSE: ActionWords(
        gettext_lazy("Pause"),
        "circle-pause",
        gettext_lazy("Pause the mentorship of %(mentee)s and %(mentor)s"),
        gettext_lazy("Both are told by letter. Their places stay taken, and no check-ins come until it goes on."),
        gettext_lazy("Pause it"),
        gettext_lazy("The mentorship of %(mentee)s and %(mentor)s rests. Both are told."),
    ),
    HelpActionKind.RESUME: ActionWords(
        gettext_lazy("Take it up again"),
        "play",
        gettext_lazy("Take up the mentorship of %(mentee)s and %(mentor)s again"),
        gettext_lazy("Both are told by letter, and check-ins come again, moved by the days it rested."),
        gettext_lazy("Take it up again"),
        gettext_lazy("%(mentee)s and %(mentor)s go on. Both are told."),
    ),
    HelpActionKind.REMATCH: ActionWords(
        gettext_lazy("Match anew"),
        "shuffle",
        gettext_lazy("End this one, and find %(mentee)s another mentor"),
        gettext_lazy("The mentorship ends without fault on either side, and both are told by letter. Both places are free at once, so that %(mentee)s can find somebody else. This cannot be undone."),
        gettext_lazy("End it and match anew"),
        gettext_lazy("Both places are free, and both are told. %(mentee)s is looking for a mentor."),
        danger=True,
    ),
    HelpActionKind.END: ActionWords(
        gettext_lazy("End"),
        "circle-x",
        gettext_lazy("End the mentorship of %(mentee)s and %(mentor)s"),
        gettext_lazy("Both are told by a letter that gives no reason and blames nobody. Both places are free at once. What they kept stays on their page. This cannot be undone."),
        gettext_lazy("End it"),
        gettext_lazy("The mentorship of %(mentee)s and %(mentor)s is over. Both are told."),
        danger=True,
    ),
}  # fmt: skip
