from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programmes.admin.scope import OwnProgrammesAdmin, ReadOnlyRows, actor, by_programme
from programmes.enums import EnrolmentState
from programmes.models import Answer, Enrolment, EnrolmentEvent, Goal, OfferedSkill, WantedSkill
from programmes.operations.decisions import MOST_AT_ONCE
from programmes.operations.intake import change_enrolment
from programmes.views.organise.review import IN_SESSION


class GoalInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = Goal
    fields = ("position", "text")


class WantedSkillInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = WantedSkill
    fields = ("skill_name", "level_now", "level_aim", "priority")
    readonly_fields = ("skill_name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("skill")

    @admin.display(description=_("skill"))
    def skill_name(self, row: Any) -> str:
        return str(row.skill.name)


class OfferedSkillInline(WantedSkillInline):
    model = OfferedSkill  # type: ignore[assignment]
    fields = ("skill_name", "level")  # type: ignore[assignment]


class AnswerInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    """Without those about identity: they are opened for a reason, on the person's page among the programme's."""

    model = Answer
    fields = ("asked", "answered", "source", "given_at")
    readonly_fields = ("asked", "answered")
    verbose_name_plural = _("answers to the programme's questions, save those about identity")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(question__identity=False)
        rows = rows.select_related("question").prefetch_related("question__options")
        return rows.order_by("question__position", "key")

    @admin.display(description=_("question"))
    def asked(self, answer: Answer) -> str:
        return answer.question.text

    @admin.display(description=_("answer"))
    def answered(self, answer: Answer) -> Any:
        if answer.choices:
            labels = {option.key: option.label for option in answer.question.options.all()}
            return ", ".join(labels.get(key, key) for key in answer.choices)
        if answer.yes is not None:
            return _("Yes") if answer.yes else _("No")
        return next((value for value in (answer.number, answer.date) if value is not None), answer.text)


class EnrolmentEventInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = EnrolmentEvent
    fields = ("at", "from_state", "to_state", "by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by")


class EnrolmentForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if capacity < self.instance.active_mentorships:
            taken = self.instance.active_mentorships
            raise ValidationError(_("%(taken)s places are taken, so that is the least.") % {"taken": taken})
        return capacity


@admin.register(Enrolment)
class EnrolmentAdmin(OwnProgrammesAdmin):
    """Who takes part. Organisers decide about applications and set places; the answers are the person's own."""

    may_change = True
    form = EnrolmentForm
    list_display = ("name", "programme", "role", "state", "places", "submitted_at", "decided_at")
    list_filter = (by_programme("programme"), "role", "state")
    list_select_related = ("person", "programme")
    search_fields = ("person__name", "person__user__email")
    ordering = ("-created_at",)
    actions = ("approve", "put_on_the_waiting_list", "say_no_room")
    writable = ("capacity", "line_manager_email")
    inlines = (GoalInline, WantedSkillInline, OfferedSkillInline, AnswerInline, EnrolmentEventInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "email",
                    "programme",
                    "role",
                    "state",
                    "submitted_at",
                    "decided_at",
                    "decided_by",
                )
            },
        ),
        (
            _("Places"),
            {
                "fields": (
                    "capacity",
                    "active_mentorships",
                    "accepting",
                    "not_accepting_until",
                    "line_manager_email",
                )
            },
        ),
        (
            _("In their own words"),
            {
                "fields": (
                    "headline",
                    "biography",
                    "where_i_am",
                    "where_i_want_to_be",
                    "challenges",
                    "topics",
                    "topics_note",
                    "qualities",
                    "qualities_note",
                    "seniority",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("person__user", "programme", "decided_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = [str(name) for _title, options in self.fieldsets for name in options["fields"]]
        return [name for name in shown if name not in self.writable]

    @admin.display(description=_("person"), ordering="person__name")
    def name(self, enrolment: Enrolment) -> str:
        return enrolment.person.name

    @admin.display(description=_("e-mail address"))
    def email(self, enrolment: Enrolment) -> str:
        return enrolment.person.user.email

    @admin.display(description=_("places taken"))
    def places(self, enrolment: Enrolment) -> Any:
        return _("%(taken)s of %(all)s") % {"taken": enrolment.active_mentorships, "all": enrolment.capacity}

    def called(self, row: Any) -> str:
        return str(row.person.name)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        change_enrolment(
            enrolment=Enrolment.objects.get(pk=obj.pk), changes=changes, by=actor(request), now=timezone.now()
        )

    def _review(self, request: HttpRequest, rows: QuerySet[Any], to: EnrolmentState) -> HttpResponse | None:
        """To the page that shows whom a decision reaches and what they will read; nothing is done before that."""
        chosen = list(rows[: MOST_AT_ONCE + 1])
        programmes = {row.programme_id: row.programme for row in chosen}
        if len(programmes) != 1 or len(chosen) > MOST_AT_ONCE:
            self.message_user(
                request,
                _("Choose people of one programme, and not more than %(most)s at once.")
                % {"most": MOST_AT_ONCE},
                messages.WARNING,
            )
            return None
        (programme,) = programmes.values()
        request.session[IN_SESSION] = {"to": to.value, "ids": [str(row.pk) for row in chosen]}
        return HttpResponseRedirect(reverse("programmes:organise_review", args=[programme.slug]))

    @admin.action(description=_("Approve, and write to them …"), permissions=["change"])
    def approve(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._review(request, rows, EnrolmentState.APPROVED)

    @admin.action(description=_("Put on the waiting list, and write to them …"), permissions=["change"])
    def put_on_the_waiting_list(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._review(request, rows, EnrolmentState.WAITLISTED)

    @admin.action(
        description=_("Say that there is no room at the moment, and write to them …"), permissions=["change"]
    )
    def say_no_room(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._review(request, rows, EnrolmentState.DECLINED)
