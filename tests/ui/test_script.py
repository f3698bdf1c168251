"""What the script adds, in a browser, under the site's own content policy (a violation fails the test, see conftest)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect


@pytest.fixture
def components(page: Page, live_server: Any, settings: Any) -> Page:
    settings.DEMO = True
    page.goto(live_server.url + reverse("ui:components"))
    return page


def test_the_summary_takes_the_focus_and_leads_to_the_field(components: Page) -> None:
    expect(components.locator("[data-summary]")).to_be_focused()
    components.get_by_role("link", name="Date of the first meeting").click()
    expect(components.get_by_label("Date of the first meeting")).to_be_focused()


def test_chosen_colours_stay_and_can_be_given_back_to_the_device(components: Page) -> None:
    components.get_by_role("radio", name="Dark").check()
    components.reload()
    expect(components.locator("html")).to_have_attribute("data-theme", "dark")
    assert components.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    components.get_by_role("radio", name="As the device").check()
    components.reload()
    expect(components.locator("html")).not_to_have_attribute("data-theme", re.compile("."))


def test_characters_are_counted_while_typing_and_never_cut(components: Page) -> None:
    area = components.get_by_label("Where you want to be")
    area.fill("é" * 601)
    counter = components.locator(".counter").first
    expect(counter).to_have_text("601 of 600 characters")
    expect(counter).to_have_class(re.compile("counter--over"))
    assert len(area.input_value()) == 601


def test_usual_hours_fill_in_and_clear_at_once(components: Page) -> None:
    week = components.locator("[data-week]")
    components.get_by_role("button", name="Clear").click()
    expect(week.locator("input:checked")).to_have_count(0)
    components.get_by_role("button", name="Weekday evenings").click()
    expect(week.locator("input:checked")).to_have_count(
        21
    )  # five evenings of four hours; one hour was in halves
    assert week.locator("input:checked").first.get_attribute("value") == "34-35"


def test_a_pointer_paints_over_several_hours(components: Page) -> None:
    components.get_by_role("button", name="Clear").click()
    slots = components.locator("[data-week] .week").nth(1).locator("fieldset").first.locator(".slot")
    slots.nth(1).scroll_into_view_if_needed()
    slots.nth(1).hover()
    components.mouse.down()
    slots.nth(2).hover()
    slots.nth(3).hover()
    components.mouse.up()
    expect(components.locator("[data-week] input:checked")).to_have_count(3)


def test_a_dangerous_step_asks_in_a_dialog(components: Page) -> None:
    components.get_by_role("link", name="End this mentorship").click()
    dialog = components.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Keep going").click()
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_accessible_and_fits(
    components: Page, axe: Callable[[Page], list[str]], scheme: Any
) -> None:
    components.emulate_media(color_scheme=scheme)
    assert axe(components) == []
    components.set_viewport_size({"width": 320, "height": 800})
    assert components.evaluate("document.documentElement.scrollWidth") <= 320


def test_everything_is_there_without_script(new_context: Any, live_server: Any, settings: Any) -> None:
    settings.DEMO = True
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("ui:components"))
    expect(
        page.get_by_role("group", name="When could you usually meet?").get_by_role("checkbox").first
    ).to_be_attached()
    expect(page.locator("[data-theme-switch], [data-week-fill]")).to_have_count(2)
    for needs_script in page.locator("[data-theme-switch], [data-week-fill]").all():
        expect(needs_script).to_be_hidden()
