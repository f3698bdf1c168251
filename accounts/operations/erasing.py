"""Empties a person in place: every field that the declarations give to them (accounts/privacy.py), and what this app knows of
beside them. The row of the person stays, without a name, so that what others did with them keeps its other side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.deletion import ProtectedError

from accounts.belongings import rows_at, traces_of
from accounts.enums import SkillState
from accounts.erasing import Gone
from accounts.models import AuditEvent, AuditReason, DataExport, Job, Person, Skill, User
from accounts.privacy import DECLARATIONS, GONE_ADDRESS, Erasing
from notifications.models import DemoMail, RefusedAddress

OURS = frozenset({"accounts", "notifications", "programmes", "matching", "journeys", "ui", "mentorship"})
GONE_MARK = "–"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def who_goes(person: Person, *, now: datetime) -> Gone:
    """What has to be known of `person` before anything is emptied."""
    account = person.user
    addresses = EmailAddress.objects.filter(user=account).values_list("email", flat=True)
    ids: dict[type[models.Model], set[Any]] = defaultdict(set)
    for model, rows, _names in traces_of(person):
        ids[model].update(rows.order_by().values_list("pk", flat=True))
    return Gone(
        person=person,
        name=person.name.strip(),
        addresses=frozenset(address.lower() for address in (account.email, *addresses)),
        ids=ids,
        neutral=GONE_ADDRESS.format(id=uuid4()),
        now=now,
    )


# --- what the declarations say


@dataclass(frozen=True)
class Part:
    """Fields of one model that erasing somebody treats alike, and the paths from a row to whom it touches."""

    model: type[models.Model]
    erasing: Erasing
    paths: tuple[str, ...]
    names: tuple[str, ...]

    def rows(self, person: Person) -> QuerySet[Any]:
        return rows_at(self.model, self.paths, person)


def parts() -> list[Part]:
    """All that erasing changes, by the declarations; rows that go come last."""
    found: dict[tuple[str, Erasing, tuple[str, ...]], list[str]] = defaultdict(list)
    for (label, name), rule in DECLARATIONS.rules.items():
        paths = (*DECLARATIONS.owners[label, name], *DECLARATIONS.others[label, name])
        if paths and rule.erasing != Erasing.KEEP:
            found[label, rule.erasing, paths].append(name)
    made = [
        Part(apps.get_model(label), how, paths, tuple(names)) for (label, how, paths), names in found.items()
    ]
    return sorted(made, key=lambda part: part.erasing == Erasing.DELETE)


def empty(gone: Gone) -> None:
    """Empties, makes neutral or deletes every declared field and row of somebody."""
    for part in parts():
        rows = part.rows(gone.person)
        _drop_files(rows, part)
        if part.erasing == Erasing.DELETE:
            rows.delete()
        elif part.erasing == Erasing.EMPTY:
            rows.update(**{name: nothing(part.model._meta.get_field(name)) for name in part.names})
        else:
            # In one statement: rules of the database may bind two fields to each other.
            rows.update(**{name: _neutral(part.model, name, gone) for name in part.names})


def _neutral(model: type[models.Model], name: str, gone: Gone) -> Case:
    """The neutral word of a field where it says anything."""
    word = str(DECLARATIONS.neutral[model._meta.label, name])
    field: Any = model._meta.get_field(name)
    new = gone.neutral if word == GONE_ADDRESS else word[: field.max_length]
    return Case(When(**{name: ""}, then=Value("")), default=Value(new))


def nothing(field: Any) -> object:
    """The value of a field that says nothing: None where it may be, else what a new row has, else no words. Raises ValueError
    for one that has no such value."""
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if field.empty_strings_allowed:
        return ""
    raise ValueError(f"{field} cannot be emptied")


def _drop_files(rows: QuerySet[Any], part: Part) -> None:
    for name in part.names:
        if isinstance(part.model._meta.get_field(name), models.FileField):
            drop_files(rows.exclude(**{name: ""}).values_list(name, flat=True))


def drop_files(paths: Iterable[str]) -> None:
    """Deletes files from the storage once the present transaction is committed."""
    for path in filter(None, paths):
        transaction.on_commit(partial(default_storage.delete, path), robust=True)


def foreseen(person: Person) -> Iterator[tuple[str, str, int]]:
    """What erasing `person` would change by the declarations: a table, what happens there, and to how many rows."""
    found: dict[tuple[str, Erasing], int] = defaultdict(int)
    for part in parts():
        found[part.model._meta.label, part.erasing] += part.rows(person).count()
    for (label, how), count in sorted(found.items()):
        if count:
            yield label, how.value, count


# --- the account


def close_account(person: Person) -> int:
    """Nobody signs in as `person` any more, and whoever is, is no longer; returns how many things changed."""
    if not User.objects.filter(pk=person.user_id, is_active=True).update(is_active=False):
        return 0
    return 1 + _end_sessions(str(person.user_id), frozenset())


def _end_sessions(user_id: str, addresses: frozenset[str]) -> int:
    """Those of the account, and those in which somebody began to sign in with one of `addresses`. A session says whose it is
    inside of what is signed alone, so that every one is opened."""
    theirs = []
    for session in Session.objects.iterator(chunk_size=500):
        told = session.get_decoded()
        if str(told.get(SESSION_KEY)) == user_id or any(
            address in str(told).lower() for address in addresses
        ):
            theirs.append(session.pk)
    return Session.objects.filter(pk__in=theirs).delete()[0]


# --- what the declarations cannot say


def forget_elsewhere(gone: Gone) -> None:
    """The account with all that others keep about it, what was written about them in logs, and letters of the demo."""
    _forget_account(gone)
    _forget_logs(gone)
    _forget_skills(gone)
    _forget_jobs(gone)
    drop_files(DataExport.objects.filter(person=gone.person).values_list("path", flat=True))
    RefusedAddress.objects.filter(address__in=gone.addresses).delete()
    _forget_demo_mail(gone)


def _forget_account(gone: Gone) -> None:
    """Addresses, keys, codes, sessions and accounts elsewhere: every row of other apps that leads to the account."""
    account = gone.person.user
    _end_sessions(str(account.pk), gone.addresses)
    for relation in User._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model._meta.app_label in OURS or model is LogEntry:
            continue
        model._default_manager.filter(**{relation.field.name: account}).delete()
    account.groups.clear()
    account.user_permissions.clear()
    User.objects.filter(pk=account.pk).update(is_active=False, is_staff=False, is_superuser=False)


def _forget_logs(gone: Gone) -> None:
    """The reasons given for what was done to them or by them, and the words by which the admin named their rows."""
    about = Q(actor_id=gone.person.pk)
    for kind, ids in _kinds(gone).items():
        about |= Q(object_kind=kind, object_id__in=ids)
    events = AuditEvent.objects.filter(about).order_by().values_list("pk", flat=True)
    AuditReason.objects.filter(event_id__in=list(events)).delete()
    named = AuditReason.objects.none()
    for mark in gone.marks:
        named |= AuditReason.objects.filter(text__icontains=mark)
    named.delete()
    entries = Q(user=gone.person.user)
    types = ContentType.objects.get_for_models(*gone.ids)
    for model, keys in gone.ids.items():
        entries |= Q(content_type=types[model], object_id__in=[str(key) for key in keys])
    for mark in gone.marks:
        entries |= Q(object_repr__icontains=mark) | Q(change_message__icontains=mark)
    LogEntry.objects.filter(entries).update(object_repr=GONE_MARK, change_message="")


def _kinds(gone: Gone) -> Mapping[str, list[str]]:
    return {model._meta.label_lower: [str(key) for key in keys] for model, keys in gone.ids.items() if keys}


def _forget_skills(gone: Gone) -> None:
    """What they proposed and nobody took up is theirs alone; what the vocabulary has by now is everybody's."""
    for skill in Skill.objects.filter(proposed_by=gone.person).exclude(state=SkillState.ACCEPTED):
        skill.synonyms.all().delete()
        try:
            with transaction.atomic():
                skill.delete()
        except ProtectedError:
            Skill.objects.filter(pk=skill.pk).update(
                name=GONE_MARK, key=f"gone-{skill.pk.hex}", state=SkillState.DECLINED
            )


def _forget_jobs(gone: Gone) -> None:
    """What went wrong in long work may quote what somebody wrote."""
    own = Q(requested_by=gone.person)
    for mark in gone.marks:
        own |= Q(failure__icontains=mark)
    Job.objects.filter(own).exclude(failure="").update(failure="")


def _forget_demo_mail(gone: Gone) -> None:
    """The demo keeps what it sent; nowhere else does the site have a letter again."""
    ids, doomed = gone.all_ids, []
    for mail in DemoMail.objects.iterator(chunk_size=200):
        texts = (mail.to, mail.subject, mail.text, mail.html, mail.calendar)
        if gone.mentioned_in(*texts) or ids.intersection(UUID.findall("\n".join(texts))):
            doomed.append(mail.pk)
    DemoMail.objects.filter(pk__in=doomed).delete()
