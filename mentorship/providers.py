"""Where people have accounts already: the OpenID Connect providers of `MENTORSHIP_OIDC`, read and checked."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

EVERY_ADDRESS = "*"
HERE = {"127.0.0.1", "::1", "localhost"}


class Provider(BaseModel):
    """One provider. `vouches_for` are the domains whose addresses it has checked itself: what it says of others is checked
    by a code of ours. `*` is every domain."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")
    name: str = Field(min_length=1, max_length=40)
    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: str = ""
    client_secret_file: Path | None = None
    vouches_for: tuple[str, ...] = ()

    @field_validator("issuer")
    @classmethod
    def full_address(cls, value: str) -> str:
        parts = urlsplit(value)
        is_local = parts.scheme == "http" and parts.hostname in HERE
        if not parts.hostname or not (parts.scheme == "https" or is_local):
            raise ValueError("is an address such as https://login.example.org")
        return value.rstrip("/")

    @field_validator("vouches_for")
    @classmethod
    def domains(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for domain in value:
            if domain != EVERY_ADDRESS and ("@" in domain or "." not in domain):
                raise ValueError(f"{domain!r} is not a domain such as example.org")
        return tuple(domain.lower() for domain in value)

    @model_validator(mode="after")
    def one_secret(self) -> Provider:
        if bool(self.client_secret) == bool(self.client_secret_file):
            raise ValueError("needs either client_secret or client_secret_file")
        return self

    @property
    def secret(self) -> str:
        """Raises ValueError where its file cannot be read, or is empty."""
        if self.client_secret_file is None:
            return self.client_secret
        try:
            found = self.client_secret_file.read_text(encoding="utf-8").strip()
        except OSError as fault:
            raise ValueError(f"{self.client_secret_file} cannot be read: {fault.strerror}") from None
        if not found:
            raise ValueError(f"{self.client_secret_file} is empty")
        return found

    def app(self) -> dict[str, Any]:
        """It as django-allauth takes it."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {
                "server_url": self.issuer,
                "oauth_pkce_enabled": True,
                "vouches_for": list(self.vouches_for),
            },
        }


def read_providers(text: str) -> list[Provider]:
    """The providers in `text`: a list in JSON, or TOML with a table `[[provider]]` for each; none where it is empty.

    Raises ValueError that names the provider and the field."""
    if not text.strip():
        return []
    rows = _rows(text)
    providers = [_provider(number, row) for number, row in enumerate(rows, start=1)]
    # allauth finds a provider again by its client_id, when somebody comes back from the page with their name.
    for name in ("id", "client_id"):
        values = [getattr(provider, name) for provider in providers]
        for twice in {one for one in values if values.count(one) > 1}:
            raise ValueError(f"two providers have the {name} {twice!r}")
    return providers


def _rows(text: str) -> list[Any]:
    try:
        rows = json.loads(text)
    except ValueError:
        try:
            rows = tomllib.loads(text).get("provider")
        except tomllib.TOMLDecodeError as fault:
            raise ValueError(f"is neither JSON nor TOML: {fault}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("is a list of providers in JSON, or TOML with a table [[provider]] for each")
    return rows


def _provider(number: int, row: dict[str, Any]) -> Provider:
    name = row.get("id", number)
    try:
        provider = Provider(**row)
        provider.secret  # noqa: B018 - raises where its file is not there
    except ValidationError as fault:
        # Without the value: it may be a secret.
        said = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'it'}: {e['msg']}" for e in fault.errors())
        raise ValueError(f"provider {name}: {said}") from None
    except ValueError as fault:
        raise ValueError(f"provider {name}: client_secret_file: {fault}") from None
    return provider
