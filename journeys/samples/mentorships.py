"""The letters of this app with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.hours import Span
from journeys.operations.beginnings import STARTED_MAIL
from journeys.operations.help import HELP_MAIL
from journeys.operations.help_actions import MESSAGE_MAIL, NUDGE_MAIL
from journeys.queries.mentorships import CommonHour, hour_in_words
from notifications.kinds import Letter
from notifications.letters import quotable
from notifications.samples import (  # fmt: skip
    LONG,
    MENTEE,
    MENTOR,
    NOBODY,
    NOW,
    ORGANISER,
    Backdrop,
    Sample,
    Somebody,
    Variant,
    address,
    samples,
)

ONLY = gettext_lazy("As it goes out")
OPEN = gettext_lazy("Open your page")


def _hours(reader: Somebody, other: Somebody) -> tuple[CommonHour, ...]:
    zone = ZoneInfo("Africa/Johannesburg")
    spans = [
        Span(start, start + timedelta(hours=length))
        for start, length in (
            (datetime(2026, 11, 24, 17, tzinfo=zone), 2),
            (datetime(2026, 11, 26, 23, 30, tzinfo=zone), 1),
        )
    ]
    return tuple(hour_in_words(span, reader.zone, other.zone) for span in spans)


def _started(
    reader: Somebody, other: Somebody, *, is_mentee: bool, was_asked: bool, bare: bool = False
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        reasons = [
            _("You both have three hours in common a week."),
            _("You both studied at Leeds University."),
        ]
        return reader.letter(
            {
                "other": other.name,
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "is_mentee": is_mentee,
                "was_asked": was_asked,
                "address": other.email,
                "reasons": [] if bare else reasons,
                "hours": () if bare else _hours(reader, other),
                "action_url": address(reverse("journeys:mentorship", args=[NOBODY])),
                "action_label": OPEN,
            }
        )

    return letter


def _help(*, is_mentee: bool, words: bool) -> Callable[[Backdrop], Letter]:
    asked_by, other = (MENTEE, MENTOR) if is_mentee else (MENTOR, LONG)

    def letter(backdrop: Backdrop) -> Letter:
        message = _("We have cancelled three times now and I do not know how to say that it weighs on me.")
        return ORGANISER.letter(
            {
                "asked_by": asked_by.name,
                "asked_by_first": asked_by.first_name,
                "asked_by_address": asked_by.email,
                "is_mentee": is_mentee,
                "other": other.name,
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "message": quotable(message) if words else "",
                "asked_at": NOW,
                "started_at": NOW - timedelta(days=90),
                "action_url": address(reverse("journeys:organise_help_pair", args=[backdrop.slug, NOBODY])),
                "action_label": gettext_lazy("See where they stand"),
            },
            reply_to=asked_by.email,
        )

    return letter


def _helped(*, by: Somebody | None, words: bool = False, hours: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        message = _(
            "I hear that your calendars do not meet at the moment.\n\nWould a quarter of an hour on the phone do for November?"
        )
        return MENTEE.letter(
            {
                "other": MENTOR.name,
                "other_first": MENTOR.first_name,
                "programme": backdrop.programme,
                "by": by.name if by else "",
                "message": quotable(message) if words else "",
                "hours": _hours(MENTEE, MENTOR) if hours else (),
                "contact_url": address(reverse("programmes:enquiry", args=[backdrop.slug])),
                "help_url": address(reverse("journeys:help", args=[NOBODY])),
                "action_url": address(reverse("journeys:mentorship", args=[NOBODY])),
                "action_label": OPEN,
            },
            reply_to=by.email if by else "",
        )

    return letter


samples.register(
    Sample(
        STARTED_MAIL,
        when=gettext_lazy("When a pair begins"),
        reader=gettext_lazy("Both of the pair"),
        variants=(
            Variant(
                "usual",
                gettext_lazy("To the mentee"),
                _started(MENTEE, MENTOR, is_mentee=True, was_asked=False),
            ),
            Variant(
                "asked",
                gettext_lazy("To a mentor who said yes"),
                _started(MENTOR, MENTEE, is_mentee=False, was_asked=True),
            ),
            Variant(
                "matched",
                gettext_lazy("To a mentor whom the organisers matched"),
                _started(MENTOR, LONG, is_mentee=False, was_asked=False),
            ),
            Variant(
                "bare",
                gettext_lazy("No hours in common, no reasons"),
                _started(MENTEE, LONG, is_mentee=True, was_asked=False, bare=True),
            ),
        ),
    ),
    Sample(
        HELP_MAIL,
        when=gettext_lazy("At once, when somebody asks for help"),
        reader=gettext_lazy("Those who look after the programme, but neither of the two"),
        variants=(
            Variant("usual", gettext_lazy("With words"), _help(is_mentee=True, words=True)),
            Variant("bare", gettext_lazy("Without words, of a mentor"), _help(is_mentee=False, words=False)),
        ),
    ),
    Sample(
        NUDGE_MAIL,
        when=gettext_lazy("When an organiser reminds a pair"),
        reader=gettext_lazy("Both of the pair"),
        variants=(
            Variant("usual", gettext_lazy("With hours in common"), _helped(by=ORGANISER, hours=True)),
            Variant("bare", gettext_lazy("Without, of nobody in particular"), _helped(by=None)),
        ),
    ),
    Sample(
        MESSAGE_MAIL,
        when=gettext_lazy("When an organiser writes to one of a pair, or to both"),
        reader=gettext_lazy("Whom the organiser chose"),
        variants=(
            Variant("usual", ONLY, _helped(by=ORGANISER, words=True)),
            Variant("gone", gettext_lazy("The organiser has left meanwhile"), _helped(by=None, words=True)),
        ),
    ),
)
