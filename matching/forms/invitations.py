"""What a mentee writes to somebody they would like as a mentor, and what that person answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import Textarea


class InviteMentorForm(forms.Form):
    name = forms.CharField(
        label=_("Their name"),
        help_text=_("As you would greet them in a letter."),
        max_length=120,
        error_messages={"required": _("Write their name, so that the letter can greet them.")},
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("It is used for this invitation and for nothing else."),
        error_messages={
            "required": _("Write the address to which the letter goes."),
            "invalid": _("Write an address such as amara@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    message = forms.CharField(
        label=_("Why you ask them"),
        help_text=_(
            "For example: “Your talk on saying no to a sponsor changed how I lead. I have led a team for half a year and would "
            "love to think aloud with you, an hour a month.” Links do not go along."
        ),
        max_length=2000,
        widget=Textarea(rows=6),
        error_messages={"required": _("Say in two or three sentences why it is them you ask.")},
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AcceptMentoringForm(forms.Form):
    """What an invited person says of themself. `version` is the text of the guidelines that the page showed; the name is
    asked of those who were never here, the headline and places of those who are no mentor of the programme yet."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    headline = forms.CharField(
        label=_("What you do, in one line"),
        help_text=_("Such as “Head of data at a hospital, twice a career changer”."),
        max_length=160,
        error_messages={"required": _("One line about what you do is enough.")},
    )
    capacity = forms.TypedChoiceField(
        label=_("How many mentees at once?"),
        coerce=int,
        choices=[(1, _("This one alone")), (2, "2"), (3, "3"), (4, "4"), (5, "5")],
        initial=1,
        help_text=_("With more than one, other mentees of the programme can find you and ask."),
    )
    accept = forms.BooleanField(
        label=_("I have read the guidelines and will keep to them"),
        error_messages={
            "required": _("Everybody in a programme keeps to its guidelines. Tick the box to go on.")
        },
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, version: str, asks_name: bool, is_new: bool, name: str = ""
    ) -> None:
        super().__init__(data, initial={"version": version, "capacity": 1, "name": name})
        self._version = version
        if not asks_name:
            del self.fields["name"]
        if not is_new:
            del self.fields["headline"], self.fields["capacity"]

    def clean(self) -> None:
        if self.cleaned_data.get("accept") and self.cleaned_data["version"] != self._version:
            self.add_error(
                "accept",
                _("The guidelines changed while you read them. Read them once more, then tick the box."),
            )


class DeclineMentoringForm(forms.Form):
    answer = forms.CharField(
        label=_("A word, if you like"),
        help_text=_("It goes into the letter that tells them. No reason is needed."),
        max_length=500,
        required=False,
        widget=Textarea(rows=3),
    )
