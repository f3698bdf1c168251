"""What one of a pair says about something for their shelf."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from programmes.forms.resources import ItemForm


class PairItemForm(ItemForm):
    """A link or a file for the two."""

    def __init__(self, *args: object, other: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["about"].help_text = _("A word to %(name)s about why, or which pages.") % {"name": other}
