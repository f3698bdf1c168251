"""The letters about feedback, with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.operations.feedback import GIVEN_MAIL, WISHED_MAIL
from notifications.kinds import Letter
from notifications.samples import MENTEE, MENTOR, NOBODY, Backdrop, Sample, Variant, address, samples


def _given(backdrop: Backdrop) -> Letter:
    return MENTEE.letter(
        {
            "other_first": MENTOR.first_name,
            "programme": backdrop.programme,
            "action_url": address(reverse("journeys:reflect", args=[NOBODY])),
            "action_label": gettext_lazy("Read it"),
        }
    )


def _wished(backdrop: Backdrop) -> Letter:
    return _asked(backdrop, _("How did my talk to the board come across?"))


def _wished_bare(backdrop: Backdrop) -> Letter:
    return _asked(backdrop, "")


def _asked(backdrop: Backdrop, question: str) -> Letter:
    return MENTOR.letter(
        {
            "other_first": MENTEE.first_name,
            "programme": backdrop.programme,
            "question": question,
            "action_url": address(reverse("journeys:feedback", args=[NOBODY])),
            "action_label": gettext_lazy("Give feedback"),
        }
    )


samples.register(
    Sample(
        GIVEN_MAIL,
        when=gettext_lazy("At once, when somebody gives feedback"),
        reader=gettext_lazy("The other one of the pair"),
        variants=(Variant("usual", gettext_lazy("As it goes out"), _given),),
    ),
    Sample(
        WISHED_MAIL,
        when=gettext_lazy("At once, when somebody asks for feedback"),
        reader=gettext_lazy("The other one of the pair"),
        variants=(
            Variant("usual", gettext_lazy("With a question"), _wished),
            Variant("bare", gettext_lazy("Without one"), _wished_bare),
        ),
    ),
)
