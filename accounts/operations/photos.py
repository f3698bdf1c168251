"""Puts somebody's photo where others see it, and takes it away."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import Person
from accounts.models.person import PHOTO_FOLDER
from accounts.operations.audit import record


@transaction.atomic
def set_photo(*, person: Person, content: bytes, by: Person | None, now: datetime) -> None:
    """Makes `content`, as accounts.photos.portrait gives it, the photo of `person`; the file of the one before is deleted.

    Its name is new each time and cannot be guessed: to know it is to have been shown it."""
    path = default_storage.save(f"{PHOTO_FOLDER}/{uuid4()}.webp", ContentFile(content))
    try:
        _change(person, path, by=by, now=now)
    except BaseException:
        default_storage.delete(path)
        raise


@transaction.atomic
def remove_photo(*, person: Person, by: Person | None, now: datetime) -> bool:
    """Takes the photo away, its file with it. False where there was none."""
    return _change(person, "", by=by, now=now)


def _change(person: Person, path: str, *, by: Person | None, now: datetime) -> bool:
    # Of two at once the second sees the photo of the first, so that no file is left that nobody has.
    kept = Person.objects.select_for_update(no_key=True).only("photo").get(pk=person.pk)
    before = kept.photo.name
    person.photo.name = path
    if before == path:
        return False
    person.save(update_fields=["photo"])
    record("person.photo", person, by=by, now=now, fields=["photo"])
    if before:
        transaction.on_commit(partial(default_storage.delete, before), robust=True)
    return True
