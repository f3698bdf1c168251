"""The letters about reviews with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy

from journeys.enums import ReviewPoint
from journeys.operations.reviews import DUE_MAIL, REMINDER_MAIL, SHARED_MAIL
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

BOTH = gettext_lazy("Both of the pair")
LOOK_BACK, READ_BOTH = gettext_lazy("Look back"), gettext_lazy("Read both")


def _letter(
    reader: Somebody, other: Somebody, point: ReviewPoint, *, both: bool = False
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return reader.letter(
            {
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "point": point.value,
                "due_at": NOW - timedelta(days=4),
                "action_url": address(reverse("journeys:review", args=[NOBODY, NOBODY])),
                "action_label": READ_BOTH if both else LOOK_BACK,
            }
        )

    return letter


samples.register(
    Sample(
        DUE_MAIL,
        when=gettext_lazy("After a month, half-way, and two weeks before the end"),
        reader=BOTH,
        variants=tuple(
            Variant(point.value, point.label, _letter(reader, other, point))
            for point, reader, other in (
                (ReviewPoint.FIRST_MONTH, MENTEE, MENTOR),
                (ReviewPoint.HALF_WAY, MENTOR, LONG),
                (ReviewPoint.BEFORE_END, MENTOR, MENTEE),
            )
        ),
    ),
    Sample(
        REMINDER_MAIL,
        when=gettext_lazy("Four days after a review that was not answered"),
        reader=gettext_lazy("Whoever has not answered"),
        variants=(
            Variant(
                "usual",
                gettext_lazy("As it goes out"),
                _letter(MENTEE, MENTOR, ReviewPoint.FIRST_MONTH),
            ),
        ),
    ),
    Sample(
        SHARED_MAIL,
        when=gettext_lazy("When the second of the two has answered"),
        reader=gettext_lazy("Whoever answered first"),
        variants=(
            Variant(
                "usual",
                gettext_lazy("As it goes out"),
                _letter(MENTEE, MENTOR, ReviewPoint.HALF_WAY, both=True),
            ),
        ),
    ),
)
