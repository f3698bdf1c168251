"""Fills a world with hostile strings, past every form: what an import of old, a mistake or a shell may have left in the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.utils import DataError

from tests.input.fields import sendable

APPS = ("accounts", "programmes", "matching", "journeys", "api")
# What machines read: the words of the site for its own use. Hostile ones there are a broken database, not a hostile person.
MACHINES = {
    "zone", "locale", "key", "slug", "code", "join_code", "token", "path", "action", "subject_type", "subject", "field", "purpose",
    "language", "languages", "version", "guidelines_version", "mentee_field", "mentor_field", "role", "kind", "use", "state", "source", "password",
    "last_name_key", "digest", "file", "photo", "file_type", "formats", "fields", "choices", "stages", "cadence", "names", "model", "reason_code",
}  # fmt: skip
TEXT = (models.CharField, models.TextField)


def texts_of(model: type[models.Model]) -> list[Any]:
    """The fields in which people write."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXT)
        and not isinstance(field, (models.EmailField, models.SlugField, models.FileField))
        and not (field.choices or field.primary_key or field.unique or field.name in MACHINES)
        and not field.name.endswith(("_key", "_hash", "_kind", "_code", "_state"))
    ] + [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, ArrayField) and isinstance(field.base_field, TEXT) and field.name not in MACHINES
    ]


def fit(field: Any, words: Iterator[str]) -> Any:
    """The next words that fit `field`."""
    if isinstance(field, ArrayField):
        return [fit(field.base_field, words)]
    most = field.max_length or 4000
    while True:
        text = sendable(next(words)).replace("\x00", "")
        if text.strip():
            return text[:most]


def make_hostile(words: Iterator[str]) -> int:
    """Writes other words over those of every row of ours; returns how many were written. What the database itself refuses stays."""
    written = 0
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            texts = texts_of(model)
            for pk in model._default_manager.values_list("pk", flat=True) if texts else ():
                row = model._default_manager.filter(pk=pk)
                if _written(row, {field.name: fit(field, words) for field in texts}):
                    written += len(texts)
                    continue
                written += sum(_written(row, {field.name: fit(field, words)}) for field in texts)
    return written


def _written(row: models.QuerySet[Any], values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            row.update(**values)
    except (IntegrityError, DataError):
        return False
    return True
