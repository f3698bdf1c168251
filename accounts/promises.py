"""The privacy declarations as people read them: by who sees it, what it is, how long it is kept, what erasing does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.privacy import DECLARATIONS, Erasing, Kept, Reader, Rule, Sensitivity
from notifications.models import DemoMail

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Widest first: the order of the page.
READERS: dict[Reader, StrOrPromise] = {
    Reader.EVERYBODY: _("everybody"),
    Reader.MEMBERS: _("mentees of the programme"),
    Reader.MEMBERS_OF_MENTOR: _("of a mentor, the mentees of the programme"),
    Reader.ASKED: _("both people of a request"),
    Reader.PAIR: _("both people of a mentorship"),
    Reader.ORGANISERS: _("organisers of the programme"),
    Reader.COMMUNITY: _("members of the community who show themselves there"),
    Reader.ORGANISERS_BY_SIGN: _("organisers of the programme, as a sign that they should ask"),
    Reader.SAFEGUARDING: _("the safeguarding contact of the programme"),
    Reader.OPERATORS: _("those who run the site"),
    Reader.SELF: _("you"),
}
KEPT: dict[Kept, StrOrPromise] = {
    Kept.ACCOUNT: _("As long as your account"),
    Kept.PROGRAMME: _("Two years after the programme has closed"),
    Kept.SENT: _("90 days after it was dealt with"),
    Kept.ALWAYS: _("As long as the site"),
}
ERASING: dict[Erasing, StrOrPromise] = {
    Erasing.KEEP: _("Stays, without your name"),
    Erasing.EMPTY: _("Is emptied"),
    Erasing.NEUTRAL: _("Becomes a neutral word"),
    Erasing.DELETE: _("Is deleted"),
}


@dataclass(frozen=True)
class Promise:
    """Fields of one kind of thing that are treated alike. `fields` is empty where the thing says it all."""

    thing: str
    fields: tuple[str, ...]
    kept: StrOrPromise
    erasing: StrOrPromise


@dataclass(frozen=True)
class Audience:
    """What the same readers see."""

    readers: tuple[StrOrPromise, ...]
    promises: tuple[Promise, ...]

    @property
    def is_private(self) -> bool:
        return self.readers == (READERS[Reader.SELF],)


def audiences() -> list[Audience]:
    """Every field that says something about a person, under those who see it; what most people see comes first."""
    groups: dict[tuple[Reader, ...], dict[tuple[str, Rule], list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for (label, name), rule in DECLARATIONS.rules.items():
        model = apps.get_model(label)
        if rule.sensitivity == Sensitivity.NONE or (model is DemoMail and not settings.DEMO):
            continue
        readers = tuple(reader for reader in READERS if reader in rule.seen_by)
        groups[readers][label, rule] += _shown(model, name)
    ranks = {reader: rank for rank, reader in enumerate(READERS)}
    return [
        Audience(
            readers=tuple(READERS[reader] for reader in readers),
            promises=tuple(
                Promise(
                    thing=str(capfirst(apps.get_model(label)._meta.verbose_name)),
                    fields=tuple(fields),
                    kept=KEPT[rule.kept],
                    erasing=ERASING[rule.erasing],
                )
                for (label, rule), fields in things.items()
            ),
        )
        for readers, things in sorted(groups.items(), key=lambda group: (ranks[group[0][0]], -len(group[0])))
    ]


def _shown(model: type[models.Model], name: str) -> list[str]:
    """The field as people call it; keys and links between rows are no news to anybody."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field) or field.primary_key or field.is_relation:
        return []
    return [str(field.verbose_name)]
