"""The letter of this app with things of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy

from api.mails import ACTION
from api.operations.stopping import STOPPED_MAIL
from notifications.kinds import Letter
from notifications.samples import ORGANISER, Backdrop, Sample, Variant, address, samples


def _stopped(*, is_gone: bool) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: ORGANISER.letter(
        {
            "hook": "HR system",
            "organisation": "Leeds University",
            "is_gone": is_gone,
            "action_url": address("/admin/webhooks/"),
            "action_label": ACTION,
        }
    )


samples.register(
    Sample(
        STOPPED_MAIL,
        when=gettext_lazy("When a webhook took nothing for five days, or its address says that it is gone"),
        reader=gettext_lazy("Those who run the site"),
        variants=(
            Variant("usual", gettext_lazy("After five days"), _stopped(is_gone=False)),
            Variant("gone", gettext_lazy("The address is gone"), _stopped(is_gone=True)),
        ),
    )
)
