"""What mentorships are called in the log of a programme."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from matching.models import Mentorship


def pair_names(ids: Collection[str]) -> Mapping[str, str]:
    """By the ids of mentorships: the two people. One query."""
    rows = Mentorship.objects.filter(pk__in=ids).values_list(
        "pk", "mentee__person__name", "mentor__person__name"
    )
    return {
        str(pk): _("%(mentee)s and %(mentor)s") % {"mentee": mentee, "mentor": mentor}
        for pk, mentee, mentor in rows
    }
