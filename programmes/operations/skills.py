"""Writes about skills that reach into enrolments."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person, Skill
from accounts.operations import audit
from accounts.operations.skills import add_synonym, decline_skill
from programmes.models import OfferedSkill, WantedSkill


@transaction.atomic
def merge_skill(proposal: Skill, *, into: Skill, by: Person | None, now: datetime) -> None:
    """Makes a proposal another name of `into`: whoever chose it has `into` from now on, and it is found by that name.

    Who had both keeps what they said of `into`. Raises StaleState where it is no open proposal."""
    decline_skill(proposal, by=by, now=now)
    add_synonym(into, text=proposal.name, by=by, now=now)
    for model in (WantedSkill, OfferedSkill):
        both = model._default_manager.filter(skill=into).values_list("enrolment_id", flat=True)
        chosen = model._default_manager.filter(skill=proposal)
        chosen.filter(enrolment__in=list(both)).delete()
        chosen.update(skill=into)
    audit.record("skill.merge", proposal, by=by, now=now, fields=["skill"])
