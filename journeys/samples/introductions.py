"""The letters about introductions, with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.links import Purpose
from journeys.links import address as link
from journeys.operations.introductions import (
    ASKED_MAIL,
    CLOSED_MAIL,
    MADE_MAIL,
    OFFERED_MAIL,
    OUTCOME_MAIL,
    OUTSIDE_MAIL,
)
from notifications.kinds import Letter
from notifications.samples import (  # fmt: skip
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

CONTACT = Somebody("Ingrid Halvorsen", "Europe/Oslo", "ingrid@example.org")
ONLY = gettext_lazy("As it goes out")
SEE = gettext_lazy("See it")


def _letter(
    reader: Somebody, facts: Mapping[str, object] | None = None, *, reply_to: str = ""
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        context: dict[str, object] = {
            "offered_by": MENTOR.name,
            "offered_first": MENTOR.first_name,
            "introduced_first": MENTEE.first_name,
            "contact": CONTACT.name,
            "programme": backdrop.programme,
            "organisation": backdrop.organisation,
            "reason": _("You both turned a small reporting team into one that people ask for advice."),
            "contact_about": _("She led the move to shared services at my last employer."),
            "introduced_about": _("I am an analyst and would like to lead my first project within a year."),
            "expires_at": NOW + timedelta(days=21),
            "shared_at": NOW - timedelta(days=21),
            "again": False,
            "made": False,
            "yes_url": link(Purpose.INTRODUCED, NOBODY, NOBODY, answer="yes"),
            "no_url": link(Purpose.INTRODUCED, NOBODY, NOBODY, answer="no"),
            "action_url": address(reverse("journeys:introductions", args=[NOBODY])),
            "action_label": SEE,
        }
        context |= facts or {}
        if context.get("by_link"):
            context["action_url"] = link(Purpose.INTRODUCED, NOBODY, NOBODY)
        return reader.letter(context, reply_to=reply_to)

    return letter


# Addresses are made when a letter is: the site's are not known while its apps are loaded.
ANSWERED: dict[str, object] = {"by_link": True, "action_label": gettext_lazy("Answer")}
OUTSIDE: dict[str, object] = {"choices_url": "", "outside": True, **ANSWERED}
WITH_MENTEE: dict[str, object] = {
    "other": MENTEE.name,
    "introduced": MENTEE.name,
    "address": MENTEE.email,
    "made": True,
}
WITH_CONTACT: dict[str, object] = {"other": CONTACT.name, "address": CONTACT.email, "made": True}
SEEN = {"action_label": SEE}

samples.register(
    Sample(
        OFFERED_MAIL,
        when=gettext_lazy("At once, when an introduction is offered, and once more after a week"),
        reader=gettext_lazy("The one of the pair who would be introduced"),
        variants=(
            Variant("usual", ONLY, _letter(MENTEE)),
            Variant("again", gettext_lazy("After a week"), _letter(MENTEE, {"again": True})),
        ),
    ),
    Sample(
        ASKED_MAIL,
        when=gettext_lazy("When the introduced said yes, and once more after a week"),
        reader=gettext_lazy("The contact, where they have an account"),
        variants=(Variant("usual", ONLY, _letter(CONTACT, ANSWERED)),),
    ),
    Sample(
        OUTSIDE_MAIL,
        when=gettext_lazy("When the introduced said yes, once more after a week, and when it came about"),
        reader=gettext_lazy("The contact, where they have no account"),
        variants=(
            Variant("usual", gettext_lazy("The question"), _letter(CONTACT, OUTSIDE)),
            Variant("again", gettext_lazy("After a week"), _letter(CONTACT, OUTSIDE | {"again": True})),
            Variant(
                "made",
                gettext_lazy("Both said yes"),
                _letter(CONTACT, OUTSIDE | WITH_MENTEE | SEEN, reply_to=MENTEE.email),
            ),
        ),
    ),
    Sample(
        MADE_MAIL,
        when=gettext_lazy("At once, when both said yes"),
        reader=gettext_lazy("All three, where they have an account"),
        variants=(
            Variant(
                "introduced",
                gettext_lazy("The introduced"),
                _letter(MENTEE, {"part": "introduced"} | WITH_CONTACT, reply_to=CONTACT.email),
            ),
            Variant(
                "contact",
                gettext_lazy("The contact"),
                _letter(CONTACT, {"part": "contact"} | WITH_MENTEE, reply_to=MENTEE.email),
            ),
            Variant("offered", gettext_lazy("Who offered it"), _letter(MENTOR, {"part": "offered"})),
        ),
    ),
    Sample(
        CLOSED_MAIL,
        when=gettext_lazy("Three days after it did not come about"),
        reader=gettext_lazy("Who offered it, and the introduced who had said yes"),
        variants=(
            Variant("offered", gettext_lazy("Who offered it"), _letter(MENTOR, {"mine": True})),
            Variant("introduced", gettext_lazy("The introduced"), _letter(MENTEE, {"mine": False})),
        ),
    ),
    Sample(
        OUTCOME_MAIL,
        when=gettext_lazy("Three weeks after the introduction"),
        reader=gettext_lazy("The introduced"),
        variants=(Variant("usual", ONLY, _letter(MENTEE)),),
    ),
)
