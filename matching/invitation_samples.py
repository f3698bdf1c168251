"""The letters of invitations to mentors with people of fiction (see notifications/samples.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import MentorInvitationState
from matching.invitation_mails import INVITED_ACTION, WORDS, answer_action
from matching.operations.invitation_steps import ANSWER_MAIL, INVITED_MAIL
from notifications.kinds import Letter
from notifications.letters import quotable
from notifications.samples import (  # fmt: skip
    DUMMY,
    LONG,
    MENTEE,
    MENTOR,
    ORGANISER,
    Backdrop,
    Sample,
    Variant,
    address,
    samples,
)


def _invited(*, reminder: bool = False, bare: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        words = _(
            "Your talk on saying no to a sponsor changed how I lead. I have led a team for half a year, and would love to "
            "think aloud with you, an hour a month."
        )
        return (LONG if bare else MENTOR).letter(
            {
                "mentee": MENTEE.name,
                "mentee_first": MENTEE.first_name,
                "message": quotable(words, WORDS),
                "programme": backdrop.programme,
                "organisation": backdrop.organisation,
                "summary": "",
                "ends_on": None if bare else date(2027, 6, 30),
                "organiser": "" if bare else ORGANISER.name,
                "reminder": reminder,
                "action_url": address(f"/mentors/invited/{DUMMY}/"),
                "action_label": INVITED_ACTION,
            }
        )

    return letter


def _answer(state: MentorInvitationState, *, words: bool = False) -> Callable[[Backdrop], Letter]:
    def letter(backdrop: Backdrop) -> Letter:
        answer = _("What a lovely letter. My spring is full; ask me again in autumn, if you like.")
        return MENTEE.letter(
            {
                "invited": MENTOR.name,
                "programme": backdrop.programme,
                "state": state.value,
                "answer": quotable(answer) if words else "",
                "action_url": address("/mentors/"),
                "action_label": answer_action(state),
            }
        )

    return letter


samples.register(
    Sample(
        INVITED_MAIL,
        when=gettext_lazy("When a mentee invites somebody by e-mail, and once more after a week"),
        reader=gettext_lazy("The invited person, who may not have an account"),
        variants=(
            Variant("usual", gettext_lazy("The first letter"), _invited()),
            Variant("reminder", gettext_lazy("The reminder"), _invited(reminder=True)),
            Variant("bare", gettext_lazy("Of a programme without an end or organisers"), _invited(bare=True)),
        ),
    ),
    Sample(
        ANSWER_MAIL,
        when=gettext_lazy(
            "When an invited person answers and no mentorship begins at once, or the time is over"
        ),
        reader=gettext_lazy("The mentee who invited"),
        variants=(
            Variant(
                "waiting",
                gettext_lazy("Yes, and the organisers look first"),
                _answer(MentorInvitationState.WAITING),
            ),
            Variant(
                "declined",
                gettext_lazy("No room, with a word"),
                _answer(MentorInvitationState.DECLINED, words=True),
            ),
            Variant("bare", gettext_lazy("No room, without a word"), _answer(MentorInvitationState.DECLINED)),
            Variant("expired", gettext_lazy("No answer in time"), _answer(MentorInvitationState.EXPIRED)),
        ),
    ),
)
