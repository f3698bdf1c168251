"""Puts a mark of its own into every field of words that touches a person, and looks for such marks in everything that is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, JSONField, Q, TextField, Value
from django.db.models.functions import Cast, Concat, Left

from accounts.models import Person, Skill, User
from accounts.privacy import DECLARATIONS
from mentorship.settings import CONFIG

OURS = ["accounts", "notifications", "programmes", "matching", "journeys", "api"]
GONE, STAYS = "kkzz", "llyy"  # what must be found nowhere, and what must still be there
# Words that are a key, a code, or a place: they say nothing by themselves, and a page reads them.
CODES = {
    "zone",
    "locale",
    "languages",
    "formats",
    "steps_done",
    "key",
    "dedupe_key",
    "digest",
    "model",
    "order",
    "version",
    "subject",
    "object_kind",
    "object_id",
    "action",
    "purpose",
    "fields",
    "password",
    "evidence",
    "path",
    "message_id",
    "file_type",
    "filters",
    "source",
    "choices",
    "stages",
    "join_code",
    "kind",
    "rule",
    "timings",
    "criteria",
    "parameters",
    "mapping",
    "sheet",
    "row",
}


@dataclass
class Marks:
    """The fields that were marked: `gone` are to be erased, `stays` are somebody else's in a row that touches the person."""

    gone: set[str] = field(default_factory=set)
    stays: set[str] = field(default_factory=set)


def is_words(field_: Any) -> bool:
    kinds = models.CharField | models.TextField | JSONField | ArrayField | models.FileField
    if not isinstance(field_, kinds) or field_.name in CODES or field_.choices or field_.primary_key:
        return False
    return not isinstance(field_, ArrayField) or isinstance(field_.base_field, models.CharField)


def _paths(model: type[models.Model], hops: int = 4) -> Iterator[str]:
    """The ways by keys from a row of `model` to a person or an account, by way of what people have: nothing that the
    declarations say counts here."""
    for key in model._meta.concrete_fields:
        if not isinstance(key, models.ForeignKey):
            continue
        other: Any = key.related_model
        if other in {Person, User}:
            yield key.name
        elif (
            hops
            and other._meta.app_label in OURS
            and other._meta.model_name not in {"programme", "job", "skill"}
        ):
            yield from (f"{key.name}__{path}" for path in _paths(other, hops - 1))


def touching(model: type[models.Model], person: Person) -> models.QuerySet[Any]:
    """Every row from which keys lead to `person`."""
    if model is Person:
        return Person.objects.filter(pk=person.pk)
    if model is User:
        return User.objects.filter(pk=person.user_id)
    found = Q()
    for path in _paths(model):
        last = path.rsplit("__", 1)[-1]
        is_account = last in {"user", "recipient"}
        found |= Q(**{path: person.user_id if is_account else person.pk})
    rows = model._default_manager.all()
    keys = list(rows.filter(found).order_by().values_list("pk", flat=True)) if found else []
    return rows.filter(pk__in=keys)


def mark(person: Person) -> Marks:
    """Marks every field of words of every row that touches `person`: as theirs where the declarations say so, else as somebody
    else's."""
    marks = Marks()
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            rows = touching(model, person)
            if (
                model is Skill
            ):  # part of the vocabulary, or of nobody but whoever proposed it: see the traffic
                continue
            for words in filter(is_words, model._meta.concrete_fields):
                label = f"{model._meta.label}.{words.name}"
                paths = (
                    *DECLARATIONS.owners[model._meta.label, words.name],
                    *DECLARATIONS.others[model._meta.label, words.name],
                )
                theirs = Q()
                for path in paths:
                    theirs |= Q(**{path: person.user_id if _is_account(model, path) else person.pk})
                own = list(rows.filter(theirs).order_by().values_list("pk", flat=True)) if theirs else []
                if _write(model, words, own, GONE):
                    marks.gone.add(label)
                others = list(rows.exclude(pk__in=own).order_by().values_list("pk", flat=True))
                if not isinstance(words, JSONField | models.FileField) and _write(
                    model, words, others, STAYS
                ):
                    marks.stays.add(label)
    return marks


def _is_account(model: type[models.Model], path: str) -> bool:
    if path == "pk":
        return model is User
    return path.rsplit("__", 1)[-1] in {"user", "recipient"}


def _write(model: type[models.Model], words: Any, keys: list[Any], token: str) -> int:
    """Marks a field of these rows; of those that a constraint keeps empty, none. How many were marked."""
    if not keys:
        return 0
    if isinstance(words, models.FileField):
        return sum(
            _write_file(row, words, token)
            for row in model._default_manager.filter(pk__in=keys).exclude(**{words.name: ""})
        )
    rows = model._default_manager.filter(pk__in=keys)
    try:
        with transaction.atomic():
            return rows.update(**{words.name: _value(words, token)})
    except IntegrityError:
        with transaction.atomic():
            return rows.exclude(**{words.name: ""}).update(**{words.name: _value(words, token)})


def _value(words: Any, token: str) -> Any:
    if isinstance(words, JSONField):
        return {token: [token]}
    if isinstance(words, ArrayField):
        return [token]
    mark_ = Concat(Value(token), Left(Cast(F("pk"), TextField()), 8), output_field=TextField())
    if isinstance(words, models.URLField):
        return Concat(Value("https://example.org/"), mark_, output_field=TextField())
    if isinstance(words, models.EmailField):
        return Concat(mark_, Value("@example.org"), output_field=TextField())
    return mark_


def _write_file(row: Any, words: models.FileField, token: str) -> int:
    path = default_storage.save(f"{words.upload_to}{row.pk}", ContentFile(f"{token} in a file".encode()))
    type(row)._default_manager.filter(pk=row.pk).update(**{words.name: path})
    return 1


# --- looking


def tables() -> Iterator[tuple[str, bytes]]:
    """Every table of every schema of ours, as COPY writes it, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for (name,) in cursor.fetchall():
            out = io.BytesIO()
            cursor.cursor.copy_expert(f"COPY {name} TO STDOUT", out)
            yield name, out.getvalue()


def files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below `root` with its name, and what is packed within it."""
    for path in root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield str(path), str(path).encode() + content
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    for name in packed.namelist():
                        yield f"{path}!{name}", packed.read(name)


def cached() -> Iterator[tuple[str, bytes]]:
    """Every key of the queue and of the cache, with its value as it lies there."""
    for number in range(3):
        client = redis.Redis.from_url(CONFIG.redis(number))
        for key in client.scan_iter(count=1000):
            yield f"{number} {key.decode(errors='replace')}", key + (client.dump(key) or b"")


def found(marks: tuple[str, ...], root: Path) -> list[str]:
    """Where any of `marks` stands, in any spelling of letters; empty where it is nowhere."""
    wanted = [mark_.lower().encode() for mark_ in marks]
    places = []
    for source in (tables(), files(root), cached()):
        for name, content in source:
            low = content.lower()
            places += [f"{name}: {_around(low, mark_)}" for mark_ in wanted if mark_ in low]
    return places


def _around(content: bytes, mark_: bytes) -> str:
    at = content.index(mark_)
    return content[max(0, at - 60) : at + 60].decode(errors="replace")


def broken_keys() -> list[str]:
    """Foreign keys that lead to no row, of every table."""
    broken = []
    for model in apps.get_models():
        for key in model._meta.local_concrete_fields:
            if isinstance(key, models.ForeignKey):
                alone = model._default_manager.filter(**{f"{key.name}__isnull": False}).exclude(
                    **{f"{key.attname}__in": key.related_model._default_manager.values(key.target_field.name)}  # type: ignore[union-attr]
                )
                if alone.exists():
                    broken.append(f"{model._meta.label}.{key.name}")
    return broken
