from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.operators import OperatorsAdmin
from accounts.operations import tending
from notifications.kinds import registry
from notifications.models import Notification
from notifications.operations.tending import Which


class KindFilter(admin.SimpleListFilter):
    """By what is registered: to ask the rows which kinds there are would read all that were ever sent."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, str(kind.label)) for name, kind in sorted(registry.kinds.items())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notification]) -> QuerySet[Notification]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notification)
class NotificationAdmin(OperatorsAdmin):
    """The outbox letter by letter, for those who run the site: what was sent to whom, and what failed. It holds ids, never
    words."""

    change_list_template = "accounts/outbox/letters.html"
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
    list_filter = ("state", KindFilter)
    list_select_related = ("recipient",)
    search_fields = ("recipient__email", "kind")
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
        "digest",
    )
    actions = ("retry", "put_aside")

    def has_tend_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    @admin.action(description=_("Try again"), permissions=["tend"])
    def retry(self, request: HttpRequest, rows: QuerySet[Notification]) -> None:
        """Those of the chosen that were given up."""
        done = tending.retry(_these(rows), by=getattr(request, "person", None), now=timezone.now())
        words = ngettext("%(n)d letter is tried again.", "%(n)d letters are tried again.", done)
        self._say(request, words, done, len(rows))

    @admin.action(description=_("Put aside for good"), permissions=["tend"])
    def put_aside(self, request: HttpRequest, rows: QuerySet[Notification]) -> None:
        """Those of the chosen that wait or were given up."""
        done = tending.put_aside(_these(rows), by=getattr(request, "person", None), now=timezone.now())
        words = ngettext("%(n)d letter is put aside.", "%(n)d letters are put aside.", done)
        self._say(request, words, done, len(rows))

    def _say(self, request: HttpRequest, words: str, done: int, chosen: int) -> None:
        if done:
            self.message_user(request, words % {"n": done}, messages.SUCCESS)
        if chosen > done:
            left = ngettext(
                "%(n)d letter was left as it is: it was sent, or a worker has it in hand.",
                "%(n)d letters were left as they are: they were sent, or a worker has them in hand.",
                chosen - done,
            )
            self.message_user(request, left % {"n": chosen - done}, messages.WARNING)


def _these(rows: QuerySet[Notification]) -> Which:
    return Which(letters=tuple(row.pk for row in rows))
