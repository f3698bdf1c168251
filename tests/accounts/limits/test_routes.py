"""What is limited: every route that changes something, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.limits import LIMITS
from mentorship.config import ROOT

OURS = ("accounts.", "programmes.", "matching.", "journeys.", "notifications.", "mentorship.")

# No letter leaves by these and no file comes in; each changes rows of one's own, as often as one likes.
EXEMPT = {
    "one's own profile, hours, settings and mail": {
        "accounts:profile",
        "accounts:availability",
        "accounts:settings",
        "accounts:mail",
        "accounts:mail_stop",
        "accounts:mail_undo",
        "accounts:mail_arrives",
        "accounts:language",
        "accounts:community_show",
        "journeys:calendar_address",
        "matching:taking_requests",
        "matching:shortlist",
        "programmes:intake_step",
    },
    "counted by link or by wrong code, within the view": {
        "programmes:join_code",
        "programmes:enquiry",
        "programmes:invitation",
        "matching:mentor_invitation",
    },
    "stopping letters: a signed address, and a mail provider presses for thousands from one network address": {
        "notifications:stop"
    },
    "one thank-you an answer, ever": {"accounts:board_thank"},
    "counted by allauth, or by the provider that is asked": {"accounts:is_it_you", "openid_connect_login"},
    "taking away what is one's own": {
        "accounts:copy_discard",
        "accounts:copy_file",
        "accounts:copy_stop",
        "accounts:session_end",
        "accounts:board_settle",
        "accounts:board_question_remove",
        "accounts:board_answer_remove",
        "journeys:feedback_remove",
        "journeys:feedback_wish_take_back",
        "journeys:message_take_back",
        "journeys:shelf_remove",
        "journeys:shelf_back",
        "journeys:thanks_remove",
        "journeys:thanks_share",
        "journeys:delete_note",
    },
    "a pair's own page, of which no letter tells": {
        "journeys:assess_now",
        "journeys:assess_compare",
        "journeys:add_topic",
        "journeys:topic",
        "journeys:talk_about",
        "journeys:meeting_action",
        "journeys:notes",
        "journeys:note",
        "journeys:pair_guide",
    },
}
# The organisers' and operators' own pages, of which no letter tells: they answer for what they do, and the audit log says it.
STAFF = re.compile(
    r"^(accounts:outbox_|webhooks:|programmes:organise_(import_(sheet|columns|discard|stop)|invitation_withdraw|note|places|settings"
    r"|audit_forget|form_|resource_remove)|matching:organise_(criteri|run_(cancel|aim|discard|undo|release|swap|assign)"
    r"|pair_|preview_close)|journeys:organise_help_(rules|outcome))"
)


def views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern.callback
        elif pattern.namespace != "admin":
            yield from views(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)


def methods_of(view: Any) -> list[str] | None:
    """Those that `require_…` lets through, or None where nothing says so."""
    while view is not None:
        cells = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=False))
        if "request_method_list" in cells:
            return list(cells["request_method_list"].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


def ours() -> dict[str, Callable[..., Any]]:
    return {name: view for name, view in views() if view.__module__.startswith(OURS)}


def test_every_view_says_its_methods() -> None:
    silent = {name for name, view in ours().items() if methods_of(view) is None}
    assert silent == set()


def test_every_route_that_changes_something_is_limited_or_says_why_not() -> None:
    changing = {name for name, view in ours().items() if "POST" in (methods_of(view) or ())}
    limited = {name for name, view in ours().items() if getattr(view, "limits", ())}
    exempt = set[str]().union(*EXEMPT.values())
    staff = {name for name in changing - limited if STAFF.match(name)}
    assert changing - limited - exempt - staff == set()
    assert exempt & limited == set(), "these are limited after all"
    assert exempt - changing == set(), "there are no such routes"
    # A test that sees no routes proves nothing.
    assert len(changing) > 150


def test_every_limit_is_used() -> None:
    decorated = {name for view in ours().values() for name in getattr(view, "limits", ())}
    sources = "".join(
        path.read_text(encoding="utf-8")
        for app in ("accounts", "programmes", "matching", "journeys", "api")
        for path in (ROOT / app).rglob("*.py")
    )
    called = set(re.findall(r'(?:count|seconds_to_wait)\(request, "(\w+)"', sources))
    assert set(LIMITS) - decorated - called == set()


def test_numbers_are_such_that_nobody_real_meets_them() -> None:
    for name, limit in LIMITS.items():
        # Everybody of a company is behind one address.
        assert not limit.person or limit.address >= 5 * limit.person, name
        assert limit.person or limit.address or limit.anywhere, name


def test_what_htmx_sends_is_not_limited() -> None:
    """htmx shows no page that answers 429: a form that it sends would seem to do nothing."""
    limited = {name for name, view in ours().items() if getattr(view, "limits", ())}
    sent = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'hx-(?:post|put|delete)="{% url "([\w:]+)"', path.read_text(encoding="utf-8"))
    }
    assert sent
    assert sent & limited == set()
