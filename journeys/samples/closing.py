"""The letters of the end and of thanks, with people of fiction."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy

from journeys.operations.closing import ASKED_MAIL
from notifications.kinds import Letter
from notifications.samples import (
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


def _asked(reader: Somebody, other: Somebody, *, completed: bool) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return reader.letter(
            {
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "completed": completed,
                "action_url": address(reverse("journeys:closing_answers", args=[NOBODY])),
                "action_label": gettext_lazy("Look back"),
            }
        )

    return letter


samples.register(
    Sample(
        ASKED_MAIL,
        when=gettext_lazy("A week after the end, where nothing was answered"),
        reader=gettext_lazy("Whoever of the two has not looked back"),
        variants=(
            Variant("usual", gettext_lazy("It was completed"), _asked(MENTEE, MENTOR, completed=True)),
            Variant("ended", gettext_lazy("It ended early"), _asked(MENTOR, MENTEE, completed=False)),
        ),
    ),
)
