"""The settings of a programme that keep people safe."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programmes.domains import clean_domains, shown
from programmes.enums import ProgrammeState
from programmes.models import Programme
from ui.forms import Radios, Switch, Textarea

OTHER = "other"
NOBODY = ""


class SafetyForm(forms.Form):
    """Who reads reports, whether the programme is for people under age, and which addresses may join it."""

    contact = forms.ChoiceField(
        label=_("Safeguarding contact"),
        required=False,
        help_text=_(
            "Reads what people report, and is named to them. Somebody who can act on a bad day: better not "
            "the one who pairs people."
        ),
        widget=Radios(),
    )
    contact_email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("Only for “somebody else”: they need an account on this site."),
        error_messages={"invalid": _("Write the whole address, such as name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    for_minors = forms.BooleanField(
        label=_("This programme is for people under age"),
        required=False,
        widget=Switch(),
        help_text=_(
            "Guardians agree, mentors are screened, nobody sees an address, and the safeguarding contact may read messages."
        ),
    )
    join_domains = forms.CharField(
        label=_("Only addresses at"),
        required=False,
        max_length=4000,
        help_text=_("One domain a line, such as example.org. Empty: every address may join."),
        widget=Textarea(rows=3),
    )

    def __init__(self, data: Any = None, *, programme: Programme, **kwargs: Any) -> None:
        self.programme = programme
        people = {
            str(person.pk): person
            for person in Person.objects.filter(organises__programme=programme).order_by("name", "pk")
        }
        contact = programme.safeguarding_contact
        if contact is not None:
            people.setdefault(str(contact.pk), contact)
        self._people = people
        initial = {
            "contact": str(contact.pk) if contact else NOBODY,
            "for_minors": programme.for_minors,
            "join_domains": "\n".join(shown(programme.join_domains)),
        }
        super().__init__(data, initial=initial, **kwargs)
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            (NOBODY, _("Nobody: those who run the site read reports")),
            *((pk, person.name) for pk, person in people.items()),
            (OTHER, _("Somebody else, by e-mail address")),
        ]
        if programme.state != ProgrammeState.DRAFT:
            self.fields["for_minors"].disabled = True

    def clean_join_domains(self) -> list[str]:
        return clean_domains(self.cleaned_data["join_domains"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        said["person"] = self._chosen(said)
        if said.get("for_minors") and said["person"] is None and not self.errors:
            self.add_error("contact", _("A programme for people under age needs a safeguarding contact."))
        return said

    def _chosen(self, said: dict[str, Any]) -> Person | None:
        choice = said.get("contact", NOBODY)
        if choice != OTHER:
            return self._people.get(choice)
        address = (said.get("contact_email") or "").lower()
        if not address:
            if "contact_email" not in self.errors:
                self.add_error("contact_email", _("Write the address of the safeguarding contact."))
            return None
        known = Person.objects.filter(user__is_active=True, erased_at__isnull=True)
        person = known.select_related("user").filter(user__email__iexact=address).first()
        if person is None:
            self.add_error(
                "contact_email",
                _("Nobody has an account with this address. Ask them to sign up first, then come back."),
            )
        return person
