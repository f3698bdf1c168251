"""What visitors fill in: an enquiry, a join code, and the form by which somebody joins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.enums import Role
from ui.forms import Radios, Textarea

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BOTH = "both"


class EnquiryForm(forms.Form):
    """A question to the organisers of a programme."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": _("Tell the organisers your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The answer goes there."),
        error_messages={
            "required": _("Give an e-mail address for the answer."),
            "invalid": _("Write the whole address, such as name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label=_("Your question"),
        max_length=4000,
        help_text=_("The organisers of this programme read it, and nobody else."),
        error_messages={"required": _("Write what you would like to know.")},
        widget=Textarea(rows=6),
    )


class JoinCodeForm(forms.Form):
    """The code of a programme, as an organiser gave it."""

    code = forms.CharField(
        label=_("Join code"),
        max_length=40,
        help_text=_("It stands in the message of your organiser. Capitals, spaces and dashes do not matter."),
        error_messages={"required": _("Type the code that your organiser gave you.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class JoinForm(forms.Form):
    """How somebody joins: as what, and that they accept the guidelines. The page sends along, as `version`, which text it
    showed."""

    part = forms.ChoiceField(
        label=_("I would like to join as"),
        widget=Radios(
            layout="cards",
            descriptions={
                Role.MENTEE.value: _("You would like somebody's help with something you want to achieve."),
                Role.MENTOR.value: _("You would like to help somebody with what you know."),
                BOTH: _("You look for a mentor, and are one for somebody else."),
            },
        ),
        error_messages={"required": _("Choose how you would like to join.")},
    )
    accept = forms.BooleanField(
        label=_("I have read the guidelines and the code of conduct, and will keep to them"),
        error_messages={
            "required": _("Everybody in a programme keeps to its guidelines. Tick the box to join.")
        },
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, open_roles: Sequence[Role], version: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, StrOrPromise]] = [(role.value, role.label) for role in open_roles]
        if len(open_roles) > 1:
            choices.append((BOTH, _("Both")))
        cast(forms.ChoiceField, self.fields["part"]).choices = choices
        self._open_roles = open_roles
        self._version = version

    def clean(self) -> None:
        if self.cleaned_data.get("accept") and self.cleaned_data["version"] != self._version:
            self.add_error(
                "accept",
                _("The guidelines changed while you read them. Read them once more, then tick the box."),
            )

    @property
    def roles(self) -> list[Role]:
        """The roles chosen, once the form is valid."""
        chosen = self.cleaned_data["part"]
        return list(self._open_roles) if chosen == BOTH else [Role(chosen)]
