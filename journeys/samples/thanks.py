"""The letter of thanks, with people of fiction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.operations.thanks import THANKS_MAIL
from notifications.kinds import Letter
from notifications.letters import quotable
from notifications.samples import (  # fmt: skip
    LONG,
    MENTEE,
    MENTOR,
    NOBODY,
    Backdrop,
    Sample,
    Somebody,
    Variant,
    address,
    samples,
)


def _note() -> str:
    return _("You asked what I would do if nobody could say no. I have asked myself that every week since.")


def _goal() -> str:
    return _("Lead one project from start to end.")


def _advice() -> str:
    return _("Say the number first.")


def _received(
    reader: Somebody, other: Somebody, *, about: str = "", lets_read: bool = False
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return reader.letter(
            {
                "other": other.name,
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "note": quotable(_note()),
                "goal": _goal() if about == "goal" else "",
                "met_on": date(2026, 11, 10) if about == "meeting" else None,
                "advice": _advice() if about == "advice" else "",
                "lets_read": lets_read,
                "action_url": address(reverse("journeys:thanks", args=[NOBODY])),
                "action_label": gettext_lazy("See it on your page"),
            }
        )

    return letter


samples.register(
    Sample(
        THANKS_MAIL,
        when=gettext_lazy("When somebody thanks the other one of their pair"),
        reader=gettext_lazy("Who is thanked"),
        variants=(
            Variant("usual", gettext_lazy("For everything"), _received(MENTOR, MENTEE)),
            Variant(
                "goal",
                gettext_lazy("For a goal, and others may read it"),
                _received(MENTOR, MENTEE, about="goal", lets_read=True),
            ),
            Variant("meeting", gettext_lazy("For a meeting"), _received(MENTEE, LONG, about="meeting")),
            Variant("advice", gettext_lazy("For a piece of advice"), _received(MENTOR, LONG, about="advice")),
        ),
    ),
)
