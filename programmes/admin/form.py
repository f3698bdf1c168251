from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programmes.admin.scope import OwnProgrammesAdmin, RowsWhere, actor, by_programme
from programmes.enums import AnswerVisibility
from programmes.form_builder import last_published
from programmes.form_changes import may_widen
from programmes.models import FormVersion, Question, QuestionOption
from programmes.operations.form_drafts import open_draft
from programmes.operations.forms import publish_version


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Keeps what people were told when they answered, as the form builder does."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        identity, visibility = bool(cleaned.get("identity")), str(cleaned.get("visibility", ""))
        if identity and (cleaned.get("required") or visibility == AnswerVisibility.MATCH):
            self.add_error("identity", _("Such a question is optional, and seen by organisers only."))
        key = cleaned.get("key") or self.instance.key
        published = last_published(self.instance.version.programme, key) if key else None
        if not may_widen(published, visibility=visibility, identity=identity):
            self.add_error(
                "visibility",
                _("People answered this knowing who would read it and what for. Ask a new question instead."),
            )
        return cleaned


class QuestionInline(RowsWhere, admin.StackedInline):  # type: ignore[type-arg]
    model = Question
    form = QuestionForm
    fields = (
        "position",
        "key",
        "kind",
        "text",
        "help_text",
        "asked_of",
        "required",
        "visibility",
        "identity",
    )
    show_change_link = True

    def writable(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and obj.published_at is None


@admin.register(FormVersion)
class FormVersionAdmin(OwnProgrammesAdmin):
    """Versions of the application form. A draft may be changed; what was published stays, because answers refer to it."""

    may_change = True
    list_display = ("programme", "number", "published_at")
    list_filter = (by_programme("programme"),)
    list_select_related = ("programme",)
    ordering = ("programme__name", "-number")
    search_fields = ("programme__name",)
    readonly_fields = ("programme", "number", "published_at")
    inlines = (QuestionInline,)
    actions = ("draft", "publish")

    def called(self, row: Any) -> str:
        return f"{row.programme.name} {row.number}"

    @admin.action(description=_("Make a new draft for these programmes"), permissions=["change"])
    def draft(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        by = actor(request)
        versions = {row.programme_id: row for row in rows}.values()
        done = ngettext_lazy(
            "%(n)d draft is made: it asks what is asked now.",
            "%(n)d drafts are made: they ask what is asked now.",
            "n",
        )
        self.act(
            request,
            versions,
            lambda row, now: bool(open_draft(programme=row.programme, by=by, now=now)),
            done,
        )

    @admin.action(description=_("Publish: ask this from now on"), permissions=["change"])
    def publish(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        by = actor(request)
        done = ngettext_lazy(
            "%(n)d version is asked from now on.", "%(n)d versions are asked from now on.", "n"
        )
        self.act(request, rows, lambda row, now: publish_version(version=row, by=by, now=now), done)


class QuestionOptionInline(RowsWhere, admin.StackedInline):  # type: ignore[type-arg]
    model = QuestionOption
    fields = ("ordinal", "key", "label")

    def writable(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and obj.version.published_at is None


@admin.register(Question)
class QuestionAdmin(OwnProgrammesAdmin):
    """One question with its choices, reached from its version."""

    programme_path = "version__programme"
    form = QuestionForm
    may_change = True
    list_display = ("text", "programme", "version", "kind", "asked_of", "visibility", "identity")
    list_filter = (by_programme("version__programme"), "kind", "identity")
    list_select_related = ("version__programme",)
    search_fields = ("text", "key")
    ordering = ("version__programme__name", "-version__number", "position")
    readonly_fields = ("version",)
    inlines = (QuestionOptionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("version__programme")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or obj.version.published_at is None
        )

    @admin.display(description=_("programme"))
    def programme(self, question: Question) -> str:
        return question.version.programme.name
