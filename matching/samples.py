"""The letters of this app with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from matching.enums import DeclineReason
from matching.mails import KINDS, moment_for
from matching.queries.clock import time_left
from notifications.kinds import Letter
from notifications.letters import quotable
from notifications.samples import (  # fmt: skip
    LONG,
    MENTEE,
    MENTOR,
    NOBODY,
    NOW,
    Backdrop,
    Sample,
    Somebody,
    Variant,
    address,
    samples,
)
from programmes.enums import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Facts = Callable[[], dict[str, object]]

ACTIONS = {about.name: about.action for about in KINDS}
READERS = {about.name: about.reader for about in KINDS}
ONLY = gettext_lazy("As it goes out")
TO_MENTEE, TO_MENTOR = gettext_lazy("The mentee"), gettext_lazy("The mentor")


def _want() -> str:
    return _(
        "I lead a team for the first time and would like to learn how to say no, kindly, to a sponsor who asks for more.\n"
        "An hour every two weeks until spring would be wonderful."
    )


def _question() -> str:
    return _("What have you tried so far, and what happened then?")


def _reply() -> str:
    return _(
        "I said yes three times, and then my team worked two weekends. Next time I would like to be ready."
    )


def _others() -> list[dict[str, object]]:
    ask = address(reverse("matching:mentor", args=[NOBODY, NOBODY]))
    return [
        {"name": "Wilhelmina Ó Súilleabháin", "line": _("She leads projects, as you want to."), "score": 88, "url": ask},
        {"name": "Kenji Sato", "line": _("You both have Tuesday evenings."), "score": 74, "url": ask},
    ]  # fmt: skip


def _reasons() -> list[str]:
    return [
        _("She offers two of the three skills you want: budgets and leading a project."),
        _("You both have three hours in common a week."),
        _("You both studied at Leeds University."),
    ]


def moment_of(reader: Somebody, days: int) -> str:
    """So many days after the sample was written, on the reader's clock."""
    return moment_for(NOW + timedelta(days=days), Person(zone=reader.zone))


def _about_request(kind: str, facts: Facts, *, pair: tuple[Somebody, Somebody]) -> Callable[[Backdrop], Letter]:  # fmt: skip
    def letter(backdrop: Backdrop) -> Letter:
        mentee, mentor = pair
        reader = mentor if READERS[kind] == Role.MENTOR else mentee
        return reader.letter(
            {
                "mentee": mentee.name,
                "mentor": mentor.name,
                "mentee_first": mentee.first_name,
                "mentor_first": mentor.first_name,
                "programme": backdrop.programme,
                "want": quotable(_want()),
                "note": "",
                "question": "",
                "reply": "",
                "decline_reason": "",
                "reasons": [],
                "until": moment_of(reader, 7),
                "left": time_left(timedelta(days=7)),
                "closed_others": False,
                "others": [],
                "action_url": address(),
                "action_label": ACTIONS[kind],
                **facts(),
            }
        )

    return letter


def _none() -> dict[str, object]:
    return {}


def _with_others() -> dict[str, object]:
    return {"others": _others()}


def _asked(*, hours: int = 0) -> Facts:
    return lambda: {
        "question": quotable(_question()),
        **({"left": time_left(timedelta(hours=hours)), "until": moment_of(MENTEE, 1)} if hours else {}),
    }


REQUESTS: dict[str, tuple[StrOrPromise, dict[str, tuple[StrOrPromise, Facts]]]] = {
    "request_received": (
        gettext_lazy("When a mentee asks"),
        {
            "usual": (gettext_lazy("With reasons"), lambda: {"reasons": _reasons()}),
            "bare": (gettext_lazy("Without reasons"), _none),
        },
    ),
    "request_half_time": (
        gettext_lazy("Once, when half of the time to answer is over"),
        {
            "usual": (gettext_lazy("A week left"), lambda: {"reasons": _reasons()[:1]}),
            "last": (
                gettext_lazy("A day left"),
                lambda: {"left": time_left(timedelta(days=1)), "until": moment_of(MENTOR, 1)},
            ),
        },
    ),
    "request_question": (
        gettext_lazy("When the mentor asks something back"),
        {"usual": (ONLY, _asked())},
    ),
    "request_reply": (
        gettext_lazy("When the mentee replied to a question"),
        {
            "usual": (
                ONLY,
                lambda: {
                    "question": quotable(_question()),
                    "reply": quotable(_reply()),
                    "reasons": _reasons()[:2],
                },
            )
        },
    ),
    "request_reply_reminder": (
        gettext_lazy("Once, when half of the time to reply is over"),
        {
            "usual": (gettext_lazy("A week left"), _asked()),
            "last": (gettext_lazy("Hours left"), _asked(hours=5)),
        },
    ),
    "request_accepted": (
        gettext_lazy("When the mentor says yes"),
        {
            "usual": (
                gettext_lazy("With a word, other requests closed"),
                lambda: {
                    "note": quotable(_("I would love to. Shall we begin with the sponsor?")),
                    "closed_others": True,
                },
            ),
            "bare": (gettext_lazy("Without a word"), _none),
        },
    ),
    "request_declined": (
        gettext_lazy("When the mentor has no room"),
        {
            "usual": (
                gettext_lazy("With a reason, a word and others to ask"),
                lambda: {
                    "decline_reason": str(DeclineReason.NO_TIME.label),
                    "note": quotable(_("My spring is full. Wilhelmina knows much more about sponsors than I do.")),
                    "others": _others(),
                },
            ),
            "bare": (gettext_lazy("Without a reason, nobody else to ask"), _none),
        },
    ),
    "request_expired": (
        gettext_lazy("When the time to answer has run out"),
        {
            "usual": (gettext_lazy("With others to ask"), _with_others),
            "bare": (gettext_lazy("Nobody else to ask"), _none),
        },
    ),
    "request_closed_mentor_full": (
        gettext_lazy("When somebody else took the mentor's last place"),
        {
            "usual": (gettext_lazy("With others to ask"), _with_others),
            "bare": (gettext_lazy("Nobody else to ask"), _none),
        },
    ),
    "request_closed_mentee_matched": (
        gettext_lazy("When another mentor said yes first"),
        {"usual": (ONLY, _none)},
    ),
}  # fmt: skip

for _kind, (_when, _variants) in REQUESTS.items():
    samples.register(
        Sample(
            _kind,
            when=_when,
            reader=TO_MENTOR if READERS[_kind] == Role.MENTOR else TO_MENTEE,
            variants=(
                *(
                    Variant(name, label, _about_request(_kind, facts, pair=(MENTEE, MENTOR)))
                    for name, (label, facts) in _variants.items()
                ),
                Variant(
                    "long",
                    gettext_lazy("With a long name"),
                    _about_request(
                        _kind,
                        _variants["usual"][1],
                        pair=(LONG, MENTOR) if READERS[_kind] == Role.MENTOR else (MENTEE, LONG),
                    ),
                ),
            ),
        )
    )
