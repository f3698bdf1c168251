"""The letters of this app with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import ReportReason
from accounts.mails import ANSWER_ACTION, REPORT_ACTION
from accounts.operations.board import ANSWERED_MAIL, REPORTED_MAIL, THANKED_MAIL
from notifications.kinds import Letter
from notifications.letters import quotable
from notifications.samples import (  # fmt: skip
    LONG,
    MENTEE,
    MENTOR,
    ORGANISER,
    Backdrop,
    Sample,
    Somebody,
    Variant,
    address,
    samples,
)


def _about(reader: Somebody, other: str) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: reader.letter(
        {
            "other": other,
            "network": "Leeds University",
            "title": quotable(_("Who has moved from a lab into a company, and what surprised you?")),
            "text": quotable(
                _(
                    "I did, four years ago. What surprised me most was how much people wanted to hear half-finished thoughts."
                )
            ),
            "action_url": address("/communities/1/"),
            "action_label": ANSWER_ACTION,
        }
    )


def _reported(*, of_question: bool, words: bool) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: ORGANISER.letter(
        {
            "network": "Leeds University",
            "of_question": of_question,
            "reason": str(ReportReason.PRIVATE.label),
            "words": quotable(_("It names a colleague and what she earns.")) if words else "",
            "action_url": address("/admin/"),
            "action_label": REPORT_ACTION,
        }
    )


samples.register(
    Sample(
        ANSWERED_MAIL,
        when=gettext_lazy("When somebody answers a question on the board of a community"),
        reader=gettext_lazy("Whoever asked"),
        variants=(
            Variant("usual", gettext_lazy("As it goes out"), _about(MENTEE, LONG.name)),
            Variant("former", gettext_lazy("By somebody who has left"), _about(MENTEE, "")),
        ),
    ),
    Sample(
        THANKED_MAIL,
        when=gettext_lazy("When whoever asked says thank you for an answer"),
        reader=gettext_lazy("Whoever answered"),
        variants=(Variant("usual", gettext_lazy("As it goes out"), _about(MENTOR, MENTEE.name)),),
    ),
    Sample(
        REPORTED_MAIL,
        when=gettext_lazy("At once, when a member reports a question or an answer"),
        reader=gettext_lazy("Those who run the site"),
        variants=(
            Variant("usual", gettext_lazy("An answer, with words"), _reported(of_question=False, words=True)),
            Variant(
                "bare", gettext_lazy("A question, without words"), _reported(of_question=True, words=False)
            ),
        ),
    ),
)
