"""Your next step in words: what to do, why, and where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.next_step import (
    Helping,
    NextStep,
    OpenIntake,
    Organising,
    Pairing,
    Seeking,
    Step,
    StepKind,
    Waiting,
)
from journeys.story import Ahead
from programmes.enums import Role
from ui.words import local_time


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class Words:
    """The deep card: a heading, a sentence or two, one primary action, and perhaps a quiet one."""

    title: str
    text: str
    action: Link
    other: Link | None = None


def guide_link(label: str, slug: str) -> Link:
    return Link(label, reverse("programmes:guide_chapter", args=[slug]), "book-open")


def words_for(step: NextStep) -> Words:
    """The words of `step`."""
    if step.kind == StepKind.FIND_PROGRAMME:
        return _find_programme()
    return _WORDS[step.kind](step.about)


def _days(days: int) -> str:
    if days < 1:
        return _("less than a day")
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _finish_intake(about: OpenIntake) -> Words:
    said = {"programme": about.programme, "n": about.number, "total": about.total}
    begun = about.number > 1
    minutes = ngettext("about %(n)d minute", "about %(n)d minutes", about.minutes) % {"n": about.minutes}
    why = (
        _("Mentors are ranked for you as soon as the last step is answered.")
        if about.role == Role.MENTEE
        else _("Mentees find you as soon as the last step is answered.")
    )
    return Words(
        (_("Go on with your answers for %(programme)s") if begun else _("Tell us what brings you to %(programme)s")) % said,
        _("Step %(n)d of %(total)d, %(minutes)s to the end; every step is saved. %(why)s") % {**said, "minutes": minutes, "why": why},
        Link(_("Continue") if begun else _("Begin"), reverse("programmes:intake", args=[about.enrolment]), "arrow-right"),
    )  # fmt: skip


def _answer_request(about: Waiting) -> Words:
    said = {"name": about.other, "days": _days(about.days)}
    return Words(
        _("Answer %(name)s") % said,
        _("%(name)s would like your help. You have %(days)s left to say yes, no, or to ask something back.") % said,
        Link(_("Read what %(name)s asks") % said, reverse("matching:request", args=[about.request]), "mail"),
        guide_link(_("How others decide"), "being-a-mentor"),
    )  # fmt: skip


def _reply(about: Waiting) -> Words:
    said = {"name": about.other, "days": _days(about.days)}
    return Words(
        _("Reply to %(name)s") % said,
        _("%(name)s asked you something before answering. You have %(days)s left; two or three sentences are plenty.") % said,
        Link(_("Read the question"), reverse("matching:request", args=[about.request]), "message-circle"),
    )  # fmt: skip


def _check_in(about: Pairing) -> Words:
    said = {"name": about.other}
    url = reverse("journeys:check_in", args=[about.check_in])
    return Words(
        _("Did you and %(name)s meet?") % said,
        _(
            "Your check-in takes half a minute. How it is going is yours to share or to keep; your organisers see whether you met."
        ),
        Link(_("Answer the check-in"), url, "circle-check"),
    )


def _together(about: Step) -> Words:
    said = {"name": about.other}
    ahead = about.ahead
    pair = _("You and %(name)s") % said
    when = _day_of(ahead)
    text = ahead.line or _("It is between you and %(name)s; your page has all of it.") % said
    return Words(
        ahead.text,
        f"{when}. {text}" if when else text,
        Link(ahead.label or _("Open it"), ahead.url, ahead.icon),
        Link(pair, reverse("journeys:mentorship", args=[about.mentorship]), "handshake"),
    )


def _day_of(ahead: Ahead) -> str:
    if ahead.at is not None:
        return local_time(timezone.localtime(ahead.at))
    return date_format(ahead.day, "D j F") if ahead.day is not None else ""


def _first_meeting(about: Pairing) -> Words:
    said = {"name": about.other}
    url = reverse("journeys:mentorship", args=[about.mentorship])
    return Words(
        _("Prepare your first hour with %(name)s") % said,
        _(
            "You find the hours that suit you both, how to reach each other, and an agenda for the first meeting."
        ),
        Link(_("See the hours you share"), url, "calendar-plus"),
        guide_link(_("How a first meeting goes well"), "first-meeting"),
    )


def _ask(about: Seeking) -> Words:
    said = {"programme": about.programme, "mentors": about.mentors, "n": about.saved}
    if about.saved:
        title = ngettext(
            "Ask the mentor you saved", "Ask one of the %(n)d mentors you saved", about.saved
        ) % said  # fmt: skip
    else:
        title = _("See who could help you")
    room = ngettext(
        "%(mentors)d mentor of %(programme)s has room, ranked for you with the reasons.",
        "%(mentors)d mentors of %(programme)s have room, ranked for you with the reasons.",
        about.mentors,
    )
    free = ngettext(
        "You can have %(n)d open request.", "You can have %(n)d open requests at once.", about.free
    )
    return Words(
        title,
        f"{room % said} {free % {'n': about.free}}",
        Link(_("See your matches"), reverse("matching:matches", args=[about.enrolment]), "search"),
        guide_link(_("How to ask"), "asking"),
    )


def _enlarge(about: Seeking) -> Words:
    said = {"programme": about.programme}
    if not about.mentors:
        title = _("Nobody in %(programme)s has room just now") % said
        text = _(
            "Places come free as mentorships close. More hours and languages on your side make your list longer when they do."
        )
    else:
        title = _("Make your list longer")
        text = _(
            "Several requests came to nothing, which happens to most people once. A few more hours, or one more skill you want, brings up mentors you have not seen."
        )
    return Words(
        title,
        text,
        Link(_("Mark more hours"), reverse("accounts:availability"), "clock"),
        Link(_("Change your answers"), reverse("programmes:intake_check", args=[about.enrolment]), "pencil"),
    )  # fmt: skip


def _wait_for_answer(about: Waiting) -> Words:
    said = {"name": about.other, "days": _days(about.days)}
    return Words(
        _("%(name)s has your request") % said,
        _("%(name)s has %(days)s left to answer. If the time runs out, we suggest who to ask next. Meanwhile: write down your goals as you would tell a friend.") % said,
        guide_link(_("From a wish to a goal"), "goals"),
        Link(_("See the request"), reverse("matching:request", args=[about.request]), "hourglass"),
    )  # fmt: skip


def _wait_for_organiser(about: str) -> Words:
    return Words(
        _("Your answers are with the organisers of %(programme)s") % {"programme": about},
        _("You get an e-mail as soon as they have read them. Until then you can still change what you wrote, and read how others began."),
        guide_link(_("What makes a mentorship work"), "working-together"),
    )  # fmt: skip


def _wait_for_match(about: Seeking) -> Words:
    said = {"programme": about.programme}
    text = (
        _("Your requests are all in use. As soon as one is answered you can ask somebody else.")
        if about.chooses
        else _(
            "The organisers match everybody at once, and you get an e-mail with the reasons. The more hours you mark, the better it can be."
        )
    )
    return Words(
        _("You are in the round of %(programme)s") % said,
        text,
        Link(_("Look over your hours"), reverse("accounts:availability"), "clock"),
        guide_link(_("Know what you want"), "goals"),
    )  # fmt: skip


def _wait_for_request(about: Helping) -> Words:
    left = ngettext("one place is left", "%(n)d places are left", about.places) % {"n": about.places}
    return Words(
        _("You are on the list of %(programme)s") % {"programme": about.programme},
        _("Mentees find you there, and %(left)s. When somebody asks, you have their reasons in front of you and all the time of the clock. Meanwhile, what you found hard is what they like to read most.") % {"left": left},
        Link(_("Look over your page"), reverse("programmes:intake_check", args=[about.enrolment]), "pencil"),
        guide_link(_("Being a mentor"), "being-a-mentor"),
    )  # fmt: skip


def _take_requests(about: Helping) -> Words:
    left = ngettext("You have one place free", "You have %(n)d places free", about.places) % {
        "n": about.places
    }
    return Words(
        _("You take no requests at present"),
        _("%(left)s in %(programme)s. Nobody can ask for it until you say so, and nobody is told why.") % {"left": left, "programme": about.programme},
        Link(_("Take requests again"), reverse("matching:requests"), "inbox"),
    )  # fmt: skip


def _keep_going(about: Pairing) -> Words:
    said = {"name": about.other}
    page = Link(_("Open your page"), reverse("journeys:mentorship", args=[about.mentorship]), "handshake")
    if about.arranged:
        return Words(
            _("Your next date with %(name)s stands") % said,
            _("Two days before, put the one question that matters most on the agenda. That is all there is to do now."),
            page,
            guide_link(_("How to work together"), "working-together"),
        )  # fmt: skip
    if about.proposed:
        return Words(
            _("Times are proposed to you and %(name)s") % said,
            _("As soon as one of them is agreed, both of you get it for your calendar."),
            Link(_("See the times"), reverse("journeys:meetings", args=[about.mentorship]), "calendar-clock"),
            page,
        )
    return Words(
        _("Find the next date with %(name)s") % said,
        _("A date in both calendars is what keeps a mentorship alive. Propose two or three times from the hours you share."),
        Link(_("Propose times"), reverse("journeys:plan_meeting", args=[about.mentorship]), "calendar-plus"),
        page,
    )  # fmt: skip


def _resting(about: Pairing) -> Words:
    return Words(
        _("You and %(name)s are having a pause") % {"name": about.other},
        _("No check-ins come until you take it up again, and the place is kept for you both."),
        Link(_("Open your page"), reverse("journeys:mentorship", args=[about.mentorship]), "circle-pause"),
    )


def _answer_call(about: Organising) -> Words:
    said = {"n": about.calls, "programme": about.programme}
    return Words(
        ngettext(
            "%(n)d person asked for help in %(programme)s",
            "%(n)d people asked for help in %(programme)s",
            about.calls,
        )
        % said,
        _(
            "A short, friendly question back within a day or two is the best start. The other side does not know."
        ),
        Link(_("Read the calls for help"), reverse("admin:journeys_helprequest_changelist"), "life-buoy"),
        guide_link(_("When it does not work"), "when-it-does-not-work"),
    )


def _organise(about: Organising) -> Words:
    return Words(
        _("Look after %(programme)s") % {"programme": about.programme},
        _("See who has joined, whose requests wait, and who asked for help."),
        Link(_("Open the organisers' pages"), reverse("programmes:organise_list"), "sliders-horizontal"),
    )


def _find_programme() -> Words:
    return Words(
        _("Find a programme to join"),
        _("A programme brings mentees and mentors together. Joining one takes ten minutes, and you can stop and come back."),
        Link(_("See open programmes"), reverse("programmes:programme_list"), "search"),
        Link(_("I have a code"), reverse("programmes:join_code"), "key-round"),
    )  # fmt: skip


_WORDS: dict[StepKind, Callable[..., Words]] = {
    StepKind.FINISH_INTAKE: _finish_intake,
    StepKind.ANSWER_REQUEST: _answer_request,
    StepKind.REPLY: _reply,
    StepKind.ANSWER_CALL: _answer_call,
    StepKind.TOGETHER: _together,
    StepKind.CHECK_IN: _check_in,
    StepKind.FIRST_MEETING: _first_meeting,
    StepKind.ASK: _ask,
    StepKind.ENLARGE: _enlarge,
    StepKind.WAIT_FOR_ANSWER: _wait_for_answer,
    StepKind.WAIT_FOR_ORGANISER: _wait_for_organiser,
    StepKind.WAIT_FOR_MATCH: _wait_for_match,
    StepKind.WAIT_FOR_REQUEST: _wait_for_request,
    StepKind.TAKE_REQUESTS: _take_requests,
    StepKind.KEEP_GOING: _keep_going,
    StepKind.RESTING: _resting,
    StepKind.ORGANISE: _organise,
}
