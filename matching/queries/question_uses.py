"""Which criteria take a question of the programme, for whoever is about to change or drop it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from matching.models import Criterion
from matching.snapshot.questions import PREFIX
from programmes.models import Programme


def criteria_using(programme: Programme, keys: Collection[str]) -> dict[str, list[str]]:
    """By the key of the question, the criteria with it on either side, in words. One query."""
    fields = [f"{PREFIX}{key}" for key in keys]
    rows = Criterion.objects.filter(
        Q(mentee_field__in=fields) | Q(mentor_field__in=fields), programme=programme
    ).order_by("position", "key")
    found: dict[str, list[str]] = {}
    for row in rows:
        said = _("the criterion “%(name)s”") if row.enabled else _("the criterion “%(name)s”, which is off")
        for field in sorted({row.mentee_field, row.mentor_field} & set(fields)):
            found.setdefault(field.removeprefix(PREFIX), []).append(said % {"name": row.label})
    return found
