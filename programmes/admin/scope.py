"""What every organiser's page in the admin has in common: it shows the rows of their own programmes and of no other.

Being an organiser of a programme is the permission; Django's permissions by model play no part here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.transitions import StaleState
from programmes.access import organised
from programmes.models import Programme

# Django's own widgets for these part one field into two inputs of which only one has a label.
PLAIN_WIDGETS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    },
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
}


def programmes_of(request: HttpRequest) -> dict[UUID, Programme]:
    """The programmes that whoever is signed in organises; one query a request."""
    known: dict[UUID, Programme] | None = getattr(request, "organised_programmes", None)
    if known is None:
        known = (
            {programme.pk: programme for programme in organised(request.user)}
            if request.user.is_authenticated
            else {}
        )
        request.organised_programmes = known  # type: ignore[attr-defined]
    return known


def actor(request: HttpRequest) -> Person | None:
    """Who acts; an operator's account may belong to nobody who takes part."""
    person: Person | None = getattr(request, "person", None)
    return person


class KnownSelect(AutocompleteSelect):
    """Shows what was chosen, and nothing for what is no key at all: Django's own asks the database for it, and falls over."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if self._may_be_key(each)], attr)

    def _may_be_key(self, value: object) -> bool:
        try:
            self.field.remote_field.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class SelectsKnown:
    """For the pages and the rows of the admin: what is found while typing is shown by KnownSelect."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KnownSelect(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class ProgrammeFilter(admin.SimpleListFilter):
    """By programme, offering the organiser's own alone."""

    title = _("programme")
    parameter_name = "programme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(str(pk), programme.name) for pk, programme in programmes_of(request).items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        try:
            return queryset.filter(**{self.path: UUID(str(self.value()))})
        except ValueError:
            return queryset.none()

    path = "programme"


def by_programme(path: str) -> type[ProgrammeFilter]:
    """The filter for a model whose programme is found by `path`."""
    return type("ProgrammeFilterBy", (ProgrammeFilter,), {"path": path})


class OwnProgrammesAdmin(SelectsKnown, admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows the rows whose programme, found by `programme_path`, the organiser organises. Reads only, unless `may_add` or
    `may_change`; nothing is ever deleted by organisers."""

    change_form_template = "admin/programmes/change_form.html"
    programme_path = "programme"
    may_add = False
    may_change = False
    show_full_result_count = False
    list_per_page = 50
    formfield_overrides = PLAIN_WIDGETS

    class Media:
        js = ("js/admin.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{f"{self.programme_path}__in": list(programmes_of(request))})

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """What can be chosen, and is accepted when sent: what the admin of that model shows to this organiser."""
        related = self.admin_site._registry.get(db_field.remote_field.model)
        return related.get_queryset(request) if related else super().get_field_queryset(db, db_field, request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser or programmes_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request) and (obj is None or self.is_own(request, obj))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def is_own(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the organiser may see this very row."""
        if request.user.is_superuser or obj._state.adding:
            return True
        return attrgetter(self.programme_path.replace("__", ".") + "_id")(obj) in programmes_of(request)

    # Django writes its own log with names of people in it; ours is the audit log, written by the operations.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def act(
        self,
        request: HttpRequest,
        rows: Iterable[Any],
        do: Callable[[Any, datetime], object],
        done: Any,
    ) -> None:
        """Does an operation to every row, and says how many went and which did not. False stands for "was so already".
        `done` is said of the number `n` of those that went (`ngettext_lazy`)."""
        went, stayed, now = 0, [], timezone.now()
        for row in rows:
            try:
                went += do(row, now) is not False
            except (StaleState, ValidationError) as refusal:
                stayed.append(f"{self.called(row)}: {refusal}")
        if went:
            self.message_user(request, done % {"n": went}, messages.SUCCESS)
        for line in stayed:
            self.message_user(request, line, messages.WARNING)

    def called(self, row: Any) -> str:
        """What a row is called, in messages, headings and the labels of its checkbox."""
        return str(row)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None:
            context["subtitle"] = self.called(row)
        return super().render_change_form(request, context, *args, **kwargs)

    def action_checkbox(self, obj: Any) -> SafeString:
        """Django's own, which would read out an id where a row has a name."""
        label = _("Choose %(name)s") % {"name": self.called(obj)}
        box = forms.CheckboxInput({"class": "action-select", "aria-label": label}, lambda _value: False)
        return box.render(ACTION_CHECKBOX_NAME, str(obj.pk))


class ReadOnlyRows:
    """For an inline that shows and never writes. Who sees the page sees its rows."""

    template = "admin/edit_inline/rows.html"
    extra = 0
    max_num = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RowsWhere(SelectsKnown):
    """For an inline that may be written only where `writable` says so."""

    extra = 0

    def writable(self, request: HttpRequest, obj: Any) -> bool:
        raise NotImplementedError

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.writable(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.writable(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.writable(request, obj)
