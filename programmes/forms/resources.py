"""What people say about a link or a file that they put on a shelf."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.models import Skill
from programmes.enums import EventAudience, StageName
from programmes.models import Resource, ShelfItem
from programmes.operations.resources import ItemDetails, NewFile, ShelfFull
from programmes.shelves import Narrowed
from programmes.uploads import ACCEPT, Unsafe, clean_name, kind_of
from ui.forms import Checks, Radios, Textarea

WEB = ["http", "https"]


class ItemForm(forms.Form):
    """An item of a shelf, new or as it is: a link or a file, what it is good for, and for when."""

    title = forms.CharField(
        label=_("Title"), max_length=160, error_messages={"required": _("Give it a title.")}
    )
    url = forms.URLField(
        label=_("Address of a page"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a whole address, such as https://example.org/page.")},
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a file"), required=False, max_length=400, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )
    about = forms.CharField(
        label=_("What it is good for"), max_length=400, required=False, widget=Textarea(rows=3),
        help_text=_("One or two sentences help to decide whether to open it."),
    )  # fmt: skip
    stages = forms.MultipleChoiceField(
        label=_("For which stage"), choices=StageName.choices, required=False, widget=Checks(layout="columns"),
        help_text=_("None: for all of them."),
    )  # fmt: skip
    skills = forms.ModelMultipleChoiceField(
        label=_("For which skills"), queryset=Skill.objects.none(), required=False, widget=Checks(layout="columns"),
        error_messages={"invalid_choice": _("Choose skills of the list.")},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, files: Any = None, *, skills: Sequence[Skill], item: ShelfItem | None = None
    ) -> None:
        self.item = item
        initial: dict[str, Any] = {}
        if item is not None:
            initial = {name: getattr(item, name) for name in ("title", "url", "about", "stages")}
            initial["skills"] = [skill.pk for skill in item.skills.all()]
        super().__init__(data, files, initial=initial)
        most = filesizeformat(settings.UPLOAD_MOST)
        file = self.fields["file"]
        file.help_text = _(
            "PDF, text, a picture, or a document without macros; %(most)s at most. It is only ever downloaded, never opened here."
        ) % {"most": most}
        if item is not None and item.file:
            file.label = _("Another file")
            file.help_text = _("Now it is %(name)s. Leave this empty to keep it.") % {"name": item.file_name}
            self.fields["url"].label = _("Or the address of a page instead")
        cast("forms.ModelMultipleChoiceField[Skill]", self.fields["skills"]).queryset = Skill.objects.filter(
            pk__in=[skill.pk for skill in skills]
        ).order_by("name")
        if not skills:
            del self.fields["skills"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url:
            URLValidator(schemes=WEB, message=_("Write a whole address, such as https://example.org/page."))(
                url
            )
        return url

    def clean_file(self) -> NewFile | None:
        upload: UploadedFile[Any] | None = self.cleaned_data["file"]
        if upload is None:
            return None
        size = upload.size or 0
        if size > settings.UPLOAD_MOST:
            raise ValidationError(
                _(
                    "It is %(size)s, and %(most)s is the most. Make it smaller, or put it elsewhere and give its address."
                )
                % {"size": filesizeformat(size), "most": filesizeformat(settings.UPLOAD_MOST)}
            )
        name = clean_name(upload.name or "")
        try:
            kind = kind_of(cast(Any, upload.file), name=name)
        except Unsafe as fault:
            raise ValidationError(str(fault)) from fault
        return NewFile(cast(Any, upload.file), name, kind.content_type, size)

    def clean(self) -> None:
        url, file = self.cleaned_data.get("url"), self.cleaned_data.get("file")
        if {"url", "file"} & set(self.errors):
            return
        if url and file:
            self.add_error("file", _("Give an address or a file, not both: two things are two items."))
        elif not url and not file and not (self.item is not None and self.item.file):
            self.add_error("url", _("Give the address of a page, or choose a file."))

    def add_full(self, fault: ShelfFull) -> None:
        """Says that the shelf has no room for the file."""
        self.add_error(
            "file",
            _("The files of this shelf may take %(most)s, and %(left)s is left. Remove something first, or give an address instead.")
            % {"most": filesizeformat(fault.most), "left": filesizeformat(fault.left)},
        )  # fmt: skip

    @property
    def lost_file(self) -> bool:
        """Whether a file was chosen in a form that comes back: browsers forget which."""
        return self.is_bound and bool(self.errors) and bool(self.files)

    def details(self) -> ItemDetails:
        """What was said, once it is valid."""
        said = self.cleaned_data
        return ItemDetails(
            title=said["title"],
            about=said["about"].replace("\r\n", "\n").strip(),
            url=said["url"],
            file=said["file"],
            stages=said["stages"],
            skills=list(said.get("skills", ())),
        )


class ResourceForm(ItemForm):
    """An item on the shelf of a programme."""

    audience = forms.ChoiceField(
        label=_("For whom"), choices=EventAudience.choices, initial=EventAudience.EVERYBODY, widget=Radios(layout="columns")
    )  # fmt: skip
    field_order = ("title", "url", "file", "about", "audience", "stages", "skills")

    def __init__(self, *args: Any, item: Resource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        if item is not None:
            self.initial["audience"] = item.audience


class NarrowForm(forms.Form):
    """What narrows a shelf. Anything that is not one of the choices counts as not chosen."""

    use_required_attribute = False
    stage = forms.ChoiceField(label=_("Stage"), choices=[("", _("Every stage")), *StageName.choices])
    skill = forms.ChoiceField(label=_("Skill"))

    def __init__(self, query: Mapping[str, str], *, skills: Collection[Skill]) -> None:
        names = {str(skill.pk): skill.name for skill in skills}
        stage, skill = query.get("stage", ""), query.get("skill", "")
        self.chosen = Narrowed(
            stage if stage in StageName.values else "", UUID(skill) if skill in names else None
        )
        # Unbound, with what was chosen in it: nothing here is a fault to be told of.
        super().__init__(initial={"stage": self.chosen.stage, "skill": str(self.chosen.skill or "")})
        cast(forms.ChoiceField, self.fields["skill"]).choices = [("", _("Every skill")), *names.items()]
