"""The letters about how often check-ins come: one of the pair proposes, the other one agrees or keeps what holds."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.links import Purpose, address, works_until
from journeys.models import CadenceProposal
from journeys.operations.cadence import AGREED_MAIL, KEPT_MAIL, PROPOSED_MAIL
from journeys.queries.cadence import EVERY, cadence_of
from journeys.queries.check_ins import parted
from matching.enums import MentorshipState
from notifications.enums import Topic
from notifications.kinds import KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import Cadence

AGREE, KEEP = "agree", "keep"


def _proposed(proposal: CadenceProposal) -> bool:
    return proposal.answered_at is None


def _agreed(proposal: CadenceProposal) -> bool:
    """While check-ins come as agreed."""
    return bool(proposal.agreed) and cadence_of(proposal.mentorship) == proposal.cadence


def _kept(proposal: CadenceProposal) -> bool:
    return proposal.agreed is False and cadence_of(proposal.mentorship) != proposal.cadence


def _loader(wanted: Callable[[CadenceProposal], bool]) -> Callable[[Notification], Letter | None]:
    def load(notification: Notification) -> Letter | None:
        """To one of the two, while it is so and the mentorship goes on. Two queries."""
        proposal = (
            CadenceProposal.objects.select_related(
                "mentorship__programme",
                "mentorship__mentee__person__user",
                "mentorship__mentor__person__user",
            )
            .filter(pk=notification.subject_id, mentorship__state=MentorshipState.ACTIVE)
            .first()
        )
        if proposal is None or not wanted(proposal):
            return None
        people = [proposal.mentorship.mentee.person, proposal.mentorship.mentor.person]
        reader = next((one for one in people if one.user_id == notification.recipient_id), None)
        if reader is None or not reader.user.is_active or reader.erased_at is not None:
            return None
        other = people[1] if reader.pk == people[0].pk else people[0]
        if parted([frozenset({reader.pk, other.pk})]):
            return None
        context = _context(proposal, reader, other)
        return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)

    return load


def _context(proposal: CadenceProposal, reader: Person, other: Person) -> dict[str, object]:
    """`other_first`, `programme`, `proposed` and `holds` (both as they stand in a sentence: every week), `works_until` (a
    datetime), `agree_url` and `keep_url` for an answer, `action_url` with `action_label`: the one page to go to."""
    page = settings.SITE_URL + reverse("journeys:cadence", args=[proposal.mentorship_id])
    is_open = proposal.answered_at is None
    return {
        "other_first": quotable(other.first_name),
        "programme": proposal.mentorship.programme.name,
        "proposed": EVERY[Cadence(proposal.cadence)],
        "holds": EVERY[cadence_of(proposal.mentorship)],
        "works_until": works_until(timezone.now()),
        "agree_url": address(Purpose.AGREE, proposal.pk, reader.pk, answer=AGREE),
        "keep_url": address(Purpose.AGREE, proposal.pk, reader.pk, answer=KEEP),
        "action_url": address(Purpose.AGREE, proposal.pk, reader.pk) if is_open else page,
        "action_label": _("Answer") if is_open else _("See how often check-ins come"),
    }


for kind in (
    Kind(
        name=PROPOSED_MAIL,
        label=_("Another rhythm is proposed"),
        about=_("The other one of your pair would like check-ins more often, or less often."),
        why=_("You get this because a proposal waits for your answer. One letter comes for each proposal."),
        load=_loader(_proposed),
        topic=Topic.CHECK_INS,
        deliveries=KEPT,
    ),
    Kind(
        name=AGREED_MAIL,
        label=_("A rhythm is agreed"),
        about=_("Your proposal was agreed to: check-ins come so from now on."),
        why=_("You get this because you proposed how often check-ins come."),
        load=_loader(_agreed),
        topic=Topic.CHECK_INS,
    ),
    Kind(
        name=KEPT_MAIL,
        label=_("A rhythm stays as it is"),
        about=_("The other one would rather keep how often check-ins come."),
        why=_("You get this because you proposed how often check-ins come."),
        load=_loader(_kept),
        topic=Topic.CHECK_INS,
    ),
):
    registry.register(kind)
