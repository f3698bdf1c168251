"""The letter with messages, with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.operations.messages import MESSAGE_MAIL
from notifications.kinds import Letter
from notifications.samples import MENTEE, MENTOR, NOBODY, Backdrop, Sample, Variant, address, samples


def _message(*, many: bool = False, only_here: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        first = _("I have read your draft twice. The second page is the one that convinces: begin with it.")
        more = [_("And bring the figures on Thursday.\n\nUntil then.")]
        return MENTEE.letter(
            {
                "other_first": MENTOR.first_name,
                "programme": backdrop.programme,
                "messages": [first, *(more if many else [])],
                "more": 2 if many else 0,
                "only_here": only_here,
                "action_url": address(reverse("journeys:messages", args=[NOBODY])) + "#reply",
                "action_label": gettext_lazy("Answer"),
            },
            reply_to="" if only_here else MENTOR.email,
        )

    return letter


samples.register(
    Sample(
        MESSAGE_MAIL,
        when=gettext_lazy("Three minutes after the first message, with what came meanwhile"),
        reader=gettext_lazy("The other one of the pair"),
        variants=(
            Variant("usual", gettext_lazy("One message"), _message()),
            Variant("many", gettext_lazy("Several"), _message(many=True)),
            Variant("minors", gettext_lazy("In a programme for people under age"), _message(only_here=True)),
        ),
    ),
)
