from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programmes.admin.scope import OwnProgrammesAdmin, actor, by_programme
from programmes.models import Enquiry
from programmes.operations.enquiry import mark_answered


@admin.register(Enquiry)
class EnquiryAdmin(OwnProgrammesAdmin):
    """Visitors' questions. They are answered by e-mail; here is noted that somebody did."""

    list_display = ("name", "email", "programme", "created_at", "answered_at", "answered_by")
    list_filter = (by_programme("programme"), ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("programme", "answered_by")
    search_fields = ("name", "email", "message")
    actions = ("answered",)

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    @admin.action(description=_("Note that these are answered"), permissions=["answer"])
    def answered(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        by = actor(request)
        done = ngettext_lazy(
            "%(n)d question is noted as answered.", "%(n)d questions are noted as answered.", "n"
        )
        self.act(request, rows, lambda row, now: mark_answered(row, by=by, now=now), done)
