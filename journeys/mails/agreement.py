"""The letters about the working agreement: proposed, changed in answer, signed, and one reminder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Person
from journeys.enums import AgreementState
from journeys.models import Agreement
from journeys.operations.agreement import CHANGED_MAIL, PROPOSED_MAIL, REMINDER_MAIL, SIGNED_MAIL
from journeys.queries.agreement import base_of
from journeys.queries.cadence import EVERY
from journeys.queries.check_ins import parted
from journeys.terms import Difference, Part, compared, sheet
from matching.enums import OPEN_MENTORSHIP_STATES
from notifications.enums import Topic
from notifications.kinds import KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import Cadence

WORDS = 1000  # of the message that comes with a proposal


def _loader(state: AgreementState) -> Callable[[Notification], Letter | None]:
    def load(notification: Notification) -> Letter | None:
        """To one of the two while the version is in `state` and the mentorship is not over. Three queries at most."""
        agreement = (
            Agreement.objects.select_related(
                "proposed_by",
                "mentorship__programme",
                "mentorship__mentee__person__user",
                "mentorship__mentor__person__user",
            )
            .filter(pk=notification.subject_id, state=state, mentorship__state__in=OPEN_MENTORSHIP_STATES)
            .first()
        )
        if agreement is None:
            return None
        people = [agreement.mentorship.mentee.person, agreement.mentorship.mentor.person]
        reader = next((one for one in people if one.user_id == notification.recipient_id), None)
        if reader is None or not reader.user.is_active or reader.erased_at is not None:
            return None
        other = people[1] if reader.pk == people[0].pk else people[0]
        if parted([frozenset({reader.pk, other.pk})]):
            return None
        with override(reader.locale):
            context = _context(agreement, other)
        return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)

    return load


def _context(agreement: Agreement, other: Person) -> dict[str, object]:
    """`other_first`, `programme`, `message`, `every` (check-ins come, as it stands in a sentence), `proposed_at`, `parts` (what
    it says) or else `differences` from the version that holds or that it answers, and `action_url` with `action_label`."""
    names = {
        "mentee": agreement.mentorship.mentee.person.first_name,
        "mentor": agreement.mentorship.mentor.person.first_name,
    }
    waits = agreement.state == AgreementState.PROPOSED
    base = base_of(agreement) if waits else None
    page = reverse("journeys:agreement", args=[agreement.mentorship_id])
    return {
        "other_first": quotable(other.first_name),
        "programme": agreement.mentorship.programme.name,
        "message": quotable(agreement.message, WORDS) if waits else "",
        "every": EVERY[Cadence(agreement.cadence)],
        "proposed_at": agreement.proposed_at,
        "parts": parts_told(sheet(agreement, **names)) if base is None else (),
        "differences": differences_told(compared(base, agreement, **names)) if base is not None else (),
        "action_url": settings.SITE_URL + page,
        "action_label": _("Read and sign") if waits else _("Open your agreement"),
    }


def parts_told(parts: Sequence[Part]) -> list[tuple[str, list[str]]]:
    """Each term that says something, by its label, as a letter may quote it."""
    return [(part.label, [quotable(line) for line in part.lines]) for part in parts if part.lines]


def differences_told(differences: Sequence[Difference]) -> list[tuple[str, str, str]]:
    """Of each term that differs its label, what it said and what it says, as a letter may quote them."""
    return [(one.label, _in_a_line(one.before), _in_a_line(one.after)) for one in differences]


def _in_a_line(text: str) -> str:
    return quotable(" · ".join(text.splitlines()))


for kind in (
    Kind(
        name=PROPOSED_MAIL,
        label=_("A working agreement is proposed"),
        about=_("What the other one of your pair proposes, for you to sign or to change."),
        why=_("You get this because a proposal waits for your word. One letter comes for each proposal."),
        load=_loader(AgreementState.PROPOSED),
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=CHANGED_MAIL,
        label=_("Your proposed agreement was changed"),
        about=_("What the other one would rather have, for you to sign or to change in turn."),
        why=_("You get this because another version of what you proposed waits for your word."),
        load=_loader(AgreementState.PROPOSED),
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=SIGNED_MAIL,
        label=_("A working agreement is signed"),
        about=_("The other one signed what you proposed: it holds from now on."),
        why=_("You get this because you proposed this agreement."),
        load=_loader(AgreementState.SIGNED),
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=REMINDER_MAIL,
        label=_("A proposed agreement still waits"),
        about=_("Once, some days after a proposal that you have not answered."),
        why=_("You get this once, because a proposed agreement still waits for your word."),
        load=_loader(AgreementState.PROPOSED),
        topic=Topic.MENTORSHIPS,
    ),
):
    registry.register(kind)
