from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.enums import SkillState
from accounts.models import Skill, SkillSynonym
from accounts.operations.skills import accept_skill, decline_skill
from programmes.admin.scope import KnownSelect, OwnProgrammesAdmin, ReadOnlyRows, actor, programmes_of
from programmes.models import Enrolment
from programmes.operations.skills import merge_skill


class SynonymInline(ReadOnlyRows, admin.TabularInline):  # type: ignore[type-arg, misc]
    model = SkillSynonym
    fields = ("text",)


class SkillForm(forms.ModelForm):  # type: ignore[type-arg]
    """The only thing to write: the skill of which a proposal is another name."""

    merge_into = forms.ModelChoiceField(
        queryset=Skill.objects.filter(state=SkillState.ACCEPTED),
        required=False,
        label=_("is another name of"),
        help_text=_("Whoever chose the proposal has this skill from then on, and it is found by both names."),
        widget=KnownSelect(SkillSynonym._meta.get_field("skill"), admin.site),
    )

    class Meta:
        model = Skill
        fields: tuple[str, ...] = ()


@admin.register(Skill)
class SkillAdmin(OwnProgrammesAdmin):
    """The vocabulary, and what the people of an organiser's programmes propose for it."""

    form = SkillForm
    list_display = ("name", "group", "state", "proposed_at")
    list_filter = ("state",)
    list_select_related = ("group",)
    search_fields = ("name", "synonyms__text")
    ordering = ("name",)
    inlines = (SynonymInline,)
    actions = ("accept", "decline")
    readonly_fields = ("name", "key", "group", "state", "proposed_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = Skill.objects.select_related("group").order_by("name")
        if request.user.is_superuser:
            return rows
        own = Enrolment.objects.filter(programme__in=list(programmes_of(request))).values("person")
        return rows.filter(Q(state=SkillState.ACCEPTED) | Q(proposed_by__in=own))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.readonly_fields, *(["merge_into"] if self.has_change_permission(request, obj) else [])]

    def is_own(self, request: HttpRequest, obj: Any) -> bool:
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.has_module_permission(request)
        return obj.state == SkillState.PROPOSED and self.is_own(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        into = form.cleaned_data.get("merge_into")
        if into is not None:
            merge_skill(obj, into=into, by=actor(request), now=timezone.now())

    @admin.action(description=_("Take into the vocabulary"), permissions=["change"])
    def accept(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        by = actor(request)
        done = ngettext_lazy("%(n)d skill is in the vocabulary.", "%(n)d skills are in the vocabulary.", "n")
        self.act(request, rows, lambda row, now: accept_skill(row, by=by, now=now), done)

    @admin.action(description=_("Leave out of the vocabulary"), permissions=["change"])
    def decline(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        by = actor(request)
        done = ngettext_lazy("%(n)d proposal is not taken up.", "%(n)d proposals are not taken up.", "n")
        self.act(request, rows, lambda row, now: decline_skill(row, by=by, now=now), done)
