"""The letters about reports with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Letter
from notifications.samples import MENTEE, ORGANISER, Backdrop, Sample, Somebody, Variant, address, samples
from programmes.operations.safety import CLOSED_MAIL, LATE_MAIL, RECEIVED_MAIL
from programmes.safety_mails import ANSWERED, ASK, READ

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BY = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def _letter(
    reader: Somebody, path: str, label: StrOrPromise, **facts: object
) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: reader.letter(
        {
            "programme": backdrop.programme,
            "answer_by": BY,
            "action_url": address(path),
            "action_label": label,
            **facts,
        }
    )


USUAL = _("As it goes out")
samples.register(
    Sample(
        RECEIVED_MAIL,
        when=_("When somebody reports somebody"),
        reader=_("The safeguarding contact, or those who run the site"),
        variants=(Variant("usual", USUAL, _letter(ORGANISER, "/safeguarding/", READ)),),
    ),
    Sample(
        LATE_MAIL,
        when=_("When nobody took a report in hand in time, once"),
        reader=_("The safeguarding contact, and those who run the site"),
        variants=(
            Variant(
                "contact",
                _("To the safeguarding contact"),
                _letter(ORGANISER, "/safeguarding/", READ, is_mine=True, contact=ORGANISER.name),
            ),
            Variant(
                "operator",
                _("To those who run the site"),
                _letter(ORGANISER, "/admin/", ASK, is_mine=False, contact=ORGANISER.name),
            ),
        ),
    ),
    Sample(
        CLOSED_MAIL,
        when=_("When a report is closed with an answer"),
        reader=_("Whoever reported it"),
        variants=(Variant("usual", USUAL, _letter(MENTEE, "/reports/", ANSWERED)),),
    ),
)
