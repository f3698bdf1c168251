"""The access matrix: what becomes of each person of the world (tests/world.py) at every address.

A route without a row fails, and so does every outcome that is not the one written here. The page crawl walks the same
rows. Addresses of the admin stand in tests/access/admin_matrix.py, by model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from journeys.links import Purpose, token
from notifications.stopping import token_of
from tests.access.admin_matrix import ADMIN
from tests.access.api import API
from tests.access.journeys import TOGETHER
from tests.access.operate import OPERATE
from tests.access.organise import ORGANISE
from tests.access.rows import (
    ABSENT,
    DOWN,
    GONE,
    LATE,
    MOVED,
    NO_METHOD,
    PAGE,
    REFUSED,
    Row,
    accounts,
    everybody,
    members,
    only,
)
from tests.access.trust import TRUST
from tests.world import World

# Answered alike to everybody, as a page that has no form.
READ = everybody(PAGE)
UNWRITTEN = everybody(NO_METHOD)

SITE = [
    Row(
        "accounts:language",
        get=UNWRITTEN,
        data=lambda w: {"language": "de", "next": "/guide/"},
        post=everybody(MOVED),
    ),
    # Beat has not ticked in a test: the answer is there for everybody, and says so.
    *(Row(f"health{area}", get=everybody(DOWN), post=UNWRITTEN) for area in ("", "_worker", "_beat")),
    *(Row(f"health{area}", get=READ, post=UNWRITTEN) for area in ("_web", "_mail", "_ready")),
    # Somebody runs the site of this world: then there is no such page, whatever the link.
    Row("programmes:first_run", at=lambda w: ["any-secret"], get=everybody(ABSENT), post=everybody(ABSENT)),
    # Nobody is given its token, and without one there is no such page.
    Row("metrics", get=everybody(ABSENT), post=UNWRITTEN),
    Row("ui:components", get=READ, post=READ),
    *(
        Row(
            "notifications:stop",
            at=lambda w, kind=kind: [token_of(w.users["alice"].pk, kind)],
            get=READ,
            post=everybody(after),
            crawled_by=("visitor", "bob"),
            title=kind,
        )
        for kind, after in (("request_declined", MOVED), ("request_received", LATE))
    ),
    Row(
        "notifications:stop",
        at=lambda w: ["cut-in-two"],
        get=everybody(ABSENT),
        post=everybody(ABSENT),
        title="that is broken",
    ),
    Row("notifications:mailbox", get=READ, post=UNWRITTEN),
    Row("notifications:mailbox_message", at=lambda w: [w.mail.pk], get=READ, post=UNWRITTEN),
    Row(
        "notifications:mailbox_html",
        at=lambda w: [w.mail.pk],
        get=READ,
        post=UNWRITTEN,
        crawled_by=("nobody",),
    ),
    Row(
        "notifications:mailbox_calendar",
        at=lambda w: [w.mail.pk],
        get=READ,
        post=UNWRITTEN,
        crawled_by=("nobody",),
    ),
]

PUBLIC = [
    Row("programmes:home", get=READ, post=UNWRITTEN, crawled_by=("visitor", "alice")),
    Row("programmes:guide", get=READ, post=UNWRITTEN),
    *(
        Row("programmes:guide_chapter", at=lambda w, slug=slug: [slug], get=READ, post=UNWRITTEN, title=slug)
        for slug in (
            "why",
            "finding",
            "asking",
            "first-meeting",
            "goals",
            "working-together",
            "when-it-does-not-work",
            "finishing-well",
            "being-a-mentor",
        )
    ),
    Row(
        "programmes:guide_chapter",
        at=lambda w: ["no-such-chapter"],
        get=everybody(ABSENT),
        post=UNWRITTEN,
        title="of no chapter",
    ),
    Row("programmes:for_organisers", get=READ, post=UNWRITTEN),
    Row("programmes:programme_list", get=READ, post=UNWRITTEN),
    Row("programmes:programme_list", query="?q=nothing+like+it", get=READ, post=UNWRITTEN),
    Row(
        "programmes:programme",
        at=lambda w: [w.programme.slug],
        get=READ,
        post=UNWRITTEN,
        crawled_by=("visitor", "alice"),
    ),
    Row(
        "programmes:programme",
        at=lambda w: [w.draft.slug],
        get=everybody(ABSENT, organiser=PAGE),
        post=UNWRITTEN,
        title="that is a draft",
    ),
    Row(
        "programmes:enquiry",
        at=lambda w: [w.programme.slug],
        get=READ,
        data=lambda w: {"name": "Dana", "email": "dana@example.org", "message": "May I join?"},
        post=everybody(MOVED),
        wrong={"name": "Dana Visitor", "email": "dana at home", "message": ""},
    ),
    Row("programmes:enquiry_sent", at=lambda w: [w.programme.slug], get=READ, post=UNWRITTEN),
    Row("programmes:join_code", get=READ, post=READ, wrong={"code": "NOT A CODE"}),
    Row(
        "programmes:join_code",
        get=READ,
        data=lambda w: {"code": "open 2026"},
        post=everybody(MOVED),
        crawled_by=("nobody",),
        title="that is right",
    ),
    Row("programmes:join_link", at=lambda w: ["OPEN2026"], get=everybody(MOVED), post=UNWRITTEN),
    Row(
        "programmes:join_link",
        at=lambda w: ["WRONG"],
        get=everybody(ABSENT),
        post=UNWRITTEN,
        title="of no programme",
    ),
    Row(
        "programmes:join",
        at=lambda w: [w.joinable.slug],
        get=members(PAGE),
        data=lambda w: {"part": "mentee", "accept": "on", "version": "1"},
        post=members(MOVED),
        wrong={"part": "mentor", "accept": ""},
        crawled_by=("newcomer",),
    ),
    Row(
        "programmes:join",
        at=lambda w: [w.draft.slug],
        get=only(organiser=PAGE, operator=ABSENT),
        post=only(organiser=PAGE, operator=ABSENT),
        title="a draft",
    ),
    Row("accounts:who_sees_what", get=READ, post=UNWRITTEN, crawled_by=("visitor", "alice")),
    Row(
        "accounts:who_sees_what",
        query="?by=organisers",
        get=READ,
        post=UNWRITTEN,
        crawled_by=("alice",),
        title="with organisers' eyes",
    ),
    Row("accounts:your_data", get=READ, post=UNWRITTEN),
    Row("accounts:accessibility", get=READ, post=UNWRITTEN),
]

OWN = [
    Row("accounts:profile", get=members(PAGE), post=members(PAGE), wrong={"name": ""}, crawled_by=("alice",)),
    Row(
        "accounts:availability",
        get=members(PAGE),
        post=members(PAGE),
        wrong={"zone": "Nowhere"},
        crawled_by=("alice",),
    ),
    Row(
        "accounts:settings",
        get=members(PAGE),
        post=members(PAGE),
        wrong={"mail_hour": "99"},
        crawled_by=("alice",),
    ),
    Row(
        "accounts:mail",
        get=members(PAGE),
        post=members(MOVED),
        crawled_by=("alice", "mira", "organiser"),
    ),
    Row("accounts:mail_stop", get=members(PAGE), post=members(MOVED), crawled_by=("alice",)),
    Row("accounts:mail_undo", get=accounts(NO_METHOD), post=members(MOVED)),
    Row("accounts:mail_arrives", get=accounts(NO_METHOD), post=members(MOVED)),
    Row("accounts:skill_search", get=members(PAGE), crawled_by=("alice",)),
    Row("accounts:skill_search", query="?q=lead", get=members(PAGE), crawled_by=("alice",)),
]


def _step(role: str, slug: str, **more: Any) -> Row:
    """One step of the intake of `role`: for that person alone."""
    expected = only(**{role: PAGE})
    more = {"get": expected, "post": expected, "title": f"{slug} of {role}", **more}
    return Row("programmes:intake_step", at=lambda w: [getattr(w, role).pk, slug], **more)


def _mine(route: str, role: str, **more: Any) -> Row:
    """An address of one person's enrolment: for that person alone."""
    return Row(route, at=lambda w: [getattr(w, role).pk], **{"get": only(**{role: PAGE}), **more})


INTAKE = [
    _mine("programmes:intake", "ines", get=only(ines=MOVED)),
    _mine("programmes:intake", "alice", get=only(alice=MOVED), title="that is handed in"),
    _step("ines", "about", wrong={"name": ""}),
    _step("ines", "story", wrong={"where_i_am": "Here and there.", "where_i_want_to_be": ""}),
    _step("ines", "topics", post=only(ines=MOVED)),
    _step("ines", "goals", wrong={}),
    _step("ines", "skills", wrong={}),
    _step("alice", "skills"),
    _step("ines", "qualities", post=only(ines=MOVED)),
    _step("ines", "meeting", wrong={}),
    _step("ines", "availability", post=only(ines=MOVED)),
    _step("ines", "networks", post=only(ines=MOVED)),
    _step("ines", "links", post=only(ines=MOVED)),
    _step("ines", "questions", post=only(ines=MOVED)),
    _step("ines", "identity", post=only(ines=MOVED)),
    _step("noor", "words", wrong={"headline": ""}),
    _step("noor", "expertise"),
    _step("noor", "capacity", wrong={"capacity": "many"}),
    _step("ines", "no-such-step", get=only(), post=only()),
    _mine("programmes:intake_check", "ines", post=only(ines=PAGE)),
    _mine("programmes:intake_check", "alice", post=only(alice=MOVED), title="that is handed in"),
    _mine("programmes:intake_done", "ines", get=only(ines=MOVED)),
    _mine("programmes:intake_done", "alice", title="that is handed in"),
    _mine("programmes:intake_done", "noor", title="of a mentor"),
]

LISTS = [
    # Alice, Ines and Mira go to their one list; mentors and newcomers read what to do first.
    Row(
        "matching:mentors",
        get=members(PAGE, ines=MOVED, alice=MOVED, mira=MOVED),
        crawled_by=("newcomer", "bob"),
    ),
    _mine("matching:matches", "alice", notes=True),
    _mine("matching:matches", "mira", notes=True, query="?tab=shortlist", title="with nobody on it"),
    _mine("matching:matches", "alice", notes=True, query="?tab=shortlist"),
    _mine("matching:matches", "alice", notes=True, query="?tab=asked"),
    _mine("matching:matches", "alice", notes=True, query="?q=nobody+like+that"),
    _mine("matching:matches", "alice", notes=True, query="?hours=lots", title="with a filter in error"),
    _mine("matching:matches", "ines", title="before there is one"),
    _mine("matching:matches", "bob", get=only(), title="of a mentor"),
    _mine("matching:why_not", "alice"),
    _mine("matching:why_not", "alice", query="?q=Ola"),
    _mine("matching:why_not", "alice", query="?q=O", title="in error"),
    _mine("matching:what_counts", "alice"),
    _mine("matching:compare", "alice", title="nobody"),
    _mine(
        "matching:compare", "alice", query=lambda w: f"?compare={w.bob.pk}&compare={w.noor.pk}", title="two"
    ),
]


def _pair(route: str, mentee: str, mentor: str, **more: Any) -> Row:
    """A mentor in the list of a mentee. A mentor who may not be listed is as absent as one who does not exist."""
    return Row(
        route,
        at=lambda w: [getattr(w, mentee).pk, getattr(w, mentor).pk],
        **{"title": f"of {mentor} to {mentee}", **more},
    )


MENTORS = [
    _pair("matching:mentor", "alice", "noor", get=only(alice=PAGE)),
    _pair("matching:mentor", "mira", "noor", get=only(mira=PAGE)),
    _pair("matching:mentor", "alice", "bob", get=only(alice=PAGE)),
    _pair("matching:mentor", "ines", "noor", get=only(ines=REFUSED)),
    _pair("matching:mentor", "alice", "blocked", get=only()),
    _pair("matching:mentor", "alice", "mira", get=only(), title="who is none"),
    _pair("matching:mentor", "alice", "mentor_elsewhere", get=only(), title="of another programme"),
    _pair("matching:shortlist", "alice", "noor", get=accounts(NO_METHOD), post=only(alice=MOVED)),
    _pair("matching:shortlist", "alice", "blocked", get=accounts(NO_METHOD), post=only()),
    _pair("matching:shortlist", "alice", "mentor_elsewhere", get=accounts(NO_METHOD), post=only()),
    _pair("matching:shortlist", "bob", "noor", get=accounts(NO_METHOD), post=only()),
    _pair(
        "matching:ask",
        "mira",
        "noor",
        get=only(mira=PAGE),
        post=only(mira=MOVED),
        data=lambda w: {"want": "I would like to learn how you began.", "how_often": "open"},
        wrong={"want": "", "why_you": "You were an analyst.", "how_often": "open"},
    ),
    _pair("matching:ask", "alice", "noor", get=only(alice=PAGE), post=only(alice=LATE), title="asked before"),
    _pair("matching:ask", "alice", "blocked", get=only(), post=only()),
    _pair("matching:ask", "alice", "mentor_elsewhere", get=only(), post=only()),
    _pair("matching:ask", "bob", "noor", get=only(), post=only(), title="by a mentor"),
]


def _request(route: str, which: str, **more: Any) -> Row:
    return Row(route, at=lambda w: [getattr(w, which).pk], title=which, **more)


REQUESTS = [
    Row("matching:requests", get=members(PAGE), crawled_by=("alice", "bob", "newcomer")),
    Row("matching:requests", query="?tab=received", get=members(PAGE), crawled_by=("noor",)),
    _request(
        "matching:request", "alice_to_noor", get=only(alice=PAGE, noor=PAGE), crawled_by=("alice", "noor")
    ),
    _request("matching:request", "questioned", get=only(alice=PAGE)),
    _request("matching:request", "declined", get=only(alice=PAGE)),
    # One of the two blocked the other: then there is no such request, for neither of them.
    _request("matching:request", "alice_to_blocked", get=only()),
    _request(
        "matching:request_accept",
        "mira_to_bob",
        get=only(bob=PAGE, mira=REFUSED),
        post=only(bob=MOVED, mira=REFUSED),
    ),
    _request("matching:request_accept", "alice_to_blocked", get=only(), post=only()),
    _request("matching:request_accept", "declined", get=only(alice=REFUSED), post=only(alice=REFUSED)),
    _request(
        "matching:request_decline",
        "mira_to_bob",
        get=only(bob=PAGE, mira=REFUSED),
        data=lambda w: {"reason": "no_time", "note": "Next spring, gladly."},
        post=only(bob=MOVED, mira=REFUSED),
        wrong={"reason": "", "note": "Next spring, gladly."},
    ),
    _request(
        "matching:request_ask_more",
        "mira_to_bob",
        get=only(bob=PAGE, mira=REFUSED),
        data=lambda w: {"question": "When does it begin?"},
        post=only(bob=MOVED, mira=REFUSED),
        wrong={"question": ""},
    ),
    _request(
        "matching:request_reply",
        "questioned",
        get=only(alice=PAGE),
        data=lambda w: {"text": "In January."},
        post=only(alice=MOVED),
        wrong={"text": ""},
    ),
    _request(
        "matching:request_reply",
        "alice_to_noor",
        get=only(alice=MOVED, noor=REFUSED),
        data=lambda w: {"text": "In January."},
        post=only(alice=LATE, noor=REFUSED),
    ),
    _request(
        "matching:request_withdraw",
        "alice_to_noor",
        get=only(alice=PAGE, noor=REFUSED),
        post=only(alice=MOVED, noor=REFUSED),
    ),
    _request("matching:request_withdraw", "declined", get=only(alice=MOVED), post=only(alice=LATE)),
    Row(
        "matching:taking_requests",
        at=lambda w: [w.bob.pk],
        get=only(bob=PAGE),
        data=lambda w: {"taking": "no"},
        post=only(bob=MOVED),
        wrong={"taking": "until", "day": "yesterday"},
    ),
    Row("matching:taking_requests", at=lambda w: [w.alice.pk], get=only(), post=only(), title="of a mentee"),
]

JOURNEYS = [
    Row(
        "journeys:dashboard",
        get=members(PAGE, operator=MOVED),
        crawled_by=("newcomer", "ines", "alice", "bob", "mira", "organiser"),
    ),
    Row("journeys:calendar", get=members(PAGE), crawled_by=("alice", "newcomer")),
    Row("journeys:mentorships", get=members(PAGE), crawled_by=("alice", "newcomer")),
    Row(
        "journeys:mentorship",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        crawled_by=("alice", "bob"),
    ),
    Row("journeys:story", at=lambda w: [w.mentorship.pk], get=only(alice=PAGE, bob=PAGE)),
    Row("journeys:guides", get=accounts(PAGE), crawled_by=("alice", "newcomer")),
    Row("journeys:conversation_guide", at=lambda w: ["first-hour"], get=accounts(PAGE)),
    Row(
        "journeys:pair_guide",
        at=lambda w: [w.mentorship.pk, "half-way"],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {"questions": ["0", "2"]},
        post=only(alice=MOVED, bob=MOVED),
        wrong={"questions": []},
    ),
    Row(
        "journeys:help",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {"message": "We have not met for a month."},
        post=only(alice=MOVED, bob=MOVED),
        wrong={"message": "a" * 2001},
    ),
    Row(
        "journeys:cadence",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {"cadence": "weekly"},
        post=only(alice=MOVED, bob=MOVED),
        wrong={"cadence": "fortnightly"},
    ),
    Row(
        "journeys:pause",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {"length": "open"},
        post=only(alice=MOVED, bob=MOVED),
        wrong={"length": "day", "day": "2020-01-31"},
    ),
    Row(
        "journeys:later",
        at=lambda w: [w.check_in.pk],
        get=only(alice=PAGE),
        data=lambda w: {"at": "tomorrow"},
        post=only(alice=MOVED),
        wrong={"at": ""},
    ),
    # A check-in is for one side of the pair: the other does not see it either.
    Row(
        "journeys:check_in",
        at=lambda w: [w.check_in.pk],
        get=only(alice=PAGE),
        data=lambda w: {"met": "yes", "pulse": "4"},
        post=only(alice=MOVED),
        wrong={"met": "", "pulse": "4", "blocker": "Too many meetings."},
        title="that is due",
    ),
    Row(
        "journeys:check_in",
        at=lambda w: [w.answered.pk],
        get=only(alice=PAGE),
        data=lambda w: {"met": "no"},
        post=only(alice=MOVED),
        title="that is answered",
    ),
]


def _linked(purpose: Purpose, which: Callable[[World], Any], **more: Any) -> Row:
    """What a link of a letter to Alice opens: to whoever holds it, the same."""
    more = {"get": everybody(PAGE), "post": everybody(MOVED), "crawled_by": ("visitor", "bob"), **more}
    return Row(
        f"journeys:mail_{purpose}",
        at=lambda w: [token(purpose, which(w).pk, w.alice.person_id)],
        **more,
    )


def _check_in(world: World) -> Any:
    return world.check_in


def _pair_of_alice(world: World) -> Any:
    return world.mentorship


FROM_MAIL = [
    _linked(
        Purpose.ANSWER,
        _check_in,
        query="?met=yes&pulse=4",
        data=lambda w: {"met": "yes", "pulse": "4"},
        wrong={"met": "", "pulse": "4", "blocker": "Too many meetings."},
    ),
    _linked(Purpose.ANSWER, lambda w: w.answered, data=lambda w: {"more-confidence": "4"}, title="answered"),
    _linked(Purpose.LATER, _check_in, data=lambda w: {"at": "tomorrow"}, wrong={"at": ""}),
    _linked(
        Purpose.LATER,
        lambda w: w.answered,
        get=everybody(GONE),
        post=everybody(GONE),
        crawled_by=("nobody",),
        title="that is answered",
    ),
    _linked(
        Purpose.REST, _pair_of_alice, data=lambda w: {"length": "14"}, wrong={"length": "day", "day": ""}
    ),
    _linked(
        Purpose.CADENCE,
        _pair_of_alice,
        data=lambda w: {"cadence": "monthly"},
        wrong={"cadence": "fortnightly"},
    ),
    _linked(
        Purpose.AGREE,
        lambda w: w.proposal,
        data=lambda w: {"answer": "agree", "proposal": str(w.proposal.pk)},
    ),
    _linked(
        Purpose.CALL,
        _pair_of_alice,
        data=lambda w: {"message": "We have not met for a month."},
        wrong={"message": "a" * 2001},
    ),
    *(
        Row(
            f"journeys:mail_{purpose}",
            at=lambda w: ["cut-off"],
            get=everybody(ABSENT),
            post=everybody(ABSENT),
            title="cut off",
        )
        for purpose in Purpose
    ),
]

# allauth's own. Who is signed in already is sent on from the pages of those who are not.
ENTER = everybody(MOVED, visitor=PAGE)
SIGN_IN_PAGES = [
    Row("account_login", get=ENTER, post=ENTER, wrong={"login": "nobody@example.org", "password": "wrong"}),
    Row("account_signup", get=ENTER, post=ENTER, wrong={"email": "nobody", "name": "Nell"}),
    Row("account_logout", get=accounts(PAGE, visitor=MOVED), post=everybody(MOVED), crawled_by=("alice",)),
    Row("account_inactive", get=READ, post=UNWRITTEN),
    # Only bob has a password, by which he could show again that it is he; others are sent where a code is asked for. Nobody of
    # the cast has shown it lately: tests/accounts/sign_in is about those who have.
    Row("account_reauthenticate", get=accounts(MOVED, bob=PAGE), post=accounts(MOVED, bob=PAGE)),
    Row("account_email", get=accounts(PAGE), post=accounts(MOVED), crawled_by=("alice",)),
    Row("account_email_verification_sent", get=everybody(MOVED), post=everybody(MOVED)),
    Row("account_change_password", get=accounts(MOVED, bob=PAGE), post=accounts(MOVED, bob=PAGE)),
    Row("account_set_password", get=accounts(MOVED), post=accounts(MOVED)),
    Row("account_reset_password", get=READ, post=READ, wrong={"email": "nobody"}),
    Row("account_request_login_code", get=ENTER, post=ENTER, wrong={"email": "nobody"}),
    Row("account_confirm_login_code", get=everybody(MOVED), post=everybody(MOVED)),
    Row("account_confirm_password_reset_code", get=everybody(MOVED), post=everybody(MOVED)),
    Row("account_complete_password_reset", get=everybody(MOVED), post=everybody(MOVED)),
    Row("account_password_reset_completed", get=READ, post=UNWRITTEN),
    Row("mfa_index", get=accounts(PAGE), post=accounts(NO_METHOD), crawled_by=("alice",)),
    Row("mfa_authenticate", get=everybody(MOVED), post=everybody(MOVED)),
    Row("mfa_reauthenticate", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_activate_totp", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_deactivate_totp", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_view_recovery_codes", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_generate_recovery_codes", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_download_recovery_codes", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_list_webauthn", get=accounts(PAGE), post=accounts(NO_METHOD), crawled_by=("alice",)),
    Row("mfa_add_webauthn", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_reauthenticate_webauthn", get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_remove_webauthn", at=lambda w: [1], get=accounts(MOVED), post=accounts(MOVED)),
    Row("mfa_edit_webauthn", at=lambda w: [1], get=accounts(MOVED), post=accounts(MOVED)),
    # For a script, which gets what a passkey needs to know.
    Row("mfa_login_webauthn", get=everybody(MOVED), post=everybody(MOVED)),
    Row("socialaccount_login_cancelled", get=READ, post=UNWRITTEN),
    Row("socialaccount_login_error", get=accounts(PAGE), post=accounts(NO_METHOD)),
    Row("socialaccount_signup", get=everybody(MOVED), post=everybody(MOVED)),
    Row("socialaccount_connections", get=accounts(PAGE), post=accounts(MOVED), crawled_by=("alice",)),
    Row("openid_connect_login", at=lambda w: ["nobody"], get=everybody(ABSENT), post=everybody(ABSENT)),
    Row("openid_connect_callback", at=lambda w: ["nobody"], get=everybody(ABSENT), post=everybody(ABSENT)),
    Row("usersessions_list", get=accounts(PAGE), post=accounts(MOVED), crawled_by=("alice",)),
    *(
        Row(
            f"accounts/social/{old}/",
            path=f"/accounts/social/{old}/",
            get=accounts(MOVED),
            post=accounts(MOVED),
        )
        for old in ("login/cancelled", "login/error", "signup", "connections")
    ),
]

MATRIX = [
    *SITE,
    *PUBLIC,
    *OWN,
    *INTAKE,
    *LISTS,
    *MENTORS,
    *REQUESTS,
    *JOURNEYS,
    *FROM_MAIL,
    *TOGETHER,
    *TRUST,
    *SIGN_IN_PAGES,
    *ORGANISE,
    *OPERATE,
    *API,
    *ADMIN,
]
