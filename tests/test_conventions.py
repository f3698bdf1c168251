"""Habits of the house that no linter knows."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.module_loading import import_string
from factory.django import DjangoModelFactory

from mentorship.config import ROOT
from tests import factories

APPS = ["accounts", "notifications", "programmes", "matching", "journeys", "api", "ui", "mentorship"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

# Names of moments that say it better without "_at".
MOMENTS = {"at", "since", "failing_since", "not_before", "lease_until", "not_accepting_until", "answer_by"}
# Who acted, in a field whose moment has another name.
ACTED_AT = {
    ("accounts", "job", "requested_by"): "created_at",
    ("programmes", "safetyreport", "reported_by"): "received_at",
}
# Imports that must wait: where the module is loaded before the app registry is full.
LATE_IMPORTS = {
    "mentorship/apps.py",
    "api/apps.py",
    "programmes/apps.py",
    "matching/apps.py",
    "journeys/apps.py",
    "accounts/apps.py",
    "notifications/apps.py",
}
# What takes as long as a mail server or a model wants looks at the clock while it works; sign-up is allauth's to call.
WATCHES = {
    "accounts/forms/signup.py",
    "matching/operations/publishing.py",
    "matching/operations/rankings.py",
    "matching/operations/run_work.py",
    "matching/operations/vectors.py",
    "notifications/mailbox.py",
}
# Operations that write no time of their own: the caller's transaction does.
TIMELESS = {
    "matching.operations.mentorships.plan_anew",
    "programmes.operations.enrolments.take_place",
    "programmes.operations.enrolments.is_at_cap",
}


def our_models() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def our_fields(*kinds: type) -> Iterator[tuple[str, Any]]:
    for model in our_models():
        for field in model._meta.local_fields:
            if isinstance(field, kinds or (models.Field,)):
                yield f"{model._meta.label}.{field.name}", field


def sources() -> list[Path]:
    return sorted(
        path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
    )


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sources():
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def modules(part: str) -> list[ModuleType]:
    """The modules of all apps that lie in a folder or file called `part`."""
    found = [
        path.relative_to(ROOT).with_suffix("") for path in sources() if part in (path.parent.name, path.stem)
    ]
    return [import_module(".".join(path.parts).removesuffix(".__init__")) for path in found]


# --- models


def test_moments_end_in_at_and_days_in_on() -> None:
    moments = [
        name
        for name, field in our_fields(models.DateTimeField)
        if not name.endswith("_at") and field.name not in MOMENTS
    ]
    days = [
        name
        for name, field in our_fields(models.DateField)
        if not isinstance(field, models.DateTimeField)
        and not name.endswith("_on")
        and name not in {"programmes.Answer.date", "programmes.MentorScreening.valid_until"}
    ]
    # The account's last sign-in is Django's own.
    assert (moments, days) == (["accounts.User.last_login"], [])


def test_no_field_tells_the_time_by_itself() -> None:
    assert [
        name for name, field in our_fields(models.DateField) if field.auto_now or field.auto_now_add
    ] == []


def test_whoever_acts_has_a_moment_that_the_database_insists_on() -> None:
    faults = []
    for name, field in our_fields(models.ForeignKey):
        if not field.name.endswith("_by"):
            continue
        meta = field.model._meta
        moment = ACTED_AT.get(
            (meta.app_label, meta.model_name, field.name), field.name.removesuffix("_by") + "_at"
        )
        try:
            when = meta.get_field(moment)
        except FieldDoesNotExist:
            faults.append(f"{name} has no {moment}")
            continue
        insisted = models.Q(**{f"{field.name}__isnull": True}) | models.Q(**{f"{moment}__isnull": False})
        conditions = [c.condition for c in meta.constraints if isinstance(c, models.CheckConstraint)]
        if getattr(when, "null", False) and insisted not in conditions:
            faults.append(f"{name} may stand without {moment}")
    assert faults == []


def test_every_model_has_a_factory() -> None:
    made = {
        factory._meta.model
        for _name, factory in inspect.getmembers(factories, inspect.isclass)
        if issubclass(factory, DjangoModelFactory) and factory._meta.model is not None
    }
    assert {model._meta.label for model in our_models()} - {model._meta.label for model in made} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "factory",
    [f for _name, f in inspect.getmembers(factories, inspect.isclass) if f.__module__ == factories.__name__],
    ids=lambda factory: factory.__name__,
)
def test_every_factory_makes_a_valid_row(factory: Any) -> None:
    row = factory()
    row.full_clean(exclude=["password"])
    assert str(row)


# --- Python


def test_truth_values_are_given_by_name() -> None:
    """`thing(True)` says nothing; `thing(final=True)` does."""
    faults = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                positional = [*node.args.posonlyargs, *node.args.args]
                faults += [
                    f"{path}: {node.name}({argument.arg})"
                    for argument in positional
                    if ast.unparse(argument.annotation or ast.Constant("")) == "bool"
                ]
    assert faults == []


def test_imports_stand_at_the_top() -> None:
    faults = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        if path not in LATE_IMPORTS
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert faults == []


RULES = {"models", "operations", "views", "engine", "queries", "snapshot", "forms", "admin"}


def test_no_file_of_rules_is_longer_than_400_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources()
        if RULES & {*path.parts, path.stem}
    }
    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_no_module_has_a_name_that_everything_fits() -> None:
    assert [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.stem in {"utils", "common", "helpers", "manager", "base", "misc"}
    ] == []


def test_views_are_short() -> None:
    faults = [
        f"{path}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, tree in trees()
        if "/views/" in path or path.endswith("/views.py")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= 40
        if not node.name.startswith("_") and path != "ui/views.py"
    ]
    assert faults == []


def test_the_clock_is_read_at_the_edge() -> None:
    """`timezone.now()` stands in views, tasks, commands, the admin and mail as it is written; the rest is told the time."""
    edge = re.compile(r"/(views|tasks|admin|management|[a-z_]*mails)(/|\.py)|^mentorship/")
    reads = [
        path
        for path, tree in trees()
        if not edge.search(path) and path not in WATCHES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"timezone.now", "datetime.now", "date.today", "datetime.today"}
    ]
    assert reads == []


def _writes_a_time(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.keyword) and node.arg and node.arg.endswith("_at") for node in ast.walk(function)
    )


def test_operations_are_told_the_time_by_name() -> None:
    faults = []
    for path, tree in trees():
        if "/operations/" not in path:
            continue
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            name = f"{path.removesuffix('.py').replace('/', '.')}.{function.name}"
            named = {argument.arg for argument in function.args.kwonlyargs}
            positional = {argument.arg for argument in function.args.args}
            if "now" in positional or "by" in positional:
                faults.append(f"{name}: now and by are given by name")
            if _writes_a_time(function) and "now" not in named and name not in TIMELESS:
                faults.append(f"{name}: writes a time without being told it")
    assert faults == []


def test_nothing_is_left_to_do() -> None:
    # Spelled apart, so that this file does not find itself.
    marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
    roots = [
        ROOT / name for name in (*APPS, "templates", "tests", "static/css", "static/js", "docs", "scripts")
    ]
    files = [
        path
        for root in roots
        for path in root.rglob("*")
        if path.suffix in {".py", ".html", ".txt", ".css", ".js", ".md", ".toml"}
    ]
    assert [
        str(path.relative_to(ROOT))
        for path in files
        if ".min." not in path.name and marks.search(path.read_text(encoding="utf-8"))
    ] == []


# --- forms


def our_forms() -> list[type[forms.BaseForm]]:
    found = {
        thing
        for module in modules("forms")
        for _name, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, forms.BaseForm) and thing.__module__ == module.__name__
    }
    return sorted(found, key=lambda form: f"{form.__module__}.{form.__name__}")


def test_every_field_of_a_form_has_a_label() -> None:
    unlabelled = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in our_forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if not field.label and not isinstance(field.widget, forms.HiddenInput)
    ]
    assert unlabelled == []


# --- templates

STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
INLINE_SHEET = re.compile(r"<style\b", re.IGNORECASE)
ELSEWHERE = re.compile(r"<(?:script|link|img|iframe)[^>]*\s(?:src|href)=[\"']https?:", re.IGNORECASE)
# Facts for allauth's script, which runs nothing by themselves.
FACTS = re.compile(r"<script[^>]*type=\"application/json\"[^>]*>")
BLANK = re.compile(r"{%-?\s*(?:comment).*?{%\s*endcomment\s*%}", re.DOTALL)


@pytest.mark.parametrize(
    "rule", [STYLE, HANDLER, INLINE_SCRIPT, INLINE_SHEET, ELSEWHERE], ids=lambda rule: rule.pattern[:20]
)
def test_templates_obey_the_content_policy(rule: re.Pattern[str]) -> None:
    # Mail has its style sheet within it: nothing else reaches every mail program.
    pages = [path for path in TEMPLATES if "emails" not in path.parts]
    faults = [
        f"{path.relative_to(ROOT)}: {found[0].strip()[:60]}"
        for path in pages
        for found in [rule.search(FACTS.sub("", BLANK.sub("", path.read_text(encoding="utf-8"))))]
        if found
    ]
    assert faults == []


def test_nothing_typed_by_people_is_let_through_as_markup() -> None:
    marks = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
    pages = [path for path in TEMPLATES if "emails" not in path.parts]
    assert [
        str(path.relative_to(ROOT)) for path in pages if marks.search(path.read_text(encoding="utf-8"))
    ] == []


def test_every_component_says_what_it_takes() -> None:
    silent = [
        path.name
        for path in sorted((ROOT / "templates" / "components").glob("*.html"))
        if not path.read_text(encoding="utf-8").startswith("{% comment %}")
    ]
    assert silent == []


def test_the_settings_name_things_that_are_there() -> None:
    """Dotted names in settings are read when the first person needs them; here they are read at once."""
    for name in (
        settings.ACCOUNT_ADAPTER,
        settings.ACCOUNT_SIGNUP_FORM_CLASS,
        settings.FORM_RENDERER,
        settings.CSRF_FAILURE_VIEW,
    ):
        assert import_string(name)
