from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.operations import audit
from accounts.transitions import StaleState
from programmes.admin.scope import OwnProgrammesAdmin, ReadOnlyRows, RowsWhere, actor, programmes_of
from programmes.enums import PROGRAMME_TRANSITIONS, ProgrammeState
from programmes.models import Organisation, OrganisationSkill, Organiser, Programme, ProgrammeEvent
from programmes.operations.organisers import appoint_organiser, dismiss_organiser
from programmes.operations.programmes import NotReady, move_programme, start_programme

VERBS = {
    ProgrammeState.DRAFT: _("Back to draft"),
    ProgrammeState.ENROLLING: _("Open for joining"),
    ProgrammeState.RUNNING: _("Start the programme"),
    ProgrammeState.CLOSED: _("Close the programme"),
    ProgrammeState.ARCHIVED: _("Archive"),
}


class OrganiserInline(RowsWhere, admin.StackedInline):  # type: ignore[type-arg]
    """Who organises; only somebody who runs the site appoints."""

    model = Organiser
    fields = ("person", "since")
    readonly_fields = ("since",)
    autocomplete_fields = ("person",)
    verbose_name_plural = _("organisers of this programme")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("person")

    def writable(self, request: HttpRequest, obj: Any) -> bool:
        return bool(request.user.is_superuser)


class ProgrammeEventInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = ProgrammeEvent
    fields = ("at", "from_state", "to_state", "by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by")


@admin.register(Programme)
class ProgrammeAdmin(OwnProgrammesAdmin):
    """Organisers change their programmes; whoever runs the site makes new ones."""

    change_form_template = "admin/programmes/programme/change_form.html"
    programme_path = "pk"
    may_change = True
    list_display = ("name", "organisation", "state", "mode", "enrolment_closes_at", "starts_on", "ends_on")
    list_filter = ("state", "mode")
    list_select_related = ("organisation",)
    search_fields = ("name", "slug", "organisation__name")
    autocomplete_fields = ("organisation",)
    inlines = (OrganiserInline, ProgrammeEventInline)
    fieldsets = (
        (None, {"fields": ("organisation", "name", "slug", "state", "created_at")}),
        (
            _("What people read"),
            {"fields": ("summary", "about", "audience", "guidelines", "guidelines_version")},
        ),
        (
            _("Who joins, and when"),
            {
                "fields": (
                    "listed",
                    "join_code",
                    "reviews_applications",
                    "enrolment_opens_at",
                    "enrolment_closes_at",
                    "starts_on",
                    "ends_on",
                    "zone",
                )
            },
        ),
        (
            _("How people come together"),
            {
                "fields": (
                    "mode",
                    "mentors_a_mentee",
                    "open_requests",
                    "request_days",
                    "cadence",
                    "manager_may_mentor",
                )
            },
        ),
    )

    def is_own(self, request: HttpRequest, obj: Any) -> bool:
        return bool(request.user.is_superuser) or obj.pk in programmes_of(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = ["state", "created_at"]
        return fixed if request.user.is_superuser else [*fixed, "organisation", "slug"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("name",)} if obj is None else {}

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        form = super().get_form(request, obj, **kwargs)
        if "join_code" in form.base_fields:
            form.base_fields["join_code"].required = obj is not None  # a new programme is given one
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        by, now = actor(request), timezone.now()
        if not change:
            start_programme(obj, by=by, now=now)
        elif form.changed_data:
            obj.save(update_fields=form.changed_data)
            audit.record(
                "programme.change", obj, by=by, now=now, programme_id=obj.pk, fields=form.changed_data
            )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        by, now = actor(request), timezone.now()
        formset.save(commit=False)
        for organiser in formset.deleted_objects:
            dismiss_organiser(organiser, by=by, now=now)
        for organiser in [*formset.new_objects, *(row for row, _names in formset.changed_objects)]:
            if organiser.pk:
                dismiss_organiser(Organiser.objects.get(pk=organiser.pk), by=by, now=now)
            appoint_organiser(programme=organiser.programme, person=organiser.person, by=by, now=now)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        programme = kwargs.get("obj")
        nexts = PROGRAMME_TRANSITIONS.get(programme.state, set()) if programme else set()
        context["moves"] = [(state.value, VERBS[state]) for state in ProgrammeState if state in nexts]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        wanted = next((state for state in ProgrammeState if f"_move_{state}" in request.POST), None)
        if wanted is None:
            return super().response_change(request, obj)
        try:
            move_programme(obj, to=wanted, by=actor(request), now=timezone.now())
        except (StaleState, NotReady) as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            said = _("Saved. %(programme)s is now “%(state)s”.")
            words = {"programme": obj.name, "state": obj.get_state_display()}
            self.message_user(request, said % words, messages.SUCCESS)
        return HttpResponseRedirect(request.path)


class OrganisationSkillInline(RowsWhere, admin.StackedInline):  # type: ignore[type-arg]
    model = OrganisationSkill
    autocomplete_fields = ("skill",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("skill")

    def writable(self, request: HttpRequest, obj: Any) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Organisation)
class OrganisationAdmin(OwnProgrammesAdmin):
    """Organisers see the organisations of their programmes; whoever runs the site writes them."""

    programme_path = "programmes"
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    inlines = (OrganisationSkillInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).distinct()

    def is_own(self, request: HttpRequest, obj: Any) -> bool:
        own = {programme.organisation_id for programme in programmes_of(request).values()}
        return bool(request.user.is_superuser) or obj.pk in own

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
