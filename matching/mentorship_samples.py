"""Letters about mentorships and about runs, with people of fiction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy

from matching.operations.mentorships import ENDED_MAIL, PAUSED_MAIL, RESUMED_MAIL
from matching.operations.previews import PREVIEW_MAIL
from matching.operations.publishing import TAKEN_BACK_MAIL, UNMATCHED_MAIL
from matching.samples import ONLY, moment_of
from notifications.kinds import Letter
from notifications.samples import (
    MENTEE,
    MENTOR,
    NOBODY,
    Backdrop,
    Sample,
    Somebody,
    Variant,
    address,
    samples,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TO_BOTH = gettext_lazy("Both of the pair")


def _about_mentorship(
    *, is_mentee: bool = True, over: bool = False, **facts: object
) -> Callable[[Backdrop], Letter]:
    reader, other = (MENTEE, MENTOR) if is_mentee else (MENTOR, MENTEE)
    label = gettext_lazy("See what stays on your page") if over else gettext_lazy("Open your page")

    def letter(backdrop: Backdrop) -> Letter:
        contact = address(reverse("programmes:enquiry", args=[backdrop.slug]))
        return reader.letter(
            {
                "other": other.name,
                "other_first": other.first_name,
                "programme": backdrop.programme,
                "is_mentee": is_mentee,
                "until": None,
                "by_other": False,
                "completed": False,
                "left": False,
                "may_choose": is_mentee,
                "contact_url": contact,
                "action_url": address(reverse("journeys:mentorship", args=[NOBODY])),
                "action_label": label,
                "questions_url": address(reverse("journeys:closing_answers", args=[NOBODY])) if over else "",
                "stays": True,
                **facts,
            }
        )

    return letter


def _cohort(label: StrOrPromise, path: str, **facts: object) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: MENTEE.letter(
        {
            "programme": backdrop.programme,
            **facts,
            "action_url": address(path),
            "action_label": label,
        }
    )


def _preview(reader: Somebody, count: int, *, of_mentee: bool) -> Callable[[Backdrop], Letter]:
    return lambda backdrop: reader.letter(
        {
            "programme": backdrop.programme,
            "of_mentee": of_mentee,
            "count": count,
            "until": moment_of(reader, 5),
            "action_url": address(reverse("matching:preview", args=[NOBODY])),
            "action_label": gettext_lazy("Look at it and answer"),
        }
    )


samples.register(
    Sample(
        PAUSED_MAIL,
        when=gettext_lazy("When a mentorship is paused"),
        reader=TO_BOTH,
        variants=(
            Variant("usual", gettext_lazy("Until a day"), _about_mentorship(until=date(2027, 1, 11))),
            Variant("open", gettext_lazy("Until they are ready"), _about_mentorship(is_mentee=False)),
            Variant(
                "by_other", gettext_lazy("By the other one of the two"), _about_mentorship(by_other=True)
            ),
        ),
    ),
    Sample(
        RESUMED_MAIL,
        when=gettext_lazy("When a rest is over"),
        reader=TO_BOTH,
        variants=(Variant("usual", ONLY, _about_mentorship()),),
    ),
    Sample(
        ENDED_MAIL,
        when=gettext_lazy("When a mentorship is completed or ended"),
        reader=TO_BOTH,
        variants=(
            Variant("completed", gettext_lazy("Completed"), _about_mentorship(over=True, completed=True)),
            Variant(
                "completed_by_other",
                gettext_lazy("Completed by the other one of the two"),
                _about_mentorship(is_mentee=False, over=True, completed=True, by_other=True),
            ),
            Variant(
                "by_other",
                gettext_lazy("Ended by the other one of the two"),
                _about_mentorship(over=True, by_other=True),
            ),
            Variant(
                "ended",
                gettext_lazy("Ended by an organiser, to a mentee who may ask others"),
                _about_mentorship(over=True),
            ),
            Variant(
                "ended_cohort",
                gettext_lazy("Ended by an organiser, to a mentee who is matched"),
                _about_mentorship(over=True, may_choose=False),
            ),
            Variant(
                "left",
                gettext_lazy("The mentee left, to the mentor"),
                _about_mentorship(is_mentee=False, over=True, left=True),
            ),
            Variant(
                "gone",
                gettext_lazy("Ended, to somebody who is not in the programme any more"),
                _about_mentorship(over=True, stays=False),
            ),
        ),
    ),
    Sample(
        PREVIEW_MAIL,
        when=gettext_lazy("When an organiser shows people who is proposed to them"),
        reader=gettext_lazy("Everybody to whom somebody is proposed"),
        variants=(
            Variant("one", gettext_lazy("One mentor"), _preview(MENTEE, 1, of_mentee=True)),
            Variant("several", gettext_lazy("Three mentors"), _preview(MENTEE, 3, of_mentee=True)),
            Variant("mentor_one", gettext_lazy("One mentee"), _preview(MENTOR, 1, of_mentee=False)),
            Variant("mentor", gettext_lazy("Two mentees"), _preview(MENTOR, 2, of_mentee=False)),
        ),
    ),
    Sample(
        UNMATCHED_MAIL,
        when=gettext_lazy("When pairs are published"),
        reader=gettext_lazy("Every mentee who has no mentor this time"),
        variants=(
            Variant(
                "usual",
                gettext_lazy("Where mentees may ask mentors themselves"),
                _cohort(gettext_lazy("See who could help"), "/matches/", can_ask=True),
            ),
            Variant(
                "cohort",
                gettext_lazy("Where the organisers match"),
                _cohort(gettext_lazy("Go to your home page"), "/home/", can_ask=False),
            ),
        ),
    ),
    Sample(
        TAKEN_BACK_MAIL,
        when=gettext_lazy("When published pairs are taken back"),
        reader=TO_BOTH,
        variants=(
            Variant(
                "usual",
                ONLY,
                _cohort(
                    gettext_lazy("Go to your home page"),
                    "/home/",
                    other=MENTOR.name,
                    other_first=MENTOR.first_name,
                ),
            ),
        ),
    ),
)
