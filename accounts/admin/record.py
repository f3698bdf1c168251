from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.operators import OperatorsAdmin
from accounts.models import AuditEvent, AuditReason, Consent, Job, Person


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
        "finished_at",
        "failure",
        "result",
    )
