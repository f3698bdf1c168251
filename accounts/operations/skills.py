"""Writes about skills that people propose."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.enums import SKILL_TRANSITIONS, SkillState
from accounts.models import Person, Skill, SkillSynonym
from accounts.operations.audit import record
from accounts.queries import skill_called
from accounts.transitions import move
from accounts.vocabulary.normalise import normalise

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


@transaction.atomic
def accept_skill(skill: Skill, *, by: Person | None, now: datetime) -> None:
    """Takes a proposal into the vocabulary. Raises StaleState where it is in, or nobody proposed it."""
    move(skill, to=SkillState.ACCEPTED, table=SKILL_TRANSITIONS)
    record("skill.accept", skill, by=by, now=now, fields=["state"])


@transaction.atomic
def decline_skill(skill: Skill, *, by: Person | None, now: datetime) -> None:
    """Leaves a proposal out of the vocabulary; who chose it keeps it. Raises StaleState where it is no open proposal."""
    move(skill, to=SkillState.DECLINED, table=SKILL_TRANSITIONS)
    record("skill.decline", skill, by=by, now=now, fields=["state"])


@transaction.atomic
def add_synonym(skill: Skill, *, text: str, by: Person | None, now: datetime) -> bool:
    """Lets `skill` be found by `text` as well; returns False where those words lead to a skill already."""
    _synonym, is_new = SkillSynonym.objects.get_or_create(
        text=normalise(text)[:120], defaults={"skill": skill}
    )
    if is_new:
        record("skill.synonym", skill, by=by, now=now, fields=["synonyms"])
    return is_new
