"""What those who run the site type about a webhook."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from api.enums import HookEvent
from api.events import CHOICES
from api.models import Webhook
from api.public_addresses import is_public
from ui.forms import Checks


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new one. Which organisation's programmes it tells of is said once."""

    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=[(event.value, event.label) for event in CHOICES],
        widget=Checks(descriptions={event.value: event.value for event in HookEvent}),
    )

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = ("organisation", "name", "url", "events")
        widgets = {
            "url": forms.URLInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "https://"}
            )
        }
        help_texts = {
            "url": _("Beginning with https://, of a host that everybody can reach."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields.get("organisation")
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.empty_label = _("Choose one")

    def clean_url(self) -> str:
        """Names are looked up when something is sent, each time: what they stand for today says nothing about then."""
        url: str = self.cleaned_data["url"].strip()
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
            parts.port  # noqa: B018 - raises where it is no number
        except ValueError:
            raise ValidationError(_("This is no address such as https://hr.example.org/hook.")) from None
        if parts.scheme not in {"http", "https"} or not host:
            raise ValidationError(_("This is no address such as https://hr.example.org/hook."))
        if not url.isascii() or any(character.isspace() for character in url):
            raise ValidationError(
                _(
                    "Write the address with plain letters and without spaces, a name of other letters as xn--…."
                )
            )
        if parts.username is not None or parts.password is not None:
            raise ValidationError(
                _("Leave out the name and password: what is sent is signed, and that shows who sends it.")
            )
        if host not in settings.WEBHOOK_INSIDE:
            _check_outside(parts.scheme, host)
        return url


class ChangeForm(WebhookForm):
    class Meta(WebhookForm.Meta):
        fields = ("name", "url", "events")


def _check_outside(scheme: str, host: str) -> None:
    if scheme != "https":
        raise ValidationError(_("It begins with https://: what is told goes over the open Internet."))
    try:
        ip_address(host)
    except ValueError:
        closed = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    else:
        closed = not is_public(host)
    if closed:
        raise ValidationError(
            _(
                "This leads into a network that is not public. Where it is your own, name the host in "
                "MENTORSHIP_WEBHOOK_INSIDE and start the site anew."
            )
        )
