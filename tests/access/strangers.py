"""Somebody else's things: one row of every model, of people and programmes that nobody of the world has to do with.

All rows with a UUID share one, and all with a number share one, so that whatever key an address or a form takes, there is a
row of a stranger behind it, and none of anybody else's."""

from __future__ import annotations

import inspect
from typing import Any
from uuid import UUID

from django.db import models, transaction
from factory.django import DjangoModelFactory

from tests import factories

UUID_KEY = UUID("57a19e25-0000-4000-8000-000000000001")
NUMBER = 900_001
SLUG = "strangers"
# What a row needs so that it is not the same as one of the world.
APART: dict[str, dict[str, Any]] = {"accounts.Job": {"subject_id": UUID_KEY}}


def _factories() -> dict[type[models.Model], type[DjangoModelFactory[Any]]]:
    """The first factory of every model: that of the model itself, before those of its kinds."""
    made: dict[type[models.Model], type[DjangoModelFactory[Any]]] = {}
    for _, factory in inspect.getmembers(factories, inspect.isclass):
        if not issubclass(factory, DjangoModelFactory) or factory._meta.abstract:
            continue
        model: Any = factory._meta.get_model_class()
        if model is not None and (model not in made or len(factory.__mro__) < len(made[model].__mro__)):
            made[model] = factory
    return made


def build_strangers() -> list[str]:
    """Makes the rows; returns the labels of the models that now have one."""
    done = []
    for model, factory in _factories().items():
        key = model._meta.pk
        if isinstance(key, models.UUIDField):
            given: dict[str, Any] = {key.name: UUID_KEY}
        elif isinstance(key, models.AutoField | models.BigAutoField):
            given = {key.name: NUMBER}
        else:
            continue
        if any(field.name == "slug" for field in model._meta.fields):
            given["slug"] = SLUG
        with transaction.atomic():
            factory(**given, **APART.get(model._meta.label, {}))
        done.append(model._meta.label)
    return done
