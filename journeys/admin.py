"""Check-ins, without what people wrote in them, and calls for help."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from journeys.models import CheckIn, HelpRequest
from journeys.operations.help import mark_handled
from programmes.admin.scope import OwnProgrammesAdmin, actor, by_programme

PATH = "mentorship__programme"


@admin.register(CheckIn)
class CheckInAdmin(OwnProgrammesAdmin):
    """Whether people met. How it goes and what is in the way is theirs."""

    programme_path = PATH
    list_display = ("person", "programme", "number", "state", "due_at", "answered_at", "met")
    list_filter = (by_programme(PATH), "state", "met")
    list_select_related = ("person", "mentorship__programme")
    search_fields = ("person__name", "person__user__email")
    fields = ("person", "programme", "number", "state", "skip_reason", "due_at", "answered_at", "met")
    readonly_fields = ("programme",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def called(self, row: Any) -> str:
        return str(row.person.name)

    @admin.display(description=_("programme"))
    def programme(self, check_in: CheckIn) -> str:
        return check_in.mentorship.programme.name


@admin.register(HelpRequest)
class HelpRequestAdmin(OwnProgrammesAdmin):
    """Calls for help. An organiser who is the other side of the mentorship never sees one."""

    programme_path = PATH
    list_display = ("asked_by", "programme", "asked_at", "handled_at", "handled_by")
    list_filter = (by_programme(PATH), ("handled_at", admin.EmptyFieldListFilter))
    list_select_related = ("asked_by", "handled_by", "mentorship__programme")
    search_fields = ("asked_by__name", "asked_by__user__email")
    fields = ("asked_by", "pair", "programme", "asked_at", "message", "handled_at", "handled_by")
    readonly_fields = ("programme", "pair")
    actions = ("handled",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = (
            super()
            .get_queryset(request)
            .select_related(
                *self.list_select_related, "mentorship__mentee__person", "mentorship__mentor__person"
            )
        )
        person = actor(request)
        if person is None:
            return rows
        of_theirs = Q(mentorship__mentee__person=person) | Q(mentorship__mentor__person=person)
        return rows.exclude(of_theirs & ~Q(asked_by=person))

    def is_own(self, request: HttpRequest, obj: Any) -> bool:
        return super().is_own(request, obj) and self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def called(self, row: Any) -> str:
        return str(row.asked_by.name)

    @admin.display(description=_("programme"))
    def programme(self, call: HelpRequest) -> str:
        return call.mentorship.programme.name

    @admin.display(description=_("mentorship"))
    def pair(self, call: HelpRequest) -> Any:
        names = {"mentee": call.mentorship.mentee.person.name, "mentor": call.mentorship.mentor.person.name}
        return _("%(mentee)s with %(mentor)s") % names

    @admin.action(description=_("Note that these are dealt with"), permissions=["handle"])
    def handled(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        by = actor(request)
        done = ngettext_lazy(
            "%(n)d call is noted as dealt with.", "%(n)d calls are noted as dealt with.", "n"
        )
        self.act(request, rows, lambda row, now: mark_handled(row, by=by, now=now), done)
