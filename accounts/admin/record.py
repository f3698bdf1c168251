from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.operators import OperatorsAdmin
from accounts.models import AuditEvent, AuditReason, Consent, Job, Person
from accounts.operations.jobs import stop_job


@admin.register(AuditEvent)
class AuditEventAdmin(OperatorsAdmin):
    """Who did what, with the reason where one was given."""

    list_display = ("at", "action", "object_kind", "object_id", "who", "fields_changed")
    list_filter = ("action",)
    search_fields = ("action", "object_kind", "object_id")
    fields = ("at", "action", "object_kind", "object_id", "who", "programme_id", "fields_changed", "reason")
    readonly_fields = ("who", "fields_changed", "reason")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the names of those who acted, looked up at once."""
        changelist = super().get_changelist_instance(request)
        people = Person.objects.in_bulk({row.actor_id for row in changelist.result_list if row.actor_id})
        for row in changelist.result_list:
            row.actor_name = str(people.get(row.actor_id, ""))
        return changelist

    @admin.display(description=_("who"))
    def who(self, event: Any) -> str:
        known = getattr(event, "actor_name", None)
        if known is None:
            known = str(Person.objects.filter(pk=event.actor_id).first() or "")
        return known or str(_("the site"))

    @admin.display(description=_("fields changed"))
    def fields_changed(self, event: AuditEvent) -> str:
        return ", ".join(event.fields)

    @admin.display(description=_("reason"))
    def reason(self, event: AuditEvent) -> str:
        return AuditReason.objects.filter(event_id=event.pk).values_list("text", flat=True).first() or ""


@admin.register(Consent)
class ConsentAdmin(OperatorsAdmin):
    list_display = ("person", "purpose", "version", "given_at", "withdrawn_at")
    list_filter = ("purpose",)
    list_select_related = ("person",)
    search_fields = ("person__name", "person__user__email")
    ordering = ("-given_at",)


@admin.register(Job)
class JobAdmin(OperatorsAdmin):
    list_display = ("kind", "state", "done", "total", "created_at", "finished_at", "failure")
    list_filter = ("kind", "state")
    fields = (
        "kind",
        "state",
        "done",
        "total",
        "requested_by",
        "created_at",
        "started_at",
        "cancel_requested_at",
        "finished_at",
        "failure",
        "result",
    )
    actions = ("stop",)

    def has_stop_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    @admin.action(description=_("Stop these jobs"), permissions=["stop"])
    def stop(self, request: HttpRequest, rows: QuerySet[Job]) -> None:
        by, now = getattr(request, "person", None), timezone.now()
        asked = sum(stop_job(job=job, by=by, now=now) for job in rows)
        over = len(rows) - asked
        if asked:
            words = ngettext(
                "%(n)d job was asked to stop. Where it runs, that takes some seconds.",
                "%(n)d jobs were asked to stop. Where they run, that takes some seconds.",
                asked,
            )
            self.message_user(request, words % {"n": asked}, messages.SUCCESS)
        if over:
            words = ngettext(
                "%(n)d job had ended, or was asked to stop before.",
                "%(n)d jobs had ended, or were asked to stop before.",
                over,
            )
            self.message_user(request, words % {"n": over}, messages.WARNING)
