"""Every personal field says whose it is, so that copies of data and erasing find it."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.apps import apps
from django.db import models

from accounts.belongings import rows_of, target_of, traces_of
from accounts.models import Person, User
from accounts.operations.erasing import nothing
from accounts.privacy import DECLARATIONS, Erasing, Sensitivity
from tests import factories as make

# Rows that lead to nobody by a key: they are found by an address, a name or an id that stands in them.
BY_WORDS = {
    "accounts.AuditEvent": "ids alone, without keys, so that it never interferes with live data",
    "accounts.AuditReason": "found by the rows that its event is about",
    "notifications.DemoMail": "found by address, name and the ids in its links",
    "notifications.RefusedAddress": "found by address",
    "programmes.Enquiry": "found by address: a visitor may ask",
    "programmes.PeopleImport": "found by address, line by line",
}


def test_every_personal_field_has_an_owner() -> None:
    nobodys = {
        key
        for key, rule in DECLARATIONS.rules.items()
        if rule.sensitivity != Sensitivity.NONE
        and not DECLARATIONS.owners[key]
        and not DECLARATIONS.others[key]
        and key[0] not in BY_WORDS
    }
    assert nobodys == set()


def test_every_path_leads_to_a_person_or_an_account() -> None:
    astray = [
        (key, path)
        for key in DECLARATIONS.rules
        for path in (*DECLARATIONS.owners[key], *DECLARATIONS.others[key])
        if target_of(apps.get_model(key[0]), path) not in {Person, User}
    ]
    assert astray == []


def test_a_row_goes_as_a_whole_or_stays() -> None:
    """A row is deleted for the same people as its key; where the key stays, no field of it asks that the row goes."""
    incoherent = []
    for (label, name), rule in DECLARATIONS.rules.items():
        pk = (label, apps.get_model(label)._meta.pk.name)
        if rule.erasing != Erasing.DELETE:
            continue
        same = DECLARATIONS.rules[pk].erasing == Erasing.DELETE
        if not same or _paths(label, name) != _paths(*pk):
            incoherent.append((label, name))
    assert incoherent == []


def test_what_is_deleted_has_nothing_that_stays() -> None:
    deleted = {label for (label, _name), rule in DECLARATIONS.rules.items() if rule.erasing == Erasing.DELETE}
    stays = [
        key
        for key, rule in DECLARATIONS.rules.items()
        if key[0] in deleted and rule.erasing != Erasing.DELETE
    ]
    assert stays == []


def test_what_is_emptied_can_be() -> None:
    for (label, name), rule in DECLARATIONS.rules.items():
        field = apps.get_model(label)._meta.get_field(name)
        if rule.erasing == Erasing.EMPTY:
            nothing(field)
        if rule.erasing == Erasing.NEUTRAL:
            assert isinstance(field, models.CharField | models.TextField), (label, name)


def _paths(label: str, name: str) -> set[str]:
    return {*DECLARATIONS.owners[label, name], *DECLARATIONS.others[label, name]}


@pytest.mark.django_db
def test_rows_of_a_request_belong_to_each_for_their_words() -> None:
    request = make.RequestFactory()
    found: dict[str, set[str]] = defaultdict(set)
    for who in ("mentee", "mentor"):
        for model, rows, names in rows_of(getattr(request, who).person):
            if model is type(request) and rows.filter(pk=request.pk).exists():
                found[who] |= set(names)
    assert "want" in found["mentee"] - found["mentor"]
    assert "note" in found["mentor"] - found["mentee"]
    assert "reasons" in found["mentee"] & found["mentor"]


@pytest.mark.django_db
def test_whom_somebody_blocked_is_no_part_of_the_others_belongings() -> None:
    block = make.BlockFactory()
    belongs = [rows for model, rows, _names in rows_of(block.blocked) if model is type(block)]
    traces = [rows for model, rows, _names in traces_of(block.blocked) if model is type(block)]
    assert [rows.count() for rows in belongs] == [0]
    assert [rows.count() for rows in traces] == [1]
