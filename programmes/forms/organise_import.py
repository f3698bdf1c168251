"""What an organiser fills in to import people: the file, its sheet, what its columns become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.languages import LANGUAGES
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind, Role
from programmes.importing import QuestionSpec
from programmes.importing.chosen import Chosen, Column, is_question, question_key, texts
from programmes.importing.faults import one_of, shown
from programmes.importing.guess import DATE_FORMATS, SEPARATORS
from programmes.importing.mapping import option_key
from programmes.importing.meanings import ASKED, IDENTITY, LEFT_OUT, NEW, groups, meanings
from programmes.importing.sheet import Sheet
from programmes.importing.values import zones
from ui.forms import Radios, Segments, Textarea

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_BYTES = 20 * 1024 * 1024
SAMPLES, SAMPLE_LENGTH = 3, 80
NAMES = ("name", "first_name", "last_name")


class UploadForm(forms.Form):
    """A file of mentees or of mentors."""

    role = forms.ChoiceField(
        label=_("Who is in the file?"),
        choices=[(Role.MENTEE.value, _("Mentees")), (Role.MENTOR.value, _("Mentors"))],
        help_text=_("Somebody who is both may stand in either file: a column can say so."),
        error_messages={"required": _("Choose whether the file holds mentees or mentors.")},
        widget=Segments,
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "CSV or Excel (.xlsx), at most 20 MB. The first line names the columns, each line below is a person."
        ),
        error_messages={
            "required": _("Choose the file from your computer."),
            "empty": _(
                "The file is empty. Its first line must name the columns, and each line below is a person."
            ),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _(
                    "The file has %(size)s; at most 20 MB are read. Leave out pictures and sheets without people, or split it."
                )
                % {"size": filesizeformat(file.size or 0)}
            )
        return file


class SheetForm(forms.Form):
    """Which sheet of an Excel file holds the people."""

    sheet = forms.ChoiceField(
        label=_("The sheet with the people"),
        error_messages={"required": _("Choose the sheet that holds the people.")},
        widget=Radios,
    )

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["sheet"]).choices = [(name, name) for name in sheets]


class ColumnForm(forms.Form):
    """What one column becomes, and how it is asked where it is a question that is new."""

    becomes = forms.ChoiceField(label=_("becomes"))
    text = forms.CharField(
        label=_("The question, as people read it"),
        max_length=240,
        error_messages={"required": _("Write the question as people will read it.")},
    )
    kind = forms.ChoiceField(label=_("How it is answered"), choices=QuestionKind.choices)
    asked_of = forms.ChoiceField(label=_("Who is asked"), choices=QuestionFor.choices)
    visibility = forms.ChoiceField(label=_("Who sees the answers"), choices=AnswerVisibility.choices)
    options = forms.CharField(
        label=_("Rungs of the ladder, the lowest first"),
        help_text=_("One a line. Put them in order; people are compared by it."),
        error_messages={"required": _("A ladder needs at least two rungs, one a line.")},
        widget=Textarea(rows=5),
    )

    def __init__(
        self,
        *args: Any,
        column: Column,
        sheet: Sheet,
        choices: list[Any],
        asked: Mapping[str, QuestionSpec],
        **kwargs: Any,
    ) -> None:
        initial = {
            "becomes": column.becomes,
            "text": column.text,
            "kind": column.kind,
            "asked_of": column.asked_of,
            "visibility": column.visibility,
            "options": "\n".join(column.options),
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.column, self.asked = column, asked
        if self.is_bound:
            # What belongs to a question that is new is asked for only where the column becomes one.
            is_new = self.data.get(self.add_prefix("becomes")) in {NEW, IDENTITY}
            is_ladder = self.data.get(self.add_prefix("kind")) == QuestionKind.LADDER
            self.fields["text"].required = is_new
            self.fields["options"].required = is_new and is_ladder
        cells = list(dict.fromkeys(sheet.values(column.name)))
        self.samples = [
            cell if len(cell) <= SAMPLE_LENGTH else cell[:SAMPLE_LENGTH] + "…" for cell in cells[:SAMPLES]
        ]
        self.more = max(len(cells) - SAMPLES, 0)
        self.labels = cells
        self.fields["options"].widget.attrs["rows"] = min(max(len(column.options) + 1, 4), 12)
        meant = cast(forms.ChoiceField, self.fields["becomes"])
        meant.choices = choices
        meant.label = _("“%(column)s” becomes") % {"column": column.name}
        self.fields["text"].label = _("What “%(column)s” asks, as people read it") % {"column": column.name}
        self.fields["options"].label = _("Rungs of “%(column)s”, the lowest first") % {"column": column.name}

    def clean(self) -> None:
        becomes = self.cleaned_data.get("becomes", LEFT_OUT)
        known = self.asked.get(becomes.removeprefix(ASKED)) if becomes.startswith(ASKED) else None
        kind = known.kind if known else self.cleaned_data.get("kind")
        if is_question(becomes) and kind == QuestionKind.LADDER:
            self._check_rungs(known)

    def _check_rungs(self, known: QuestionSpec | None) -> None:
        rungs = texts(self.cleaned_data.get("options", ""))
        if not rungs:
            return  # of a ladder that is asked already: it stays as it is
        keys = {option_key(rung) for rung in rungs}
        missing = [option.label for option in known.options if option.key not in keys] if known else []
        found = [label for label in self.labels if option_key(label) not in keys]
        if len(rungs) < 2:
            self.add_error("options", _("A ladder needs at least two rungs, one a line."))
        elif missing:
            self.add_error(
                "options",
                _("These rungs have been answered with, so they stay: %s.") % one_of(map(shown, missing)),
            )
        elif found:
            self.add_error(
                "options", _("These stand in the file and are no rung yet: %s.") % one_of(map(shown, found))
            )
        elif len(keys) < len(rungs):
            self.add_error("options", _("Two rungs are written alike."))

    def chosen(self) -> Column:
        said = self.cleaned_data
        return replace(
            self.column,
            becomes=said["becomes"],
            text=said["text"].strip(),
            kind=QuestionKind(said["kind"]),
            asked_of=QuestionFor(said["asked_of"]),
            visibility=AnswerVisibility(said["visibility"]),
            options=texts(said["options"]),
        )


class ReadingForm(forms.Form):
    """How cells are read, and what stands in where the file says nothing."""

    separator = forms.ChoiceField(
        label=_("Several things in one cell are parted by"),
        choices=list(
            zip(SEPARATORS, (_("comma ,"), _("semicolon ;"), _("slash /"), _("bar |")), strict=True)
        ),
        widget=Segments,
    )
    date_format = forms.ChoiceField(
        label=_("Days are written like"),
        choices=list(
            zip(DATE_FORMATS, ("2026-11-24", "24/11/2026", "11/24/2026", "24.11.2026"), strict=True)
        ),
    )
    yes = forms.CharField(label=_("Words for yes"), max_length=200, help_text=_("Parted by commas."))
    no = forms.CharField(label=_("Words for no"), max_length=200, help_text=_("Parted by commas."))
    language = forms.ChoiceField(label=_("Language, where the file names none"), required=False)
    zone = forms.CharField(
        label=_("Time zone, where the file names none"),
        help_text=_("Such as Europe/London."),
        max_length=60,
        required=False,
    )
    places = forms.IntegerField(
        label=_("Places, where the file gives no number"),
        help_text=_("How many mentees a mentor takes, or mentors a mentee has."),
        min_value=1,
        max_value=50,
        required=False,
    )
    unknown_skills = forms.BooleanField(
        label=_("Leave out skills that the vocabulary does not know"),
        help_text=_("Otherwise such a line is at fault, and you see the nearest skills."),
        required=False,
    )
    leave_out = forms.CharField(
        label=_("Phrases whose sentences are not taken over"),
        help_text=_("One a line. Sentences that repeat an answer about identity are left out in any case."),
        max_length=1000,
        required=False,
        widget=Textarea(rows=3),
    )

    def __init__(self, *args: Any, chosen: Chosen, **kwargs: Any) -> None:
        initial = {
            "separator": chosen.separator,
            "date_format": chosen.date_format,
            "yes": ", ".join(chosen.yes),
            "no": ", ".join(chosen.no),
            "language": chosen.language,
            "zone": chosen.zone,
            "places": chosen.places,
            "unknown_skills": chosen.unknown_skills,
            "leave_out": "\n".join(chosen.leave_out),
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        nothing: tuple[str, StrOrPromise] = ("", _("Say nothing"))
        cast(forms.ChoiceField, self.fields["language"]).choices = [nothing, *LANGUAGES.items()]

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone and zone not in zones():
            raise forms.ValidationError(_("There is no such time zone. Write it as in Europe/London."))
        return zone


class MappingForms:
    """The forms of all columns and of how they are read, as one."""

    def __init__(
        self, data: Any, *, chosen: Chosen, sheet: Sheet, role: Role, asked: Mapping[str, QuestionSpec]
    ) -> None:
        own = [question for question in asked.values() if question.is_asked_of(role)]
        choices = _choices(role, own)
        self.reading = ReadingForm(data, chosen=chosen)
        self.role, self.known_keys = role, set(asked)
        self.columns = [
            ColumnForm(data, prefix=f"c{at}", column=column, sheet=sheet, choices=choices, asked=asked)
            for at, column in enumerate(chosen.columns)
        ]

    def is_valid(self) -> bool:
        at_fault = [form for form in (self.reading, *self.columns) if not form.is_valid()]
        return self._fit() and not at_fault

    def _fit(self) -> bool:
        """Whether what the columns become goes together; what does not is said at its field."""
        becoming: dict[str, list[ColumnForm]] = {}
        for form in self.columns:
            becoming.setdefault(form.cleaned_data.get("becomes", LEFT_OUT), []).append(form)
        known = meanings(self.role)
        for key, forms_of_key in becoming.items():
            once = key not in {NEW, IDENTITY, LEFT_OUT} and not (key in known and known[key].several)
            for form in forms_of_key[1:] if once else ():
                words = _("“%(column)s” becomes that already. Choose something else for one of the two.")
                form.add_error("becomes", words % {"column": forms_of_key[0].column.name})
        if "email" not in becoming:
            self.reading.add_error(
                None, _("Choose the column that holds the e-mail address: people are found by it.")
            )
        if not any(name in becoming for name in NAMES):
            self.reading.add_error(
                None, _("Choose the column that holds the name, or those of first and last name.")
            )
        return not any(form.errors for form in (self.reading, *self.columns))

    def chosen(self) -> Chosen:
        """What was chosen, once it is valid."""
        taken = set(self.known_keys)
        columns = []
        for form in self.columns:
            column = form.chosen()
            if column.becomes in {NEW, IDENTITY}:
                column = replace(column, key=question_key(column.key or column.name, taken))
                taken.add(column.key)
            columns.append(column)
        said = dict(self.reading.cleaned_data)
        return Chosen(
            columns=tuple(columns),
            yes=_words(said.pop("yes")),
            no=_words(said.pop("no")),
            leave_out=texts(said.pop("leave_out")),
            **said,
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (" ".join(word.split()).casefold() for word in text.split(",")))))


def _choices(role: Role, asked: Sequence[QuestionSpec]) -> list[Any]:
    """The choices of a column's select, in groups."""
    plain: list[Any] = [
        (LEFT_OUT, _("Leave it out")),
        *((group.label, [(m.key, m.label) for m in group.meanings]) for group in groups(role)),
    ]
    if asked:
        plain.append(
            (_("Questions of your form"), [(ASKED + question.key, question.text) for question in asked])
        )
    new = [(NEW, _("A new question")), (IDENTITY, _("A new question about identity"))]
    return [*plain, (_("Questions that are new"), new)]


class StartForm(forms.Form):
    """That the import is to begin, and that the lines at fault stay out."""

    left_out = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    agree = forms.BooleanField(label=_("Leave out these lines"), required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("left_out") and not self.cleaned_data.get("agree"):
            self.add_error(
                "agree", _("Tick this to import without them, or correct the file and upload it again.")
            )
