"""The letters about the working agreement with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.mails.agreement import differences_told, parts_told
from journeys.operations.agreement import CHANGED_MAIL, PROPOSED_MAIL, REMINDER_MAIL, SIGNED_MAIL
from journeys.queries.cadence import EVERY
from journeys.terms import Terms, compared, sheet, usual
from notifications.kinds import Letter
from notifications.letters import quotable
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

READ = gettext_lazy("Read and sign")
OPEN = gettext_lazy("Open your agreement")


def _terms() -> Terms:
    return Terms(
        goals="\n".join(
            [
                _("Lead one project from start to end, by June."),
                _("Speak up in meetings: once in each of the next ten."),
            ]
        ),
        cadence=Cadence.FORTNIGHTLY,
        minutes=60,
        channel=_("Video call"),
        between=usual("between"),
        ends_on=date(2027, 6, 30),
        mentee_expects=usual("mentee_expects"),
        mentor_expects=usual("mentor_expects"),
        confidentiality=usual("confidentiality"),
        if_it_fails=usual("if_it_fails"),
    )


def _letter(
    reader: Somebody, other: Somebody, *, changes: bool = False, words: bool = False, waits: bool = True
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        mentee, mentor = (other, reader) if reader is MENTOR else (reader, other)
        names = {"mentee": mentee.first_name, "mentor": mentor.first_name}
        before = _terms()
        after = replace(before, cadence=Cadence.WEEKLY, minutes=30, between="")
        message = _("I would rather meet more often and shorter, until the project stands.")
        return reader.letter(
            {
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "message": quotable(message) if words else "",
                "every": EVERY[Cadence.FORTNIGHTLY],
                "proposed_at": NOW - timedelta(days=5),
                "parts": () if changes else parts_told(sheet(before, **names)),
                "differences": differences_told(compared(before, after, **names)) if changes else (),
                "action_url": address(reverse("journeys:agreement", args=[NOBODY])),
                "action_label": READ if waits else OPEN,
            }
        )

    return letter


samples.register(
    Sample(
        PROPOSED_MAIL,
        when=gettext_lazy("When one of a pair proposes an agreement"),
        reader=gettext_lazy("The other one of the pair"),
        variants=(
            Variant("first", gettext_lazy("The first one"), _letter(MENTOR, MENTEE, words=True)),
            Variant(
                "change",
                gettext_lazy("A change of what holds"),
                _letter(MENTEE, MENTOR, changes=True, words=True),
            ),
            Variant("bare", gettext_lazy("Without a word to it"), _letter(MENTOR, LONG)),
        ),
    ),
    Sample(
        CHANGED_MAIL,
        when=gettext_lazy("When the other one would rather have something else"),
        reader=gettext_lazy("Whoever proposed"),
        variants=(
            Variant(
                "usual", gettext_lazy("With a word to it"), _letter(MENTEE, MENTOR, changes=True, words=True)
            ),
            Variant("bare", gettext_lazy("Without a word to it"), _letter(MENTOR, LONG, changes=True)),
        ),
    ),
    Sample(
        SIGNED_MAIL,
        when=gettext_lazy("When the second of the two signs"),
        reader=gettext_lazy("Whoever proposed"),
        variants=(Variant("usual", gettext_lazy("As it goes out"), _letter(MENTEE, MENTOR, waits=False)),),
    ),
    Sample(
        REMINDER_MAIL,
        when=gettext_lazy("Five days after a proposal that waits"),
        reader=gettext_lazy("Whoever has not signed"),
        variants=(
            Variant("first", gettext_lazy("A first agreement"), _letter(MENTOR, MENTEE, words=True)),
            Variant("change", gettext_lazy("A change"), _letter(MENTEE, LONG, changes=True)),
        ),
    ),
)
