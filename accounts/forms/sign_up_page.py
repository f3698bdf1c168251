"""Signing up with an address that has an account takes as long as with one that has none."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.forms import SignupForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse


class SignUpForm(SignupForm):
    """allauth's, with what `accounts.forms.signup` asks besides."""

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        if self.account_already_exists:
            self._open_and_take_back(request)
        saved: tuple[Any, Any] = super().try_save(request)
        return saved

    def _open_and_take_back(self, request: HttpRequest) -> None:
        """Does the work of opening an account (the password, the rows) for an address that nobody has, and undoes it."""
        typed = self.cleaned_data["email"]
        self.cleaned_data["email"], self.account_already_exists = f"{uuid4().hex}@example.invalid", False
        try:
            with transaction.atomic():
                self.save(request)
                transaction.set_rollback(True)
        finally:
            self.cleaned_data["email"], self.account_already_exists = typed, True
