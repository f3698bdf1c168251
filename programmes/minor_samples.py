"""The letters of programmes for people under age with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Letter
from notifications.letters import quotable
from notifications.samples import (  # fmt: skip
    DUMMY,
    LONG,
    MENTEE,
    MENTOR,
    NOBODY,
    NOW,
    ORGANISER,
    Backdrop,
    Sample,
    Variant,
    address,
    samples,
)
from programmes.enums import GuardianState
from programmes.minor_mails import AGREED_ACTION, ANSWERED_ACTION, GUARDIAN_ACTION, PERSON_ACTION
from programmes.operations.guardians import ANSWERED_MAIL, GUARDIAN_MAIL, TAKEN_BACK_MAIL
from programmes.operations.screenings import SCREENING_MAIL

PAIRS = gettext_lazy("See the pairs")


def _guardian(*, agreed: bool) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        context: dict[str, object] = {
            "agreed": agreed,
            "mentee": MENTEE.name,
            "mentee_first": MENTEE.first_name,
            "programme": backdrop.programme,
            "organisation": backdrop.organisation,
            "summary": _("Half a year with somebody beside you who has been where you want to go."),
            "contact": ORGANISER.name,
            "action_url": address(reverse("programmes:guardian_answer", args=[DUMMY])),
            "action_label": AGREED_ACTION if agreed else GUARDIAN_ACTION,
            "choices_url": "",
            "outside": True,
        }
        return replace(LONG.letter(context), name=quotable(LONG.name, 60))

    return letter


def _answered(state: GuardianState, *, words: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return MENTEE.letter(
            {
                "state": state,
                "guardian": LONG.name,
                "words": quotable(_("Have fun, and tell me about it.")) if words else "",
                "programme": backdrop.programme,
                "action_url": address(reverse("programmes:guardian", args=[NOBODY])),
                "action_label": ANSWERED_ACTION,
            }
        )

    return letter


def _taken_back(backdrop: Backdrop) -> Letter:
    return ORGANISER.letter(
        {
            "mentee": MENTEE.name,
            "guardian": LONG.name,
            "programme": backdrop.programme,
            "action_url": address(reverse("journeys:conversations", args=[backdrop.slug])),
            "action_label": PAIRS,
        }
    )


def _screening(*, ended: bool) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return ORGANISER.letter(
            {
                "ended": ended,
                "mentor": MENTOR.name,
                "programme": backdrop.programme,
                "valid_until": (NOW + timedelta(days=-1 if ended else 30)).date(),
                "mentorships": 2 if ended else 0,
                "organises": True,
                "action_url": address(reverse("programmes:organise_person", args=[backdrop.slug, NOBODY])),
                "action_label": PERSON_ACTION,
            }
        )

    return letter


samples.register(
    Sample(
        GUARDIAN_MAIL,
        when=gettext_lazy("When a mentee under age names a guardian, and when the guardian has agreed"),
        reader=gettext_lazy("The guardian; they need no account"),
        variants=(
            Variant("asked", gettext_lazy("The question"), _guardian(agreed=False)),
            Variant("agreed", gettext_lazy("What they agreed to"), _guardian(agreed=True)),
        ),
    ),
    Sample(
        ANSWERED_MAIL,
        when=gettext_lazy("When the guardian answers, or takes it back"),
        reader=gettext_lazy("The mentee"),
        variants=(
            Variant("given", gettext_lazy("They agree"), _answered(GuardianState.GIVEN, words=True)),
            Variant("refused", gettext_lazy("They do not agree"), _answered(GuardianState.REFUSED)),
            Variant("withdrawn", gettext_lazy("They took it back"), _answered(GuardianState.WITHDRAWN)),
        ),
    ),
    Sample(
        TAKEN_BACK_MAIL,
        when=gettext_lazy("At once, when a guardian takes the consent back"),
        reader=gettext_lazy("The safeguarding contact"),
        variants=(Variant("usual", gettext_lazy("As it goes out"), _taken_back),),
    ),
    Sample(
        SCREENING_MAIL,
        when=gettext_lazy("Thirty days before a mentor's screening ends, and when it has ended"),
        reader=gettext_lazy(
            "Every organiser of the programme; once it has ended, the safeguarding contact too"
        ),
        variants=(
            Variant("soon", gettext_lazy("It ends soon"), _screening(ended=False)),
            Variant("ended", gettext_lazy("It has ended"), _screening(ended=True)),
        ),
    ),
)
