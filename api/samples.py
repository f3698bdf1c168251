"""The letters of this app with things of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy

from api.mails import ACTION, TOKENS_ACTION
from api.operations.expiring import ENDING_MAIL
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


def _ending(used: datetime | None) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: ORGANISER.letter(
        {
            "token": "HR system",
            "organisation": "Leeds University",
            "hint": "3fQa",
            "ends": datetime(2026, 12, 1, tzinfo=UTC),
            "used": used,
            "action_url": address("/admin/api/token/"),
            "action_label": TOKENS_ACTION,
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
samples.register(
    Sample(
        ENDING_MAIL,
        when=gettext_lazy("Two weeks before a token ends"),
        reader=gettext_lazy("Those who run the site"),
        variants=(
            Variant("usual", gettext_lazy("It is used"), _ending(datetime(2026, 11, 16, 9, 0, tzinfo=UTC))),
            Variant("unused", gettext_lazy("It was never used"), _ending(None)),
        ),
    )
)
