"""What a person says about themself, once for the whole site. The intake of a programme asks with the same forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import MeetingFormat, NetworkKind
from accounts.forms.kept import KeptForm
from accounts.forms.rows import RowsField, TextRows
from accounts.forms.signup import zone_choices
from accounts.languages import LANGUAGES, OFFERED_FIRST, language_code, language_names
from accounts.models import Person
from accounts.operations.profile import change_person, network_key, set_links, set_networks
from accounts.queries import networks_by_kind, suggested_networks
from ui.forms import Checks, WeekField

MOST_LANGUAGES = 12


def _offer_own_zone(form: KeptForm) -> None:
    # A zone that the list leaves out, such as Etc/GMT+3 from an import, must not turn into another one by saving.
    field, own = form.fields["zone"], form.person.zone
    assert isinstance(field, forms.ChoiceField)
    choices = zone_choices()
    field.choices = choices if own in dict(choices) else [*choices, (own, own)]


class AboutForm(KeptForm):
    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As others should call you."), widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name that others should call you by.")},
    )  # fmt: skip
    pronouns = forms.CharField(
        label=_("Pronouns"), max_length=40, required=False, help_text=_("Such as she/her or they/them.")
    )
    job_title = forms.CharField(
        label=_("What you do"), max_length=160, required=False, help_text=_("A job, a course, or a role you hold."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Town or city"),
        max_length=120,
        required=False,
        help_text=_("For those who would like to meet in person."),
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"), choices=zone_choices, help_text=_("Every time on this site is shown in this zone."),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        _offer_own_zone(self)

    def stored(self) -> dict[str, Any]:
        return {
            name: getattr(self.person, name) for name in ("name", "pronouns", "job_title", "place", "zone")
        }

    def save(self, *, by: Person, now: datetime) -> None:
        names = ("name", "pronouns", "job_title", "place", "zone")
        change_person(
            person=self.person, changes={name: self.cleaned_data[name] for name in names}, by=by, now=now
        )


class MeetingForm(KeptForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages you can meet in"), widget=Checks(layout="columns"), help_text=_("Tick every language you would be at ease in."),
        error_messages={"required": _("Tick at least one language that you can meet in.")},
    )  # fmt: skip
    more_languages = RowsField(
        label=_("Another language"), required=False, most=MOST_LANGUAGES, max_length=60, help_text=_("Start typing and choose from the list."),
        widget=TextRows(row=_("Language"), add=_("Add another language")),
    )  # fmt: skip
    formats = forms.MultipleChoiceField(
        label=_("How you like to meet"), choices=MeetingFormat.choices, required=False, widget=Checks(layout="columns"), help_text=_("Leave all empty if it does not matter."),
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        offered = list(
            dict.fromkeys([*OFFERED_FIRST, *(code for code in self.person.languages if code in LANGUAGES)])
        )
        self.fields["languages"].choices = [(code, LANGUAGES[code]) for code in offered]  # type: ignore[attr-defined]
        rows = self.fields["more_languages"]
        assert isinstance(rows, RowsField)
        rows.suggest(sorted(language_names(code for code in LANGUAGES if code not in offered)))

    def stored(self) -> dict[str, Any]:
        return {
            "languages": list(self.person.languages),
            "formats": list(self.person.formats),
            "more_languages": [],
        }

    def clean_more_languages(self) -> list[str]:
        codes = []
        for name in self.cleaned_data["more_languages"]:
            code = language_code(name)
            if code is None:
                raise ValidationError(
                    _("We do not know a language called “%(name)s”. Choose one of the list."),
                    params={"name": name},
                )
            codes.append(code)
        return codes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.has_error("languages", "required") and cleaned.get("more_languages"):
            del self.errors["languages"]
            cleaned["languages"] = []
        return cleaned

    def save(self, *, by: Person, now: datetime) -> None:
        chosen = [*self.cleaned_data["languages"], *self.cleaned_data["more_languages"]]
        # The order in which somebody named them stays; codes that only an import knows stay as well.
        kept = [code for code in self.person.languages if code in chosen or code not in LANGUAGES]
        changes = {
            "languages": list(dict.fromkeys([*kept, *chosen])),
            "formats": self.cleaned_data["formats"],
        }
        change_person(person=self.person, changes=changes, by=by, now=now)

    def shown(self) -> list[tuple[str, list[str]]]:
        labels = {name: str(self.fields[name].label) for name in ("languages", "formats")}
        formats = [
            str(MeetingFormat(each).label) for each in self.person.formats if each in MeetingFormat.values
        ]
        return [(labels["languages"], language_names(self.person.languages)), (labels["formats"], formats)]


class AvailabilityForm(KeptForm):
    availability = WeekField(
        label=_("Hours that usually work"), required=False, help_text=_("Mark them in your own time zone. Nothing is booked by this."),
    )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        return {"availability": list(self.person.availability)}

    def save(self, *, by: Person, now: datetime) -> None:
        change_person(
            person=self.person, changes={"availability": self.cleaned_data["availability"]}, by=by, now=now
        )


class ZoneAndHoursForm(AvailabilityForm):
    """The page of one's hours: the zone stands with them, since the hours mean nothing without it."""

    field_order = ("zone", "availability")
    zone = forms.ChoiceField(
        label=_("Your time zone"), choices=zone_choices, help_text=_("If you move, change it here: the hours below keep their clock time."),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        _offer_own_zone(self)

    def stored(self) -> dict[str, Any]:
        return {**super().stored(), "zone": self.person.zone}

    def save(self, *, by: Person, now: datetime) -> None:
        change_person(
            person=self.person,
            changes={name: self.cleaned_data[name] for name in ("zone", "availability")},
            by=by,
            now=now,
        )


FIELD_OF_KIND = {
    NetworkKind.EMPLOYER: "employer",
    NetworkKind.SCHOOL: "school",
    NetworkKind.COMMUNITY: "community",
    NetworkKind.PROFESSIONAL_BODY: "professional_body",
}


class NetworksForm(KeptForm):
    employer = RowsField(
        label=_("Employer"),
        required=False,
        most=3,
        max_length=160,
        widget=TextRows(row=_("Employer"), add=_("Add another employer")),
    )
    school = RowsField(
        label=_("School or university"),
        required=False,
        most=5,
        max_length=160,
        widget=TextRows(row=_("School"), add=_("Add another school")),
    )
    community = RowsField(
        label=_("Communities"), required=False, most=8, max_length=160, help_text=_("Clubs, user groups, volunteering, anything you belong to."),
        widget=TextRows(row=_("Community"), add=_("Add another community")),
    )  # fmt: skip
    professional_body = RowsField(
        label=_("Professional bodies"), required=False, most=5, max_length=160,
        widget=TextRows(row=_("Professional body"), add=_("Add another professional body")),
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        for kind, names in suggested_networks(FIELD_OF_KIND).items():
            rows = self.fields[FIELD_OF_KIND[kind]]
            assert isinstance(rows, RowsField)
            rows.suggest(names)

    def stored(self) -> dict[str, Any]:
        held = networks_by_kind(self.person)
        return {name: held[kind] for kind, name in FIELD_OF_KIND.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in FIELD_OF_KIND.values():
            nameless = [row for row in cleaned.get(name, []) if not network_key(row)]
            if nameless:
                self.add_error(
                    name, gettext("“%(row)s” has no letters: write its name.") % {"row": nameless[0]}
                )
        return cleaned

    def save(self, *, by: Person, now: datetime) -> None:
        names = {kind: self.cleaned_data[name] for kind, name in FIELD_OF_KIND.items()}
        set_networks(person=self.person, names=names, by=by, now=now)


class LinksForm(KeptForm):
    links = RowsField(
        label=_("Pages about you"), required=False, most=6, max_length=300, help_text=_("LinkedIn, a website, published work. One address a row."),
        widget=TextRows(row=_("Address"), add=_("Add another page"), shown=2, kind="text"),
    )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        return {"links": list(self.person.links.order_by("pk").values_list("url", flat=True))}

    def clean_links(self) -> list[str]:
        web = URLValidator(schemes=["http", "https"])
        urls = []
        for row in self.cleaned_data["links"]:
            url = row if "://" in row else f"https://{row}"
            try:
                web(url)
            except ValidationError:
                raise ValidationError(
                    _(
                        "“%(row)s” is no address of a web page. Copy it from the browser, such as https://example.org/me."
                    ),
                    params={"row": row},
                ) from None
            urls.append(url)
        return list(dict.fromkeys(urls))

    def save(self, *, by: Person, now: datetime) -> None:
        set_links(person=self.person, urls=self.cleaned_data["links"], by=by, now=now)
