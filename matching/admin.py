"""What counts in a programme, and who asked whom. What two people wrote to each other stays between them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.models import Criterion, Mentorship, MentorshipEvent, Pause, Request, RequestEvent, Showing
from matching.operations.criteria import adopt_defaults, set_criterion
from matching.snapshot.criteria import for_engine
from matching.snapshot.questions import PREFIX
from programmes.admin.scope import OwnProgrammesAdmin, ReadOnlyRows, actor, by_programme
from programmes.models import Question


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A criterion that the engine takes. One about identity is switched on with a reason, which is kept."""

    reason = forms.CharField(
        required=False,
        label=_("reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Needed to switch on a criterion about identity. It is kept with your name and the date."
        ),
    )

    class Meta:
        model = Criterion
        fields = (
            "programme",
            "key",
            "label",
            "kind",
            "use",
            "weight",
            "minimum",
            "strict",
            "mentee_field",
            "mentor_field",
            "parameters",
            "identity",
            "enabled",
            "position",
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.errors or cleaned is None:
            return cleaned
        names = [field.name for field in Criterion._meta.fields if field.name not in {"id", "programme"}]
        row = Criterion(**{name: cleaned.get(name, getattr(self.instance, name)) for name in names})
        row.programme_id = cleaned["programme"].pk if "programme" in cleaned else self.instance.programme_id
        try:
            for_engine(row)
        except (TypeError, ValueError) as error:
            raise ValidationError(str(error)) from None
        keys = {
            name.removeprefix(PREFIX)
            for name in (row.mentee_field, row.mentor_field)
            if name.startswith(PREFIX)
        }
        about_identity = Question.objects.filter(
            version__programme=row.programme_id, key__in=keys, identity=True
        )
        if not row.identity and about_identity.exists():
            self.add_error("identity", _("The question is about identity, so the criterion is as well."))
        was_on = Criterion.objects.filter(pk=self.instance.pk, identity=True, enabled=True).exists()
        if row.identity and row.enabled and not was_on and not cleaned["reason"].strip():
            self.add_error(
                "reason",
                _(
                    "Say why answers about identity are to count. They do only between two people who both agreed."
                ),
            )
        return cleaned


@admin.register(Criterion)
class CriterionAdmin(OwnProgrammesAdmin):
    may_add = True
    may_change = True
    form = CriterionForm
    list_display = ("label", "programme", "kind", "use", "weight", "enabled", "identity")
    list_filter = (by_programme("programme"), "use", "enabled")
    list_select_related = ("programme",)
    search_fields = ("label", "key")
    ordering = ("programme__name", "position", "key")
    autocomplete_fields = ("programme",)
    actions = ("complete",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["programme", "key"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        set_criterion(
            criterion=obj, reason=form.cleaned_data["reason"], by=actor(request), now=timezone.now()
        )

    @admin.action(description=_("Add the usual criteria that these programmes lack"), permissions=["change"])
    def complete(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        programmes = {row.programme_id: row.programme for row in rows.select_related("programme")}.values()
        made = sum(
            len(adopt_defaults(programme=p, by=actor(request), now=timezone.now())) for p in programmes
        )
        self.message_user(request, _("%(n)d criteria were added.") % {"n": made}, messages.SUCCESS)


class RequestEventInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = RequestEvent
    fields = ("at", "from_state", "to_state")


class PairAdmin(OwnProgrammesAdmin):
    """Two people and what is between them, by name."""

    list_select_related = ("programme", "mentee__person", "mentor__person")
    search_fields = (
        "mentee__person__name",
        "mentor__person__name",
        "mentee__person__user__email",
        "mentor__person__user__email",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def called(self, row: Any) -> str:
        return f"{row.mentee.person.name}, {row.mentor.person.name}"

    @admin.display(description=_("mentee"), ordering="mentee__person__name")
    def mentee_name(self, row: Any) -> str:
        return str(row.mentee.person.name)

    @admin.display(description=_("mentor"), ordering="mentor__person__name")
    def mentor_name(self, row: Any) -> str:
        return str(row.mentor.person.name)


@admin.register(Request)
class RequestAdmin(PairAdmin):
    list_display = (
        "mentee_name",
        "mentor_name",
        "programme",
        "state",
        "sent_at",
        "expires_at",
        "answered_at",
    )
    list_filter = (by_programme("programme"), "state")
    inlines = (RequestEventInline,)
    readonly_fields = ("mentee_name", "mentor_name")
    fields = (
        "mentee_name",
        "mentor_name",
        "programme",
        "state",
        "how_often",
        "score",
        "sent_at",
        "reminded_at",
        "expires_at",
        "answered_at",
        "decline_reason",
        "close_reason",
        "closed_at",
    )


class MentorshipEventInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = MentorshipEvent
    fields = ("at", "from_state", "to_state")


class PauseInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = Pause
    fields = ("paused_at", "resumes_on", "resumed_at")


@admin.register(Mentorship)
class MentorshipAdmin(PairAdmin):
    list_display = ("mentee_name", "mentor_name", "programme", "state", "started_at", "closed_at")
    list_filter = (by_programme("programme"), "state")
    inlines = (MentorshipEventInline, PauseInline)
    readonly_fields = ("mentee_name", "mentor_name")
    fields = (
        "mentee_name",
        "mentor_name",
        "programme",
        "state",
        "cadence",
        "score",
        "started_at",
        "closed_at",
        "end_reason",
    )


@admin.register(Showing)
class ShowingAdmin(OwnProgrammesAdmin):
    """How many lists were shown, for those who run the site."""

    programme_path = "mentee__programme"
    list_display = ("shown_at", "programme", "order", "page")
    list_filter = (by_programme("mentee__programme"),)
    list_select_related = ("mentee__programme",)
    ordering = ("-shown_at",)
    fields = ("shown_at", "programme", "order", "page", "filters")
    readonly_fields = ("programme",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    @admin.display(description=_("programme"))
    def programme(self, showing: Showing) -> str:
        return showing.mentee.programme.name
