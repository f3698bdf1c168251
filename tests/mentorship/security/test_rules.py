"""The house rules hold in the whole code, save where a place is named here with its reason; and each finds what it is for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.mentorship.security import rules

ROOT = Path(__file__).parents[3]
APPS = ("mentorship", "api", "journeys", "matching", "programmes", "accounts", "notifications", "ui")

# What the demo starts for itself on one machine: no part of the site.
LOCAL = frozenset(
    {f"mentorship/{name}.py" for name in ("demo", "localservices", "localprograms", "supervisor")}
)

# Each place that a rule would forbid, looked at by hand.
ALLOWED: dict[str, dict[str, str]] = {
    "safe_strings": {
        "matching/forms/organise_runs.py": "a literal",
        "ui/templatetags/linked.py": "every part is escaped before",
        "ui/templatetags/ui.py": "a hidden field, as Django renders it",
    },
    "built_sql": {
        "matching/snapshot/kept.py": "names of tables of ours; what is looked for is a parameter",
        "mentorship/upgrade/tables.py": "the name of an index of our own migrations",
        "mentorship/backup/places.py": "a queryset of ours as its own SQL and parameters",
        "mentorship/backup/restoring.py": "literals of the module mentorship.backup.tables",
        "mentorship/backup/tables.py": "names of tables of ours, quoted",
        "mentorship/doctor/database.py": "a number of this module",
    },
    "without_csrf": {
        "notifications/views/stopping.py": "RFC 8058: mail programs post there; the link is signed, and stops letters alone",
        "api/views/door.py": "no cookie counts there: whoever asks shows a token in a header, which no other site's page can send",
    },
    "runs_text": {},
    "unpickles": {},
    "reaches_out": {
        "accounts/views/signing_in.py": "the name of an exception of allauth's OpenID Connect",
        "notifications/refusals.py": "the names of exceptions of mail servers",
        "notifications/smtp.py": "the mail server",
        "mentorship/signs.py": "the name of this machine",
        "mentorship/management/commands/health.py": "whether this machine's own server answers",
        "matching/operations/rankings.py": "the name of this machine",
        "api/posting.py": "webhooks: the address is judged before it is called (api/public_addresses.py)",
        "mentorship/doctor/address.py": "the site's own address, as it is configured",
        "mentorship/doctor/database.py": "the name of an exception where the server's name is unknown",
    },
    "fetches_itself": {
        "accounts/views/outbox.py": "for operators alone, who see every letter",
        "api/views/token_pages.py": "for operators alone, who see every token",
        "api/views/webhooks.py": "for operators alone, who see every webhook",
        "notifications/views/mailbox.py": "the demo's mailbox, open to all by design and absent elsewhere",
    },
}

EXAMPLES = {
    "safe_strings": ("mark_safe(name)", "format_html('<b>{}</b>', name)"),
    "built_sql": ("cursor.execute(f'SELECT {name}')", "cursor.execute('SELECT %s', [name])"),
    "without_csrf": ("@csrf_exempt\ndef view(request): ...", "@require_POST\ndef view(request): ..."),
    "runs_text": ("subprocess.run(name, shell=True)", "subprocess.run([name])\nre.compile(name)"),
    "unpickles": ("import pickle", "import json"),
    "reaches_out": ("from urllib import request", "from urllib.parse import urlencode"),
    "fetches_itself": ("get_object_or_404(Request, pk=pk)", "Programme.objects.get(pk=programme.pk)"),
}
MORE = [
    ("safe_strings", "SafeString(name)"),
    ("built_sql", "cursor.execute('SELECT ' + name)"),
    ("built_sql", "Thing.objects.raw('SELECT %s' % name)"),
    ("built_sql", "Thing.objects.extra(where)"),
    ("runs_text", "eval(name)"),
    ("runs_text", "os.system(name)"),
    ("unpickles", "from yaml import load"),
    ("reaches_out", "import requests"),
    ("reaches_out", "import http.client"),
    ("fetches_itself", "Request.objects.get(pk=pk)"),
    ("fetches_itself", "Request.objects.get(pk=pk, mentee=mentee.pk)"),
]


@cache
def modules() -> dict[str, rules.Nodes]:
    """Every module of the site by its path, without migrations."""
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    named = {str(path.relative_to(ROOT)): path for path in paths}
    return {
        name: rules.nodes_of(path.read_text(encoding="utf-8"))
        for name, path in named.items()
        if name not in LOCAL
    }


@pytest.mark.parametrize("name", ALLOWED)
def test_the_rule_holds_everywhere_but_where_a_reason_is_given(name: str) -> None:
    broken = {
        path: lines
        for path, nodes in modules().items()
        if (name != "fetches_itself" or "/views" in path) and (lines := getattr(rules, name)(nodes))
    }
    assert {path: lines for path, lines in broken.items() if path not in ALLOWED[name]} == {}
    assert sorted(set(ALLOWED[name]) - set(broken)) == [], "named here, and needed no more"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_rule_finds_what_it_is_for_and_nothing_else(name: str) -> None:
    bad, good = (rules.nodes_of(text) for text in EXAMPLES[name])
    assert getattr(rules, name)(bad)
    assert not getattr(rules, name)(good)


@pytest.mark.parametrize(("name", "text"), MORE)
def test_it_finds_the_other_ways_too(name: str, text: str) -> None:
    assert getattr(rules, name)(rules.nodes_of(text))
