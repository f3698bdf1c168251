"""All rows that belong to one person, found by the owners that the declarations name (accounts/privacy.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Q, QuerySet, Value

from accounts.models import Person, User
from accounts.privacy import DECLARATIONS, Declarations

Rows = QuerySet[Any]


def target_of(model: type[models.Model], path: str) -> type[models.Model]:
    """The model at which a lookup path ends; "pk" is the row itself. Raises FieldDoesNotExist for one that leads nowhere."""
    if path == "pk":
        return model
    reached = model
    for part in path.split("__"):
        related = reached._meta.get_field(part).related_model
        if not isinstance(related, type):
            raise TypeError(f"{path} of {model._meta.label} ends at {part}, which is no relation")
        reached = related
    return reached


def rows_at(model: type[models.Model], paths: tuple[str, ...], person: Person) -> Rows:
    """The rows of `model` that lead to `person`, or to their account, by any of `paths`."""
    found = Q()
    for path in paths:
        found |= Q(**{path: person.user_id if target_of(model, path) is User else person.pk})
    return model._default_manager.filter(found)


def fields_by_owner(
    declarations: Declarations = DECLARATIONS, *, everybody: bool = False
) -> Mapping[tuple[str, tuple[str, ...]], list[str]]:
    """The declared fields by model and paths to their owners; with `everybody`, to those too about whom they say something."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (label, name), owners in declarations.owners.items():
        paths = (*owners, *declarations.others[label, name]) if everybody else owners
        if paths:
            found[label, paths].append(name)
    return found


def rows_of(person: Person) -> Iterator[tuple[type[models.Model], Rows, tuple[str, ...]]]:
    """What belongs to `person`: a model, its rows, and the names of those of its fields that are theirs in them. A model whose
    fields belong to different people comes several times."""
    for (label, paths), names in fields_by_owner().items():
        model = apps.get_model(label)
        yield model, rows_at(model, paths, person), tuple(names)


def traces_of(person: Person) -> Iterator[tuple[type[models.Model], Rows, tuple[str, ...]]]:
    """As `rows_of`, with the rows of others that say something of `person`: what erasing reaches."""
    for (label, paths), names in fields_by_owner(everybody=True).items():
        model = apps.get_model(label)
        yield model, rows_at(model, paths, person), tuple(names)


def counts_of(person: Person) -> dict[str, int]:
    """How many rows of each model, by its label, have anything that belongs to `person`; none of those without. One query."""
    paths: dict[str, dict[str, None]] = defaultdict(dict)
    for label, ways in fields_by_owner():
        paths[label] |= dict.fromkeys(ways)
    counted = [
        rows_at(apps.get_model(label), tuple(ways), person)
        .order_by()
        .annotate(label=Value(label))
        .values("label")
        .annotate(number=Count("pk", distinct=True))
        .values_list("label", "number")
        for label, ways in paths.items()
    ]
    return {label: number for label, number in counted[0].union(*counted[1:], all=True) if number}
