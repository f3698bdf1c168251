from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The outbox, for those who run the site: what was sent to whom, and what failed. It holds ids, never words."""

    list_display = (
        "kind",
        "recipient",
        "state",
        "created_at",
        "not_before",
        "sent_at",
        "attempts",
        "failure",
    )
    list_filter = ("state", "kind")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email", "kind")
    show_full_result_count = False
    list_per_page = 50
    fields = (
        "kind",
        "recipient",
        "subject_id",
        "state",
        "created_at",
        "not_before",
        "sent_at",
        "attempts",
        "failure",
        "message_id",
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
