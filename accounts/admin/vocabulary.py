from __future__ import annotations

from django.contrib import admin

from accounts.admin.operators import OperatorsAdmin
from accounts.models import SkillGroup


@admin.register(SkillGroup)
class SkillGroupAdmin(OperatorsAdmin):
    """The vocabulary's groups come from the file that ships with the site."""

    list_display = ("name", "key", "position")
    search_fields = ("name", "key")
