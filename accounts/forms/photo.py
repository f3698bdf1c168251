"""The photo that somebody chooses."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.photos import ACCEPT, Unusable, portrait


class PhotoForm(forms.Form):
    """`cleaned_data["photo"]` is what can be kept: the bytes of the picture made anew."""

    photo = forms.FileField(
        label=_("A picture of you"),
        help_text=_("JPEG, PNG or WebP, 5 MB at most. We keep its middle as a small square; where and when it was taken goes away."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose a picture first."),
            "empty": _("The file is empty. Choose another one."),
        },
    )  # fmt: skip

    def clean_photo(self) -> bytes:
        upload: UploadedFile[Any] = self.cleaned_data["photo"]
        try:
            return portrait(cast(Any, upload))
        except Unusable as fault:
            raise ValidationError(str(fault)) from fault
