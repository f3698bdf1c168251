"""The letters about being erased with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext_lazy

from accounts.erasure_mails import BACK_ACTION
from accounts.operations.erasures import ASKED_MAIL, GRACE, REMINDED_BEFORE, SOON_MAIL
from notifications.kinds import Letter
from notifications.samples import MENTEE, NOW, Backdrop, Sample, Variant, address, samples


def _in(left: timedelta) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: MENTEE.letter(
        {"due": NOW + left, "action_url": address("/your-data/erase/"), "action_label": BACK_ACTION}
    )


samples.register(
    Sample(
        ASKED_MAIL,
        when=gettext_lazy("At once, when somebody asks to be erased"),
        reader=gettext_lazy("Whoever asked"),
        variants=(Variant("usual", gettext_lazy("As it goes out"), _in(GRACE)),),
    ),
    Sample(
        SOON_MAIL,
        when=gettext_lazy("Two days before somebody is erased, unless they took it back"),
        reader=gettext_lazy("Whoever asked"),
        variants=(Variant("usual", gettext_lazy("As it goes out"), _in(REMINDED_BEFORE)),),
    ),
)
