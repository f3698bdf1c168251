"""Every field of every model says who sees it and what erasing does to it."""

import pytest
from django.apps import apps

from accounts.privacy import DECLARATIONS, PLAIN, Declarations, Erasing, Reader, Sensitivity
from journeys import privacy as journeys_privacy
from matching import privacy as matching_privacy
from programmes import privacy as programmes_privacy

APPS = ["accounts", "notifications", "programmes", "matching", "journeys", "api", "ui", "mentorship"]
DECLARED_IN = [journeys_privacy, matching_privacy, programmes_privacy]


def _fields() -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.concrete
    }


def test_every_field_is_declared_and_no_other() -> None:
    declared = set(DECLARATIONS.rules)
    assert {"undeclared": _fields() - declared, "vanished": declared - _fields()} == {
        "undeclared": set(),
        "vanished": set(),
    }


def test_what_is_sensitive_is_never_shown_to_everybody() -> None:
    loud = [
        key
        for key, rule in DECLARATIONS.rules.items()
        if rule.sensitivity == Sensitivity.SENSITIVE
        and {Reader.EVERYBODY, Reader.MEMBERS} & set(rule.seen_by)
    ]
    assert loud == []


def test_erasing_leaves_nothing_sensitive() -> None:
    kept = [
        key
        for key, rule in DECLARATIONS.rules.items()
        if rule.sensitivity == Sensitivity.SENSITIVE and rule.erasing == Erasing.KEEP
    ]
    assert kept == []


def test_a_field_is_declared_once() -> None:
    model = apps.get_model("accounts", "Network")
    declarations = Declarations()
    declarations.declare(model, PLAIN, "name")
    with pytest.raises(ValueError, match="declared twice"):
        declarations.declare(model, PLAIN, "name")
