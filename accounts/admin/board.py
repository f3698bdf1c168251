from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.operators import OperatorsAdmin
from accounts.models import BoardReport
from accounts.operations.board import handle_reports


class HandledFilter(admin.SimpleListFilter):
    """What nobody has looked at comes first."""

    title = _("looked at")
    parameter_name = "handled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("Waits for you")), ("done", _("Looked at"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[BoardReport]) -> QuerySet[BoardReport]:
        if self.value() is None:
            return queryset
        return queryset.filter(handled_at__isnull=self.value() == "open")


@admin.register(BoardReport)
class BoardReportAdmin(OperatorsAdmin):
    """What members reported on the boards of communities. Whoever wrote it never learns who reported it."""

    list_display = ("what", "reason", "words", "community", "reported_at", "handled_at", "removed")
    list_filter = (HandledFilter, "reason")
    list_select_related = (
        "question__network",
        "question__author",
        "answer__question__network",
        "answer__author",
    )
    fields = (
        "whole",
        "written_by",
        "community",
        "reason",
        "words",
        "reported_by",
        "reported_at",
        "handled_at",
        "removed",
    )
    readonly_fields = ("whole", "written_by", "community")
    ordering = ("handled_at", "-reported_at")
    actions = ("remove", "leave")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoardReport]:
        """What waits stands first: nothing comes before something."""
        return super().get_queryset(request).select_related(*self.list_select_related)

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    @admin.display(description=_("what stands there"))
    def what(self, report: BoardReport) -> str:
        return Truncator(self.whole(report)).chars(120)

    @admin.display(description=_("what stands there"))
    def whole(self, report: BoardReport) -> str:
        if report.question is not None:
            return f"{report.question.title}\n\n{report.question.text}".strip()
        return report.answer.text if report.answer else ""

    @admin.display(description=_("written by"))
    def written_by(self, report: BoardReport) -> str:
        post = report.question or report.answer
        return post.author.name if post else ""

    @admin.display(description=_("community"))
    def community(self, report: BoardReport) -> str:
        asked = report.question or (report.answer.question if report.answer else None)
        return asked.network.name if asked else ""

    @admin.action(description=_("Take off the board"), permissions=["handle"])
    def remove(self, request: HttpRequest, rows: QuerySet[BoardReport]) -> None:
        self._handle(request, rows, remove=True)

    @admin.action(description=_("Leave on the board"), permissions=["handle"])
    def leave(self, request: HttpRequest, rows: QuerySet[BoardReport]) -> None:
        self._handle(request, rows, remove=False)

    def _handle(self, request: HttpRequest, rows: QuerySet[BoardReport], *, remove: bool) -> None:
        by, now = getattr(request, "person", None), timezone.now()
        posts, before = handle_reports(
            list(rows.select_related("question", "answer")), remove=remove, by=by, now=now
        )
        if posts:
            words = (
                ngettext("%(n)d thing is off the board.", "%(n)d things are off the board.", posts)
                if remove
                else ngettext("%(n)d thing stays on the board.", "%(n)d things stay on the board.", posts)
            )
            self.message_user(request, words % {"n": posts}, messages.SUCCESS)
        if before:
            left = ngettext(
                "%(n)d report had been looked at before.", "%(n)d reports had been looked at before.", before
            )
            self.message_user(request, left % {"n": before}, messages.WARNING)
