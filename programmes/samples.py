"""The letters of this app with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

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
    Somebody,
    Variant,
    address,
    samples,
)
from programmes.enums import EnrolmentState, InvitationKind
from programmes.mails import INVITED
from programmes.operations.enquiry import ENQUIRY_MAIL
from programmes.operations.enrolments import DECISION_MAIL
from programmes.operations.invitations import INVITATION_MAIL
from programmes.operations.leaving import BACK_MAIL, LEFT_MAIL, MOVED_MAIL

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _enquiry(backdrop: Backdrop) -> Letter:
    words = _(
        "Is the programme open to people who have changed careers twice, and does it cost anything?\n\n"
        "My own page is https://minh-khai.example, if you would like to know more about me."
    )
    context: dict[str, object] = {
        "programme": backdrop.programme,
        "visitor": LONG.name,
        "address": LONG.email,
        "message": quotable(words, 2000),
    }
    return ORGANISER.letter(context, reply_to=LONG.email)


def _words() -> str:
    return quotable(
        _("We meet for the first time on Thursday 3 December. Bring a question, and somebody you like.")
    )


def _decision(state: EnrolmentState, label: StrOrPromise, path: str) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return MENTEE.letter(
            {
                "programme": backdrop.programme,
                "approved": state == EnrolmentState.APPROVED,
                "waitlisted": state == EnrolmentState.WAITLISTED,
                "message": _words() if state == EnrolmentState.APPROVED else "",
                **({"action_url": address(path), "action_label": label} if path else {}),
            }
        )

    return letter


def _left(backdrop: Backdrop) -> Letter:
    return MENTEE.letter(
        {
            "programme": backdrop.programme,
            "message": quotable(_("You told us that you are moving away. We wish you well.")),
            "action_url": address(reverse("programmes:enquiry", args=[backdrop.slug])),
            "action_label": gettext_lazy("Ask the organisers"),
        }
    )


def _here_again(label: StrOrPromise, path: str) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return LONG.letter(
            {
                "programme": backdrop.programme,
                "organisation": backdrop.organisation,
                "message": "",
                "action_url": address(path),
                "action_label": label,
            }
        )

    return letter


def _invitation(
    kind: InvitationKind, reader: Somebody, *, mentor: bool = False, words: bool = False
) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        return reader.letter(
            {
                "programme": backdrop.programme,
                "summary": _("Half a year with somebody beside you who has been where you want to go."),
                "organisation": backdrop.organisation,
                "inviter": ORGANISER.name if words else "",
                "mentor": mentor,
                "kind": kind,
                "message": _words() if words else "",
                "closes_at": NOW + timedelta(days=21),
                "action_url": address(reverse("programmes:invitation", args=[DUMMY])),
                "action_label": INVITED[kind],
            }
        )

    return letter


HOME = gettext_lazy("Go to your home page")
ONLY = gettext_lazy("As it goes out")

samples.register(
    Sample(
        ENQUIRY_MAIL,
        when=gettext_lazy("At once, when somebody asks on the programme's public page"),
        reader=gettext_lazy("Every organiser of the programme"),
        variants=(Variant("usual", ONLY, _enquiry),),
    ),
    Sample(
        DECISION_MAIL,
        when=gettext_lazy("When an organiser decides, or a place becomes free"),
        reader=gettext_lazy("Whoever applied"),
        variants=(
            Variant(
                "approved",
                gettext_lazy("A place, with your words"),
                _decision(EnrolmentState.APPROVED, HOME, "/home/"),
            ),
            Variant(
                "waiting",
                gettext_lazy("On the waiting list"),
                _decision(EnrolmentState.WAITLISTED, "", ""),
            ),
            Variant(
                "declined",
                gettext_lazy("No room at the moment"),
                _decision(EnrolmentState.DECLINED, gettext_lazy("Look at other programmes"), "/programmes/"),
            ),
        ),
    ),
    Sample(
        LEFT_MAIL,
        when=gettext_lazy("When an organiser takes somebody out of the programme"),
        reader=gettext_lazy("Whoever was taken out"),
        variants=(Variant("usual", ONLY, _left),),
    ),
    Sample(
        MOVED_MAIL,
        when=gettext_lazy("When an organiser moves somebody to another programme"),
        reader=gettext_lazy("Whoever was moved"),
        variants=(
            Variant(
                "usual",
                ONLY,
                _here_again(gettext_lazy("Look over my answers"), f"/enrolments/{NOBODY}/intake/"),
            ),
        ),
    ),
    Sample(
        BACK_MAIL,
        when=gettext_lazy("When an organiser brings somebody back"),
        reader=gettext_lazy("Whoever was brought back"),
        variants=(Variant("usual", ONLY, _here_again(HOME, "/home/")),),
    ),
    Sample(
        INVITATION_MAIL,
        when=gettext_lazy("When an organiser invites somebody, and when it is sent once more"),
        reader=gettext_lazy("Whoever is invited; they need no account"),
        variants=(
            Variant(
                "mentee",
                gettext_lazy("A mentee, with your words"),
                _invitation(InvitationKind.JOIN, MENTEE, words=True),
            ),
            Variant(
                "mentor",
                gettext_lazy("A mentor, without words"),
                _invitation(InvitationKind.JOIN, MENTOR, mentor=True),
            ),
            Variant(
                "enrolled",
                gettext_lazy("Enrolled by you, and free to opt out"),
                _invitation(InvitationKind.ENROLLED, LONG),
            ),
            Variant(
                "enrolled_mentor",
                gettext_lazy("Enrolled by you as a mentor"),
                _invitation(InvitationKind.ENROLLED, MENTOR, mentor=True),
            ),
            Variant(
                "profile",
                gettext_lazy("Imported, and asked to finish the profile"),
                _invitation(InvitationKind.PROFILE, MENTEE),
            ),
        ),
    ),
)
