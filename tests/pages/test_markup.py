"""What every page has and no page does, for everybody who gets it; the rows are those of the access matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import Row
from tests.pages.markup import Markup, Tag
from tests.world import ROLES, World, build_world, crowd

pytestmark = pytest.mark.django_db

# Not pages of the frame: answers to programs, a mail in its frame, and the parts by themselves.
BARE = {
    "ui:components",
    "health",
    "health_web",
    "health_worker",
    "health_beat",
    "health_mail",
    "health_ready",
    "admin:jsi18n",
    "notifications:mailbox_html",
    "mfa_login_webauthn",
    "programmes:organise_import_faults",
    "programmes:organise_import_report",
    "programmes:organise_letter_html",
    "accounts:photo_of",
}
ASKS = ("input", "select", "textarea")
READERS = [role for role in ROLES if any(role in row.readers() for row in MATRIX)]


def pages(role: str) -> list[Row]:
    """The pages that `role` reads for all of the cast."""
    return [row for row in MATRIX if role in row.readers() and row.route not in BARE]


def look(browser: Browser, world: World, row: Row) -> Any:
    """The page; nothing that looking at it wrote stays."""
    cache.clear()
    with transaction.atomic():
        response = browser.get(row.url(world))
        transaction.set_rollback(True)
    return response


def named(page: Markup, field: Tag) -> bool:
    return bool(
        field.attributes.get("aria-label")
        or field.attributes.get("aria-labelledby")
        or field.within("label")
        or any(label.attributes.get("for") == field.attributes.get("id") for label in page.all("label"))
    )


def faults(html: str, *, admin: bool) -> list[str]:
    """What is wrong with a page. The admin's own markup is judged by the browser alone."""
    page, found = Markup(html), []
    root = page.all("html")
    if [tag.attributes.get("lang", "")[:2] for tag in root] != ["en"]:
        found.append("has no language")
    if len(page.all("h1")) != 1:
        found.append(f"has {len(page.all('h1'))} h1")
    if not re.fullmatch(r"(Error: )?\S.* [·|] .+", page.title):
        found.append(f"is called {page.title!r}")
    found += [f"has a style of its own: {tag.name}" for tag in page.having("style")]
    found += [
        f"runs {tag.name}" for tag in page.tags if any(name.startswith("on") for name in tag.attributes)
    ]
    found += [
        "has a script within it"
        for tag in page.all("script")
        if "src" not in tag.attributes and tag.attributes.get("type") != "application/json"
    ]
    ids = [tag.attributes["id"] for tag in page.having("id")]
    found += [f"has two of #{name}" for name in {name for name in ids if ids.count(name) > 1}]
    if admin:
        return found
    found += [
        f"asks without a name: {tag.attributes.get('name')}"
        for tag in page.all(*ASKS)
        if tag.attributes.get("type") not in {"hidden", "submit", "button"} and not named(page, tag)
    ]
    found += [
        f"says what it says nowhere: {tag.attributes['aria-describedby']}"
        for tag in page.having("aria-describedby")
        if set(tag.attributes["aria-describedby"].split()) - set(ids)
    ]
    found += [
        f"needs a script: {tag.name} {tag.attributes}"
        for verb in ("hx-get", "hx-post")
        for tag in page.having(verb)
        if not (
            tag.attributes.get("href")
            or tag.attributes.get("action")
            or tag.within("form")
            or tag.attributes.get("form")
        )
    ]
    levels = [int(tag.name[1]) for tag in page.all("h1", "h2", "h3", "h4", "h5")]
    found += [f"jumps from h{a} to h{b}" for a, b in pairwise(levels) if b > a + 1]
    found += [
        f"goes nowhere: {tag.text}" for tag in page.all("a") if tag.attributes.get("href", "") in {"", "#"}
    ]
    return found


@pytest.mark.parametrize("role", READERS)
def test_every_page_is_well_made(role: str) -> None:
    world, wrong = build_world(), []
    browser = Browser(world, role)
    for row in pages(role):
        html = look(browser, world, row).content.decode()
        wrong += [f"{row} {fault}" for fault in faults(html, admin=row.route.startswith("admin"))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", READERS)
def test_a_page_costs_as_many_queries_with_many_rows_as_with_few(role: str) -> None:
    world = build_world()
    browser = Browser(world, role)
    few = {str(row): queries_of(browser, world, row) for row in pages(role)}
    crowd(world)
    many = {str(row): queries_of(browser, world, row) for row in pages(role)}
    more = [
        f"{row}: {len(few[row])} and then {len(many[row])}\n    "
        + "\n    ".join(
            sorted(query for query in set(many[row]) if many[row].count(query) > few[row].count(query))
        )
        for row in few
        if len(few[row]) != len(many[row])
    ]
    assert not more, "\n".join(more)


def queries_of(browser: Browser, world: World, row: Row) -> list[str]:
    """The queries of a page, without their values."""
    with CaptureQueriesContext(connection) as queries:
        look(browser, world, row)
    return [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"])[:300] for query in queries]


# --- forms that are filled in wrongly


def forms_of(page: Markup) -> list[Tag]:
    """The forms of the page's own content that change something and ask something."""
    return [
        form
        for form in page.all("form")
        if form.attributes.get("method", "").lower() == "post"
        and form.within("main")
        and any(
            form in tag.inside and tag.attributes.get("type", "") not in {"hidden", "submit"}
            for tag in page.all(*ASKS)
        )
    ]


# What cannot be filled in wrongly, or is allauth's own with one field that its tests know.
NEVER_WRONG = {
    "accounts:is_it_you",  # a code is asked for once a letter with one went out
    "accounts:copy",  # buttons, as on the two below
    "accounts:consents",
    "programmes:leave",
    "programmes:safety_block",
    "accounts:unblock",
    "programmes:safeguarding_take_out",
    "matching:safeguarding_end",
    "journeys:safeguarding_conversation",
    "programmes:safeguarding_report",  # its forms go to addresses of their own, whose tests know them
    "accounts:mail",  # one of the ways in which a kind comes is always chosen
    "accounts:community",  # buttons, as on the four below
    "accounts:board_question_remove",
    "accounts:board_answer_remove",
    "matching:mentor_invitation_withdraw",
    "matching:network",
    "ui:components",
    "matching:request_accept",
    "programmes:organise_people",  # boxes to tick
    "programmes:organise_compare",
    "programmes:organise_person",  # its forms go to addresses of their own, whose tests know them
    "matching:organise_run",  # one of three aims is always chosen
    "matching:preview",  # one of three answers, or none
    # What is sent carries a stamp of what was seen, a file, or buttons with addresses of their own: their tests know them.
    "matching:organise_criteria",
    "matching:organise_criterion",
    "matching:organise_criterion_identity",
    "programmes:organise_import_columns",
    "programmes:organise_import_check",
    "journeys:mail_agree",  # two buttons
    "journeys:agreement",  # buttons
    "journeys:agreement_version",  # a choice of versions
    "journeys:calendar",
    "journeys:calendar_address",
    "journeys:delete_note",
    "journeys:meeting",
    "journeys:meetings",
    "journeys:mail_introduced",
    "journeys:message_take_back",
    "journeys:reflect",
    "journeys:feedback_remove",
    "journeys:introduction_take_back",
    "journeys:closing_next",  # a box and two buttons
    "journeys:my_thanks",
    "journeys:thanks_remove",
    # Forms that go to addresses of their own, and buttons: their tests know them.
    "journeys:goals",
    "journeys:goal",
    "journeys:assess",
    "journeys:assess_now",  # a level a skill, of those that there are
    "journeys:organise_help",
    "journeys:organise_help_pair",
    "account_email",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "socialaccount_connections",
    "programmes:intake_step",
    "programmes:join_code",
    "programmes:conduct_agree",  # a box to tick
    "programmes:organise_screening_remove",
}


@pytest.mark.parametrize("role", READERS)
def test_every_form_has_something_wrong_to_try(role: str) -> None:
    world = build_world()
    browser = Browser(world, role)
    tried = {row.route for row in MATRIX if row.wrong is not None} | NEVER_WRONG
    untried = {
        row.route
        for row in pages(role)
        if row.route not in tried and forms_of(Markup(look(browser, world, row).content.decode()))
    }
    assert {route for route in untried if not route.startswith("admin")} == set()


IN_ERROR = [row for row in MATRIX if row.wrong is not None]


@pytest.mark.parametrize("role", sorted({row.readers()[0] for row in IN_ERROR}))
def test_a_form_in_error_says_where_and_keeps_what_was_typed(role: str) -> None:
    world, found = build_world(), []
    browser = Browser(world, role)
    for row in IN_ERROR:
        if row.readers()[0] != role:
            continue
        cache.clear()
        with transaction.atomic():
            response = browser.post(row.url(world), dict(row.wrong or {}))
            transaction.set_rollback(True)
        if response.status_code not in {200, 400}:
            found.append(f"{row} is answered with {response.status_code}")
            continue
        found += [f"{row} {fault}" for fault in faults_of_error(response.content.decode(), row.wrong or {})]
    assert not found, "\n".join(found)


def faults_of_error(html: str, wrong: Mapping[str, Any]) -> list[str]:
    """What is not as it should be on the page that says what was `wrong`."""
    page = Markup(html)
    found = faults(html, admin=False)
    if not page.title.startswith("Error: "):
        found.append(f"is called {page.title!r}")
    summaries = [
        tag for tag in page.having("role") if tag.attributes["role"] == "alert" and tag.within("main")
    ]
    if len(summaries) != 1:
        return [*found, f"has {len(summaries)} summaries"]
    ids = {tag.attributes["id"] for tag in page.having("id")}
    links = [tag.attributes["href"] for tag in page.all("a") if summaries[0] in tag.inside]
    found += [f"leads nowhere by {link}" for link in links if link.removeprefix("#") not in ids]
    if not links and any(tag.attributes["aria-invalid"] == "true" for tag in page.having("aria-invalid")):
        found.append("does not lead to what is wrong")
    found += [
        f"has lost {value!r} of {name}"
        for name, value in wrong.items()
        if value and not typed(page, name, value)
    ]
    return found


def typed(page: Markup, name: str, value: str | list[str]) -> bool:
    """Whether the field `name` still shows `value`, or all of several. Passwords are not shown again, nor what a list does not
    offer."""
    if isinstance(value, list):
        return all(typed(page, name, one) for one in value)
    fields = [tag for tag in page.all(*ASKS) if tag.attributes.get("name") == name]
    offered = {
        tag.attributes.get("value")
        for tag in page.all("option")
        if set(map(id, fields)) & set(map(id, tag.inside))
    }
    if offered and value not in offered:
        return True
    if any(tag.attributes.get("type") == "password" for tag in fields):
        return True
    boxes = [tag for tag in fields if tag.attributes.get("type") in {"radio", "checkbox"}]
    if boxes and value not in {tag.attributes.get("value", "on") for tag in boxes}:
        return True
    if boxes:
        return any("checked" in tag.attributes for tag in boxes if tag.attributes.get("value", "on") == value)
    return any(value in {tag.attributes.get("value"), tag.text} for tag in fields) or any(
        tag.name == "option" and tag.attributes.get("value") == value and "selected" in tag.attributes
        for tag in page.tags
        if any(field in tag.inside for field in fields)
    )
