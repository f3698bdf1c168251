from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.operators import OperatorsAdmin
from accounts.models import Network, User
from accounts.operations import audit


@admin.register(User)
class UserAdmin(OperatorsAdmin):
    """Accounts. People open their own; passwords are never set here."""

    may_change = True
    list_display = ("email", "is_active", "is_staff", "is_superuser", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "person__name")
    ordering = ("email",)
    fields = ("email", "is_active", "is_staff", "is_superuser", "joined_at", "last_login")
    readonly_fields = ("email", "joined_at", "last_login")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if form.changed_data:
            obj.save(update_fields=form.changed_data)
            person = getattr(request, "person", None)
            audit.record("user.change", obj, by=person, now=timezone.now(), fields=form.changed_data)


@admin.register(Network)
class NetworkAdmin(OperatorsAdmin):
    list_display = ("name", "kind", "key")
    list_filter = ("kind",)
    search_fields = ("name", "key")
