"""The shelf of a programme, and how files come onto any shelf and off it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Sum

from accounts.models import Person, Skill
from accounts.operations.audit import record
from programmes.models import Programme, Resource, ShelfItem

FOLDER = "shelf"


class ShelfFull(Exception):
    """The files of one shelf would take more than they may. `most` and `left` are in bytes."""

    def __init__(self, *, most: int, left: int) -> None:
        self.most, self.left = most, left
        super().__init__(f"{left} of {most} bytes are left on the shelf")


@dataclass(frozen=True)
class NewFile:
    """A file that was looked at (programmes/uploads.py). `name` is cleaned, `size` in bytes."""

    content: IO[bytes]
    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class ItemDetails:
    """What somebody says about an item: a link has a `url`, a file has none, and `file` only where it is a new one."""

    title: str
    about: str
    url: str
    file: NewFile | None
    stages: Collection[str]
    skills: Collection[Skill]


@contextmanager
def kept(file: NewFile | None) -> Iterator[str]:
    """Lays a file into the storage, under a name that nobody can guess and that says nothing; gives that name, "" for no file.
    Where what is done with it fails, the file is gone again."""
    if file is None:
        yield ""
        return
    file.content.seek(0)
    path = default_storage.save(f"{FOLDER}/{uuid4().hex}", File(file.content))
    try:
        yield path
    except BaseException:
        default_storage.delete(path)
        raise


def drop_file(path: str | None) -> None:
    """Deletes a file from the storage once the present transaction is committed; "" and None are nothing to delete."""
    if path:
        transaction.on_commit(partial(default_storage.delete, path), robust=True)


def check_room(
    rows: models.QuerySet[ShelfItem], *, item: ShelfItem | None, file: NewFile | None, most: int
) -> None:
    """Raises ShelfFull where `file` would bring the files of `rows` over `most` bytes; `item` is the one it replaces. The
    caller holds a lock by which two uploads follow each other."""
    if file is None:
        return
    others = rows.exclude(pk=item.pk) if item is not None else rows
    taken = others.aggregate(sum=Sum("file_size"))["sum"] or 0
    if taken + file.size > most:
        raise ShelfFull(most=most, left=max(most - taken, 0))


def lay(item: ShelfItem, details: ItemDetails, path: str) -> None:
    """Writes the details onto `item`, which is saved, and its skills; a file that it had before and has no more goes."""
    before = item.file.name
    item.title, item.about, item.url = details.title, details.about, details.url
    item.stages = sorted(details.stages)
    if details.file is not None:
        item.file = path
        item.file_name, item.file_type = details.file.name, details.file.content_type
        item.file_size = details.file.size
    elif details.url:
        item.file, item.file_name, item.file_type, item.file_size = "", "", "", None
    item.save()
    item.skills.set(details.skills)
    if before and before != item.file.name:
        drop_file(before)


def add_resource(
    programme: Programme, *, details: ItemDetails, audience: str, by: Person | None, now: datetime
) -> Resource:
    """Puts something on the shelf of `programme`. Raises ShelfFull."""
    resource = Resource(programme=programme, audience=audience, added_at=now, added_by=by)
    with kept(details.file) as path, transaction.atomic():
        _lock(programme)
        _check_room(programme, details.file, None)
        lay(resource, details, path)
        record("resource.add", resource, by=by, now=now, programme_id=programme.pk)
    return resource


def change_resource(
    resource: Resource, *, details: ItemDetails, audience: str, by: Person | None, now: datetime
) -> None:
    """Changes what is said about it, or what it is. Raises ShelfFull, and Resource.DoesNotExist where it was removed
    meanwhile."""
    with kept(details.file) as path, transaction.atomic():
        programme = _lock(resource.programme)
        held = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
        _check_room(programme, details.file, held)
        held.audience = audience
        lay(held, details, path)
        record("resource.change", held, by=by, now=now, programme_id=programme.pk)


@transaction.atomic
def remove_resource(resource: Resource, *, by: Person | None, now: datetime) -> bool:
    """Takes it off the shelf for good; its file goes with it. False where it was gone already."""
    held = Resource.objects.select_for_update(of=("self",)).filter(pk=resource.pk).first()
    if held is None:
        return False
    record("resource.remove", held, by=by, now=now, programme_id=held.programme_id)
    held.delete()
    return True


def _lock(programme: Programme) -> Programme:
    return Programme.objects.select_for_update(no_key=True, of=("self",)).get(pk=programme.pk)


def _check_room(programme: Programme, file: NewFile | None, item: Resource | None) -> None:
    rows = Resource.objects.filter(programme=programme)
    check_room(rows, item=item, file=file, most=settings.PROGRAMME_SHELF_MOST)
