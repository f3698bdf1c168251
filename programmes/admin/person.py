from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.languages import language_names
from accounts.models import Affiliation, Person, ProfileLink
from programmes.admin.scope import OwnProgrammesAdmin, ReadOnlyRows, by_programme, programmes_of
from programmes.models import Enrolment


class AffiliationInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = Affiliation
    fields = ("kind", "network")
    readonly_fields = ("kind",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("network")

    @admin.display(description=_("kind"))
    def kind(self, row: Affiliation) -> str:
        return row.network.get_kind_display()


class ProfileLinkInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = ProfileLink
    fields = ("kind", "url")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class ByOwnProgramme(by_programme("enrolments__programme")):  # type: ignore[misc]
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().queryset(request, queryset).distinct()  # type: ignore[no-any-return]


@admin.register(Person)
class PersonAdmin(OwnProgrammesAdmin):
    """The people of an organiser's programmes. Who they are is theirs: nobody writes it here."""

    list_display = ("name", "email", "taking_part")
    list_filter = (ByOwnProgramme,)
    search_fields = ("name", "user__email")
    ordering = ("name",)
    inlines = (AffiliationInline, ProfileLinkInline)
    readonly_fields = ("email", "spoken")
    fields = ("name", "email", "pronouns", "job_title", "place", "zone", "spoken", "formats")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = Person.objects.select_related("user").order_by("name")
        here = Enrolment.objects.select_related("programme").filter(
            programme__in=list(programmes_of(request))
        )
        if not request.user.is_superuser:
            rows = rows.filter(Exists(here.filter(person=OuterRef("pk"))))
        return rows.prefetch_related(Prefetch("enrolments", here, to_attr="enrolments_here"))

    def is_own(self, request: HttpRequest, obj: Any) -> bool:
        if request.user.is_superuser:
            return True
        return Enrolment.objects.filter(person=obj, programme__in=list(programmes_of(request))).exists()

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, person: Person) -> str:
        return person.user.email

    @admin.display(description=_("languages"))
    def spoken(self, person: Person) -> str:
        return ", ".join(language_names(person.languages))

    @admin.display(description=_("takes part"))
    def taking_part(self, person: Any) -> str:
        return "; ".join(f"{e.programme.name}: {e.get_role_display()}" for e in person.enrolments_here)
