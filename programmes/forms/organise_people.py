"""What organisers fill in about the people of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from programmes.enums import EnrolmentState, InvitationKind, Role
from programmes.links import LONGEST
from programmes.models import Enrolment, Programme
from programmes.operations.decisions import MOST_AT_ONCE
from programmes.operations.invitations import MOST_AT_ONCE as MOST_INVITED
from programmes.operations.invitations import Invited
from programmes.people_list import APPLICATIONS, SORTS, VIEWS, Chosen
from ui.forms import Radios, Textarea

EITHER = [("", _("Either"))]


class PeopleFilterForm(forms.Form):
    """What narrows the list of people. Anything that is not one of the choices counts as not chosen."""

    # Nothing has to be chosen; said of every field in turn, that would be noise.
    use_required_attribute = False

    q = forms.CharField(label=_("Name or e-mail address"), max_length=100, widget=forms.TextInput(attrs={"type": "search"}))  # fmt: skip
    role = forms.ChoiceField(label=_("Role"), choices=[*EITHER, *Role.choices])
    paired = forms.ChoiceField(
        label=_("Has somebody"), choices=[*EITHER, ("yes", _("Has a mentor or mentee")), ("no", _("Has nobody"))]
    )  # fmt: skip
    answers = forms.ChoiceField(
        label=_("Answers"), choices=[*EITHER, ("yes", _("Handed in")), ("no", _("Not yet"))]
    )
    sort = forms.ChoiceField(
        label=_("Order"), choices=[("", _("As it suits")), *((name, sort[0]) for name, sort in SORTS.items())]
    )  # fmt: skip
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def showing(cls, chosen: Chosen) -> PeopleFilterForm:
        """The form with what was chosen in it, and without faults."""
        return cls(initial={**asdict(chosen), "q": chosen.search})

    def chosen(self) -> Chosen:
        """What was chosen; faults are passed over, since the address bar is no form to correct."""
        self.is_valid()
        data = self.cleaned_data
        view = data.get("view", "")
        return Chosen(
            view=view if view in VIEWS else APPLICATIONS,
            search=" ".join(str(data.get("q", "")).replace("\x00", "").split()),
            role=data.get("role", ""),
            paired=data.get("paired", ""),
            answers=data.get("answers", ""),
            sort=data.get("sort", ""),
        )


DECISION_CHOICES = [
    (EnrolmentState.APPROVED.value, _("Approve")),
    (EnrolmentState.WAITLISTED.value, _("Put on the waiting list")),
    (EnrolmentState.DECLINED.value, _("Say that there is no room")),
]


def packed(rows: Sequence[Enrolment]) -> str:
    """Whom the page showed, and in which state: what the form sends back, so that exactly these are decided about."""
    return " ".join(f"{row.pk.hex}:{row.state}" for row in rows)


class DecisionForm(forms.Form):
    """A decision about everybody the page showed, and the organiser's own words for the letter."""

    to = forms.ChoiceField(choices=DECISION_CHOICES, widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("A few words of your own"),
        max_length=2000,
        required=False,
        widget=Textarea(rows=4),
        help_text=_("They go into the letter to each of them. Links in them cannot be pressed."),
    )

    def clean_seen(self) -> dict[UUID, str]:
        try:
            pairs = [one.split(":") for one in self.cleaned_data["seen"].split()]
            seen = {UUID(pk): EnrolmentState(state).value for pk, state in pairs}
        except ValueError as fault:
            raise ValidationError(_("The list of people was not complete. Choose them once more.")) from fault
        if len(seen) > MOST_AT_ONCE:
            raise ValidationError(_("That is more than can be decided at once."))
        return seen


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=Textarea(rows=4),
        help_text=_("Seen by the organisers of this programme alone, and erased with the person."),
        error_messages={"required": _("Write something first.")},
    )


class PlacesForm(forms.Form):
    """How many at once, and of a mentee the line manager. The rest of an enrolment is the person's own."""

    capacity = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=50, widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        error_messages={"required": _("Write how many at once."), "max_value": _("Write 50 or fewer.")},
    )  # fmt: skip
    line_manager_email = forms.EmailField(
        label=_("Line manager's e-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("So that they are never suggested as the mentor, unless the programme says otherwise. We do not write to them."),
        error_messages={"invalid": _("Write a whole address, such as sam@example.org.")},
    )  # fmt: skip

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "capacity": enrolment.capacity,
            "line_manager_email": enrolment.line_manager_email,
        }
        super().__init__(*args, **kwargs)
        self._taken = enrolment.active_mentorships
        mentor = enrolment.role == Role.MENTOR
        self.fields["capacity"].label = _("Mentees at once") if mentor else _("Mentors at once")
        if mentor:
            del self.fields["line_manager_email"]

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if capacity < self._taken:
            raise ValidationError(
                ngettext_lazy(
                    "%(taken)s place is taken, so that is the least.",
                    "%(taken)s places are taken, so that is the least.",
                    self._taken,
                ),
                params={"taken": self._taken},
            )
        return capacity

    def clean_line_manager_email(self) -> str:
        return str(self.cleaned_data["line_manager_email"]).lower()


class PauseForm(forms.Form):
    """Not taking requests: until a day, or until somebody says otherwise."""

    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--short"}),
        help_text=_("From that day on they take part as before. Leave it empty for a pause without an end."),
        error_messages={"invalid": _("Choose a day such as 2026-11-24.")},
    )  # fmt: skip

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day is None:
            return None
        ends = timezone.make_aware(datetime.combine(day, time.min))
        if ends <= self._now:
            raise ValidationError(_("Choose a day after today."))
        return ends


class LeaveForm(forms.Form):
    """Why somebody is taken out: words to them, and a reason for the record."""

    message = forms.CharField(
        label=_("A few words to them"), max_length=2000, required=False, widget=Textarea(rows=4),
        help_text=_("They go into the letter that tells them."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason, for the record"), max_length=500, required=False, widget=Textarea(rows=2),
        help_text=_("Kept in the audit log, apart, so that it can be erased. They do not read it."),
    )  # fmt: skip


class MoveForm(LeaveForm):
    to = forms.ModelChoiceField(
        label=_("To"), queryset=Programme.objects.none(), empty_label=_("Choose a programme"),
        error_messages={"required": _("Choose where they go."), "invalid_choice": _("Choose one of the list.")},
    )  # fmt: skip
    field_order = ("to", "message", "reason")

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = programmes  # type: ignore[type-arg]


def parse_invited(text: str) -> list[Invited]:
    """The addresses of `text`, one a line as "name@example.org" or "Name <name@example.org>", each once, in small letters.

    Raises ValidationError that names every line without one."""
    found: dict[str, Invited] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip().rstrip(",;").replace("\x00", "")
        if not line:
            continue
        name, address = parseaddr(line) if "<" in line else ("", line)
        email = address.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            faults.append(gettext("Line %(number)s: “%(line)s” holds no e-mail address.") % {"number": number, "line": line[:80]})  # fmt: skip
            continue
        found.setdefault(email, Invited(email, " ".join(name.split())[:120]))
    if faults:
        raise ValidationError(faults[:20])
    if len(found) > MOST_INVITED:
        raise ValidationError(
            _("That is more than %(most)s at once. Send them in parts.") % {"most": MOST_INVITED}
        )
    return list(found.values())


class _Letter(forms.Form):
    message = forms.CharField(
        label=_("A few words of your own"),
        max_length=2000,
        required=False,
        widget=Textarea(rows=4),
        help_text=_("They stand in the letter, under your name. Links in them cannot be pressed."),
    )
    closes_on = forms.DateField(
        label=_("Open until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--short"}),
        help_text=_("A month from now at most."),
        error_messages={"required": _("Choose the last day."), "invalid": _("Choose a day such as 2026-11-24.")},
    )  # fmt: skip

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self._now = now
        three_weeks = timezone.localdate(now) + timedelta(days=21)
        kwargs["initial"] = {"closes_on": three_weeks, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_closes_on(self) -> datetime:
        """The end of that day."""
        day = self.cleaned_data["closes_on"]
        ends = timezone.make_aware(datetime.combine(day, time(23, 59)))
        if ends <= self._now:
            raise ValidationError(_("Choose today or a later day."))
        if day > timezone.localdate(self._now + LONGEST):
            raise ValidationError(_("Choose a day within a month: links do not live longer."))
        return min(ends, self._now + LONGEST)


class InviteForm(_Letter):
    """Whom to ask to come, as what, and how."""

    addresses = forms.CharField(
        label=_("E-mail addresses"), widget=Textarea(rows=8),
        help_text=_("One a line: amara@example.org, or Amara Obi &lt;amara@example.org&gt;."),
        error_messages={"required": _("Write at least one address.")},
    )  # fmt: skip
    role = forms.ChoiceField(label=_("As"), choices=Role.choices, widget=Radios(layout="columns"))
    kind = forms.ChoiceField(
        label=_("How"),
        choices=[
            (InvitationKind.JOIN.value, _("Ask them to join")),
            (InvitationKind.ENROLLED.value, _("Enrol them now, free to opt out")),
        ],
        widget=Radios(
            layout="cards",
            descriptions={
                "join": _("They are in the programme once they say yes and hand in their answers."),
                "enrolled": _(
                    "They are in the programme at once; one press takes them out again until the day below."
                ),
            },
        ),
    )
    field_order = ("addresses", "role", "kind", "message", "closes_on")

    def clean_addresses(self) -> list[Invited]:
        return parse_invited(self.cleaned_data["addresses"])


class InviteImportedForm(_Letter):
    """Asks imported people who never signed in to finish their profile."""


class AcceptInvitationForm(forms.Form):
    """That somebody comes, and keeps to the guidelines. `version` is the text the page showed."""

    accept = forms.BooleanField(
        label=_("I have read the guidelines and the code of conduct, and will keep to them"),
        error_messages={
            "required": _("Everybody in a programme keeps to its guidelines. Tick the box to go on.")
        },
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"version": version}})
        self._version = version

    def clean(self) -> None:
        if self.cleaned_data.get("accept") and self.cleaned_data["version"] != self._version:
            self.add_error(
                "accept",
                _("The guidelines changed while you read them. Read them once more, then tick the box."),
            )
