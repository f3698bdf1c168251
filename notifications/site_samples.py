"""The letters of the site itself with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.enums import Topic
from notifications.kinds import Letter
from notifications.mails import Line, digest_context
from notifications.operations.digests import DIGEST_MAIL
from notifications.samples import LONG, MENTEE, MENTOR, NOW, Backdrop, Sample, Variant, address, samples

HOUR = timedelta(hours=1)


def _digest(*, full: bool) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        waits = _("%(mentee)s still waits for your answer") % {"mentee": LONG.name}
        found = _("%(mentee)s found a mentor") % {"mentee": "Kenji Sato"}
        asks = _("How is it going with %(other_first)s?") % {"other_first": MENTEE.first_name}
        lines = {Topic.REQUESTS: [Line(waits, address(), NOW - 5 * HOUR)]}
        if full:
            lines[Topic.REQUESTS].append(Line(found, address(), NOW - 2 * HOUR))
            lines[Topic.MENTORSHIPS] = [Line(asks, address(), NOW)]
        return MENTOR.letter(digest_context(lines))

    return letter


samples.register(
    Sample(
        DIGEST_MAIL,
        when=gettext_lazy("Once a day at the reader's hour for reminders, where there is something to tell"),
        reader=gettext_lazy("Whoever chose to have some letters once a day"),
        variants=(
            Variant("usual", gettext_lazy("Three things of a day"), _digest(full=True)),
            Variant("one", gettext_lazy("One thing"), _digest(full=False)),
        ),
    )
)
