"""What organisers fill in to start a programme."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programmes.blueprints import BLUEPRINTS, BY_KEY, Blueprint
from programmes.models import Organisation, Programme
from ui.forms import Radios

COPY = "copy"
SLUG_LENGTH = 60


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NewProgrammeForm(forms.Form):
    """Where a new programme begins: from a blueprint or another programme, and what it is called."""

    begin = forms.ChoiceField(
        label=_("What it begins as"),
        help_text=_("It sets everything on the settings page, and you can change all of it afterwards."),
        choices=[*((blueprint.key, blueprint.name) for blueprint in BLUEPRINTS), (COPY, _("A copy"))],
        widget=Radios(
            layout="cards",
            descriptions={
                **{blueprint.key: blueprint.line for blueprint in BLUEPRINTS},
                COPY: _(
                    "The settings, the application form and the criteria of another programme. None of its people."
                ),
            },
        ),
        error_messages={"required": _("Choose what the programme begins as.")},
    )
    source = forms.ModelChoiceField(
        label=_("Which programme is copied"),
        help_text=_("Only where you chose a copy."),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("None"),
        error_messages={"invalid_choice": _("Choose one of your programmes.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_(
            "As people will call it, with its season where there are several: Women in Data, spring 2027."
        ),
        error_messages={"required": _("Give the programme a name.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose whose programme it is."),
            "invalid_choice": _("Choose one of your organisations."),
        },
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=SLUG_LENGTH,
        required=False,
        help_text=_(
            "The last part of its page's address, such as spring-2027. Empty: made from the name. It stays."
        ),
        error_messages={"invalid": _("Small letters, figures and hyphens only, such as spring-2027.")},
    )
    start = forms.DateField(
        label=_("First day"),
        widget=day_input(),
        help_text=_("The other dates are set around it."),
        error_messages={
            "required": _("Choose the day on which it starts."),
            "invalid": _("Choose a day such as 2027-04-12."),
        },
    )

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        sources: QuerySet[Programme],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        cast("forms.ModelChoiceField[Any]", self.fields["organisation"]).queryset = organisations
        cast("forms.ModelChoiceField[Any]", self.fields["source"]).queryset = sources

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug and Programme.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another programme has this address. Choose another."))
        return slug

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        if start < self._today:
            raise ValidationError(_("That day is over. Choose today or a later day."))
        return start

    def clean(self) -> None:
        chosen = self.cleaned_data
        if chosen.get("begin") == COPY and not chosen.get("source") and "source" not in self.errors:
            self.add_error("source", _("Choose the programme that is copied."))

    @property
    def blueprint(self) -> Blueprint | None:
        """The one chosen, or None for a copy, once the form is valid."""
        return BY_KEY.get(self.cleaned_data["begin"])

    def address(self) -> str:
        """The address chosen, or one that is free, made from the name."""
        chosen: str = self.cleaned_data["slug"]
        return chosen or free_slug(self.cleaned_data["name"])


def free_slug(name: str) -> str:
    """An address made from `name` that no programme has."""
    stem = slugify(name)[: SLUG_LENGTH - 4].strip("-") or "programme"
    known = set(Programme.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in known:
        return stem
    return next(slug for number in range(2, len(known) + 3) if (slug := f"{stem}-{number}") not in known)
