"""The letters about goals and what is to do, with people of fiction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.operations.actions import DUE_MAIL
from journeys.operations.goals import REACHED_MAIL
from notifications.kinds import Letter
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


def _reached(reader: Somebody, other: Somebody) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return reader.letter(
            {
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "goal": _("Lead one project from start to end."),
                "is_mentee": reader is MENTEE,
                "action_url": address(reverse("journeys:goal", args=[NOBODY, NOBODY])),
                "action_label": gettext_lazy("Look at the goal"),
            }
        )

    return letter


def _due(reader: Somebody, other: Somebody, *, many: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        tomorrow = (NOW + timedelta(days=1)).date()
        lines = [{"text": _("Send the outline of the talk"), "day": tomorrow, "other": other.first_name}]
        if many:
            lines += [
                {"text": "", "day": tomorrow, "other": other.first_name},
                {
                    "text": _("Ask two colleagues to try the guide"),
                    "day": tomorrow + timedelta(days=4),
                    "other": other.first_name,
                },
            ]
        return reader.letter(
            {
                "lines": lines,
                "more": 2 if many else 0,
                "action_url": address(reverse("journeys:actions", args=[NOBODY])),
                "action_label": gettext_lazy("See what is to do"),
            }
        )

    return letter


samples.register(
    Sample(
        REACHED_MAIL,
        when=gettext_lazy(
            "When one of a pair says that a goal is reached; never for a goal that is the mentee's alone"
        ),
        reader=gettext_lazy("The other one"),
        variants=(
            Variant("usual", gettext_lazy("To the mentor"), _reached(MENTOR, MENTEE)),
            Variant("mentee", gettext_lazy("To the mentee"), _reached(MENTEE, LONG)),
        ),
    ),
    Sample(
        DUE_MAIL,
        when=gettext_lazy("The day before something has its day, once a week at most"),
        reader=gettext_lazy("Who said they would do it"),
        variants=(
            Variant("usual", gettext_lazy("One thing"), _due(MENTOR, MENTEE)),
            Variant(
                "many",
                gettext_lazy("Several, one for the reader's eyes alone"),
                _due(MENTEE, LONG, many=True),
            ),
        ),
    ),
)
