"""The letters that ask how it goes, and those about how often, with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext_lazy

from journeys.links import Purpose, works_until
from journeys.links import address as link
from journeys.operations.cadence import AGREED_MAIL, KEPT_MAIL, PROPOSED_MAIL
from journeys.operations.check_ins import CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL
from journeys.queries.cadence import EVERY
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
from programmes.enums import Cadence

DAY = timedelta(days=1)


def _check_in(
    cadence: Cadence, *, reader: Somebody = MENTEE, other: Somebody = MENTOR, **facts: object
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return reader.letter(
            {
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "cadence": cadence,
                "asked_on": NOW - 3 * DAY,
                "next_at": NOW + 14 * DAY,
                "snoozed": False,
                "works_until": works_until(NOW),
                "went_well_url": _link(Purpose.ANSWER, met="yes", pulse="4"),
                "so_so_url": _link(Purpose.ANSWER, met="yes", pulse="3"),
                "not_yet_url": _link(Purpose.ANSWER, met="no"),
                "action_url": _link(Purpose.ANSWER),
                "action_label": gettext_lazy("Answer"),
                "help_url": _link(Purpose.CALL),
                "later_url": _link(Purpose.LATER),
                "rest_url": _link(Purpose.REST),
                "cadence_url": _link(Purpose.CADENCE),
                **facts,
            }
        )

    return letter


def _link(purpose: Purpose, **query: str) -> str:
    """A link as true letters have it, about nothing and for nobody."""
    return link(purpose, NOBODY, NOBODY, **query)


def _cadence(proposed: Cadence, holds: Cadence, *, is_open: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return MENTOR.letter(
            {
                "other_first": MENTEE.first_name,
                "programme": backdrop.programme,
                "proposed": EVERY[proposed],
                "holds": EVERY[holds],
                "works_until": works_until(NOW),
                "agree_url": _link(Purpose.AGREE, answer="agree"),
                "keep_url": _link(Purpose.AGREE, answer="keep"),
                "action_url": _link(Purpose.AGREE) if is_open else address(),
                "action_label": gettext_lazy("Answer")
                if is_open
                else gettext_lazy("See how often check-ins come"),
            }
        )

    return letter


ONE = gettext_lazy("To whom the check-in asks")

samples.register(
    Sample(
        CHECK_IN_MAIL,
        when=gettext_lazy("As often as the two agreed, at the reader's hour for reminders"),
        reader=gettext_lazy("Each of the pair"),
        variants=(
            Variant("usual", gettext_lazy("Every two weeks"), _check_in(Cadence.FORTNIGHTLY)),
            Variant(
                "weekly",
                gettext_lazy("Every week, to the mentor"),
                _check_in(Cadence.WEEKLY, reader=MENTOR, other=MENTEE),
            ),
            Variant("monthly", gettext_lazy("Every month"), _check_in(Cadence.MONTHLY, reader=LONG)),
        ),
    ),
    Sample(
        FOLLOW_UP_MAIL,
        when=gettext_lazy("Once, three days after a check-in without an answer, or when it was put off"),
        reader=ONE,
        variants=(
            Variant("usual", gettext_lazy("After three days"), _check_in(Cadence.FORTNIGHTLY)),
            Variant(
                "later", gettext_lazy("As they asked for it"), _check_in(Cadence.FORTNIGHTLY, snoozed=True)
            ),
        ),
    ),
    Sample(
        QUIET_MAIL,
        when=gettext_lazy("In place of a check-in, when two in a row went unanswered"),
        reader=ONE,
        variants=(Variant("usual", gettext_lazy("As it goes out"), _check_in(Cadence.FORTNIGHTLY)),),
    ),
    Sample(
        PROPOSED_MAIL,
        when=gettext_lazy("When one of a pair proposes another rhythm"),
        reader=gettext_lazy("The other one"),
        variants=(
            Variant(
                "usual",
                gettext_lazy("Less often"),
                _cadence(Cadence.MONTHLY, Cadence.FORTNIGHTLY, is_open=True),
            ),
            Variant(
                "more",
                gettext_lazy("More often"),
                _cadence(Cadence.WEEKLY, Cadence.FORTNIGHTLY, is_open=True),
            ),
        ),
    ),
    Sample(
        AGREED_MAIL,
        when=gettext_lazy("When the other one agrees"),
        reader=gettext_lazy("Whoever proposed it"),
        variants=(
            Variant("usual", gettext_lazy("As it goes out"), _cadence(Cadence.MONTHLY, Cadence.MONTHLY)),
        ),
    ),
    Sample(
        KEPT_MAIL,
        when=gettext_lazy("When the other one would rather keep what holds"),
        reader=gettext_lazy("Whoever proposed it"),
        variants=(
            Variant("usual", gettext_lazy("As it goes out"), _cadence(Cadence.MONTHLY, Cadence.WEEKLY)),
        ),
    ),
)
