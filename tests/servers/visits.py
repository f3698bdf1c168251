"""The main pages of each role in the demo, for a browser that has never been there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg2
from playwright.sync_api import Browser, BrowserContext

from mentorship.demo_people import SIGN_INS
from mentorship.demo_people.world import COHORT, OPEN

PEOPLE = {role: (email, password) for role, email, password in SIGN_INS}
ORGANISED = f"/admin/organise/{COHORT}/"


def main_pages(database: str) -> dict[str, list[str]]:
    """The paths by role; `database` is the address of the demo's."""
    mentee, mentor, pair = _ids(database)
    matches = f"/enrolments/{mentee}/mentors/"
    return {
        "visitor": ["/", "/accounts/login/"],
        "mentee": ["/home/", matches, f"{matches}{mentor}/", f"/mentorships/{pair}/"],
        "mentor": ["/requests/"],
        "organiser": [ORGANISED, f"{ORGANISED}runs/1/"],
    }


def _ids(database: str) -> tuple[str, str, str]:
    """The demo's mentee in the programme where she looks, a mentor there, and her mentorship."""
    connection = psycopg2.connect(database)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT own.id::text, other.id::text, pair.id::text FROM accounts_user u "
            "JOIN accounts_person p ON p.user_id = u.id "
            "JOIN programmes_enrolment own ON own.person_id = p.id AND own.role = 'mentee' "
            "JOIN programmes_programme programme ON programme.id = own.programme_id AND programme.slug = %s "
            "JOIN programmes_enrolment other ON other.programme_id = programme.id AND other.role = 'mentor' "
            "AND other.state = 'approved' AND other.submitted_at IS NOT NULL "
            "JOIN programmes_enrolment paired ON paired.person_id = p.id AND paired.role = 'mentee' "
            "JOIN matching_mentorship pair ON pair.mentee_id = paired.id AND pair.state = 'active' "
            "WHERE u.email = %s ORDER BY other.id LIMIT 1",
            [OPEN, PEOPLE["mentee"][0]],
        )
        (found,) = cursor.fetchall()
    connection.close()
    return found


def first_visits(
    browser: Browser, address: str, pages: dict[str, list[str]]
) -> Iterator[tuple[str, BrowserContext]]:
    """Each path with a context in which its reader is signed in, and nothing is in the cache."""
    for role, paths in pages.items():
        door = browser.new_context(base_url=address)
        if role in PEOPLE:
            _sign_in(door, *PEOPLE[role])
        for path in paths:
            fresh = browser.new_context(base_url=address, storage_state=door.storage_state())
            yield path, fresh
            fresh.close()
        door.close()


def _sign_in(context: BrowserContext, email: str, password: str) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main button.button--primary")
    page.wait_for_url("**/home/**")
    page.close()


def static_files(text: str) -> set[str]:
    """The addresses of static files in a page, without the part of a sprite that is shown."""
    return set(re.findall(r"/static/[^\"'#)\s]+", text))
