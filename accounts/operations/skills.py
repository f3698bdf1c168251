"""Writes about skills that people propose."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.enums import SkillState
from accounts.models import Person, Skill
from accounts.operations.audit import record
from accounts.queries import skill_called

OPEN_PROPOSALS = 20


class TooManyProposals(Exception):
    """This person has OPEN_PROPOSALS skills that nobody has looked at yet."""

    def __init__(self) -> None:
        super().__init__(
            _("You have proposed many skills that wait for an answer. Choose one of the list for now.")
        )


@transaction.atomic
def propose_skill(*, name: str, by: Person, now: datetime) -> Skill:
    """The skill called `name`: one that `by` can choose already, under any of its names, or a new proposal.

    Raises TooManyProposals, and ValueError where the name holds no letter or digit."""
    shown = " ".join(name.split())[:100]
    key = slugify(shown)[:70]
    if not any(letter.isalnum() for letter in shown):
        raise ValueError("a skill needs a name")
    # The row of the person is the lock: a doubled press proposes once.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    known = skill_called(shown, person=by)
    if known is not None:
        return known
    if by.proposed_skills.filter(state=SkillState.PROPOSED).count() >= OPEN_PROPOSALS:
        raise TooManyProposals
    skill = Skill(name=shown, state=SkillState.PROPOSED, proposed_by=by, proposed_at=now)
    skill.key = f"{key or 'skill'}-{skill.pk.hex[:8]}"
    skill.save(force_insert=True)
    record("skill.propose", skill, by=by, now=now)
    return skill
