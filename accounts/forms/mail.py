"""How a person wants each kind of mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.http import QueryDict

from accounts.forms.kept import KeptForm
from accounts.models import Person
from accounts.operations.mail import choose_mail
from notifications.enums import Delivery, Topic
from notifications.kinds import Kind, registry
from notifications.queries.choices import choices_of

TOPICS = list(Topic)


@dataclass(frozen=True)
class KindRow:
    """A kind with a box for each way of Delivery, None where it does not come in that way. No box at all where there is
    nothing to choose."""

    kind: Kind
    ways: tuple[tuple[str, BoundWidget | None], ...]

    @property
    def fixed(self) -> bool:
        return all(box is None for _label, box in self.ways)


@dataclass(frozen=True)
class TopicRows:
    topic: Topic
    rows: tuple[KindRow, ...]


def kinds_for(person: Person) -> list[Kind]:
    """The kinds that may come to `person`, by topic: those of organisers only to them. The daily letter itself comes as
    long as something comes in it."""
    hidden = {Topic.SITE} if person.user.is_staff else {Topic.SITE, Topic.ORGANISING}
    known = [kind for kind in registry.kinds.values() if kind.topic not in hidden]
    return sorted(known, key=lambda kind: TOPICS.index(kind.topic))


class MailForm(KeptForm):
    """One field a kind, called as the kind is. What is not sent stays as it is."""

    def __init__(self, data: QueryDict | None = None, *, person: Person) -> None:
        self.kinds = kinds_for(person)
        super().__init__(data, person=person)

    def stored(self) -> dict[str, Any]:
        chosen = choices_of(self.person.user_id)
        return {kind.name: chosen[kind.name] for kind in self.kinds}

    def prepare(self) -> None:
        for kind in self.kinds:
            if len(kind.deliveries) > 1:
                self.fields[kind.name] = forms.ChoiceField(
                    label=kind.label,
                    choices=[(way, way.label) for way in Delivery if way in kind.deliveries],
                    widget=forms.RadioSelect,
                    required=False,
                )

    def stoppable(self) -> list[str]:
        """The kinds that come, and that the person could stop."""
        return [
            kind.name for kind in self.kinds if not kind.essential and self.initial[kind.name] != Delivery.OFF
        ]

    def topics(self) -> list[TopicRows]:
        """The rows of the page, by topic."""
        return [
            TopicRows(topic, tuple(self._row(kind) for kind in kinds))
            for topic, kinds in groupby(self.kinds, key=lambda kind: kind.topic)
        ]

    def _row(self, kind: Kind) -> KindRow:
        boxes = {box.data["value"]: box for box in self[kind.name]} if kind.name in self.fields else {}
        return KindRow(kind, tuple((str(way.label), boxes.get(way)) for way in Delivery))

    def save(self, *, by: Person, now: datetime) -> None:
        chosen = {name: Delivery(value) for name, value in self.cleaned_data.items() if value}
        choose_mail(person=self.person, choices=chosen, by=by, now=now)
