from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class OperatorsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """For those who run the site alone, whatever permissions by model somebody else was given. Reads only, unless
    `may_change`."""

    may_change = False
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
