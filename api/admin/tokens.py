from __future__ import annotations

from datetime import datetime, time
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.operators import OperatorsAdmin
from accounts.reauthentication import recently_signed_in
from api.enums import Scope
from api.models import Token
from api.operations.tokens import USUAL_LIFE, make_token
from api.queries.tokens import Standing, standing_of
from api.views.token_pages import token_revoke

STANDINGS = {
    Standing.WORKS: _("works"),
    Standing.ENDS_SOON: _("expires within 30 days"),
    Standing.EXPIRED: _("expired"),
    Standing.REVOKED: _("revoked"),
}


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """For which organisation's programmes, for what, and until when."""

    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as the system needs. Whoever holds the token may do this, from anywhere."),
    )
    expires_on = forms.DateField(
        label=_("Expires on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        help_text=_(
            "It works until the end of the day before, in UTC. Empty: for ever, so that somebody has to think of it."
        ),
    )

    class Meta:
        model = Token
        fields = ("organisation", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = (timezone.now() + USUAL_LIFE).date()

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day is not None and day <= timezone.now().date():
            raise ValidationError(_("Choose a day that is still to come."))
        return day

    @property
    def expires_at(self) -> datetime | None:
        day = self.cleaned_data["expires_on"]
        return None if day is None else datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


@admin.register(Token)
class TokenAdmin(OperatorsAdmin):
    """What other systems show to read here. The secret is shown once, on the page that answers making it."""

    form = TokenForm
    add_form_template = "admin/programmes/change_form.html"
    change_form_template = "api/token.html"
    list_display = ("name", "organisation", "ending", "standing", "expires_at", "used_at", "created_at")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("name", "hint")
    fields = (
        "name",
        "organisation",
        "ending",
        "allowed",
        "standing",
        "created_at",
        "created_by",
        "expires_at",
        "used_at",
        "revoked_at",
        "revoked_by",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("organisation", "name", "scopes", "expires_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    @admin.display(description=_("ends in"), ordering="hint")
    def ending(self, token: Token) -> str:
        return f"…{token.hint}"

    @admin.display(description=_("what it may do"))
    def allowed(self, token: Token) -> str:
        known = dict(Scope.choices)
        return format_html("{}", ", ".join(str(known.get(scope, scope)) for scope in token.scopes))

    @admin.display(description=_("state"))
    def standing(self, token: Token) -> str:
        return str(STANDINGS[standing_of(token, now=timezone.now())])

    # --- making one

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """For whoever shows that it is still they: a token reads everybody's names and addresses, from anywhere."""
        if self.has_add_permission(request) and not recently_signed_in(request):
            raise ReauthenticationRequired
        response: HttpResponse = super().add_view(request, form_url, extra_context)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        token, secret = make_token(
            organisation=form.cleaned_data["organisation"],
            name=form.cleaned_data["name"],
            scopes=[Scope(scope) for scope in form.cleaned_data["scopes"]],
            expires_at=form.expires_at,
            by=getattr(request, "person", None),
            now=timezone.now(),
        )
        obj.pk, obj._state.adding = token.pk, False
        obj.organisation, obj.hint, obj.secret = token.organisation, token.hint, secret

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """The answer holds the secret and leads nowhere: it is in no address, session or cookie, and is kept by no browser."""
        context = {
            "token": obj,
            "secret": obj.secret,
            "url": request.build_absolute_uri(reverse("api:token")),
        }
        response = TemplateResponse(request, "api/token_made.html", context)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    # --- revoking one

    def get_urls(self) -> list[URLPattern]:
        asked = self.admin_site.admin_view(token_revoke)
        return [path("<uuid:pk>/revoke/", asked, name="api_token_revoke"), *super().get_urls()]
