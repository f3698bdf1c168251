"""The letter about a copy of one's data, with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from accounts.copy_mails import READY_ACTION
from accounts.operations.copies import KEPT, READY_MAIL
from notifications.kinds import Letter
from notifications.samples import MENTEE, NOW, Backdrop, Sample, Variant, address, samples


def _ready(backdrop: Backdrop) -> Letter:
    return MENTEE.letter(
        {
            "until": NOW + KEPT,
            "action_url": address("/your-data/copy/"),
            "action_label": READY_ACTION,
        }
    )


samples.register(
    Sample(
        READY_MAIL,
        when=gettext_lazy("When the copy of somebody's data that they asked for is ready"),
        reader=gettext_lazy("Whoever asked"),
        variants=(Variant("usual", gettext_lazy("As it goes out"), _ready),),
    )
)
