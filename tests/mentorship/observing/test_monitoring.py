"""The dashboard, the alerts and the document name what the site really tells."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from mentorship.config import ROOT
from mentorship.logs import JSONFormatter
from mentorship.task_watch import note
from notifications.enums import Part
from notifications.operations.heartbeats import beat
from tests import factories as make

DEPLOY = ROOT / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "mentorship.json"
DOCUMENT = (ROOT / "docs" / "operators" / "monitoring.md").read_text(encoding="utf-8")
TOKEN = "a-token-for-prometheus"
NAME = re.compile(r"\bmentorship_\w+")
SELECTOR = re.compile(r"\b(mentorship_\w+)\{([^}]*)\}")
GROUPED = re.compile(r"\bby \(([^)]*)\)")
SUM = re.compile(r"\bsum\s*(?:by \(([^)]*)\)\s*)?\(")
# What each machine tells of its own requests; everything else is of the whole site.
OF_A_MACHINE = ("mentorship_request", "mentorship_slow_statements")
# Labels that Prometheus itself adds.
ADDED = {"job", "instance", "le"}
SUFFIX = re.compile(r"_(bucket|count|sum|total)$")


def expressions() -> list[str]:
    rules = [
        rule
        for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    shown = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    return [*(rule["expr"] for rule in rules), *shown]


@pytest.fixture
def told(settings: Any, db: None) -> dict[str, tuple[str, set[str]]]:
    """What /metrics tells of a site in which something of each kind happened: the type and the labels of each family."""
    settings.METRICS_TOKEN = TOKEN
    note("a.task", "failed", took=1.0, waited=1.0)
    beat("celery@host", Part.WORKER, now=timezone.now())
    make.JobFactory(kind="run", state="running")
    make.JobFactory(kind="import", state="done", started_at=timezone.now(), finished_at=timezone.now())
    for state in ("failed", "sent"):
        make.NotificationFactory(
            state=state, **({"sent_at": timezone.now()} if state == "sent" else {"failure": "550"})
        )
    client = Client(headers={"Authorization": f"Bearer {TOKEN}"})
    client.get("/metrics")
    return {
        family.name: (family.type, {label for one in family.samples for label in one.labels} - {"le"})
        for family in text_string_to_metric_families(client.get("/metrics").text)
    }


def exported(told: dict[str, tuple[str, set[str]]], name: str) -> set[str]:
    """The labels of the family that tells this sample."""
    if name in told and told[name][0] == "gauge":
        return told[name][1]
    family = SUFFIX.sub("", name)
    assert family in told, f"{name} is not told"
    kind = told[family][0]
    assert SUFFIX.search(name)[1] in {"histogram": "bucket count sum", "counter": "total"}[kind].split(), name  # type: ignore[index]
    return told[family][1]


def test_every_query_asks_for_what_is_told(told: dict[str, tuple[str, set[str]]]) -> None:
    asked = expressions()
    assert len(asked) > 30
    for expression in asked:
        names = NAME.findall(expression.replace('job="mentorship"', ""))
        labels = {label for name in names for label in exported(told, name)} | ADDED
        for name, chosen in SELECTOR.findall(expression):
            used = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", chosen))
            assert used <= exported(told, name) | ADDED, expression
        for group in GROUPED.findall(expression):
            assert {one.strip() for one in group.split(",")} <= labels, expression


def test_the_dashboard_shows_and_the_document_names_everything_that_is_told(
    told: dict[str, tuple[str, set[str]]],
) -> None:
    documented = {
        SUFFIX.sub("", name) if kind == "counter" else name: set(filter(None, labels.split(",")))
        for name, labels in re.findall(r"^\| `(mentorship_\w+)(?:\{([\w,]+)\})?` \|", DOCUMENT, re.MULTILINE)
        for kind in [told.get(SUFFIX.sub("", name), ("",))[0]]
    }
    assert documented == {name: labels for name, (_, labels) in told.items()}
    assert {name for name in told if name not in " ".join(expressions())} == {
        # What is of use in a terminal, and of none in a picture.
        "mentorship_addresses_refused",
        "mentorship_check_ins_unasked",
        "mentorship_jobs",
        "mentorship_letters_failed",
    }


def summed() -> list[tuple[str, str]]:
    """What each sum() of a query adds up, with the labels that it keeps apart."""
    found = []
    for expression in expressions():
        for begun in SUM.finditer(expression):
            depth, end = 1, begun.end()
            while depth:
                depth += {"(": 1, ")": -1}.get(expression[end], 0)
                end += 1
            found.append((expression[begun.end() : end - 1], begun[1] or ""))
    return found


def test_nothing_is_added_up_that_every_machine_tells_alike() -> None:
    sums = summed()
    assert len(sums) > 10
    for added, apart in sums:
        if added.startswith("max by") or "instance" in apart:
            continue  # one figure for the site, or for each machine, by now
        assert [name for name in NAME.findall(added) if not name.startswith(OF_A_MACHINE)] == [], added


def test_every_alert_has_a_line_that_says_what_to_do() -> None:
    rules = [
        rule
        for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]
    assert sorted((rule["alert"], rule["labels"]["severity"]) for rule in rules) == sorted(
        re.findall(r"^\| (Mentorship\w+) \| (page|ticket) \| .+ \|$", DOCUMENT, re.MULTILINE)
    )


def test_every_panel_has_a_place_of_its_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not taken & cells, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_the_fields_of_a_line_are_documented() -> None:
    named = set(
        re.findall(
            r"`(\w+)`", "\n".join(re.findall(r"^\| (`time`.*?)\n\n", DOCUMENT, re.MULTILINE | re.DOTALL))
        )
    )
    assert set(JSONFormatter.FACTS) <= named


@pytest.mark.skipif(
    not shutil.which("promtool"),
    reason="the alerts are tried by Prometheus itself where promtool is: apt install prometheus",
)
def test_prometheus_reads_them_and_an_alert_is_raised_when_it_should_be(tmp_path: Path) -> None:
    series = {
        'mentorship_well{area="mail",instance="a"}': "1x5 0x40",
        'mentorship_letters_oldest_due_seconds{instance="a"}': "0x5 1000x40",
        'mentorship_request_seconds_count{status="5xx",route="programmes:home",instance="a"}': "0+10x60",
        'mentorship_request_seconds_count{status="2xx",route="programmes:home",instance="a"}': "0+100x60",
        'mentorship_request_seconds_count{status="5xx",route="health",instance="a"}': "0+1000x60",
        'mentorship_database_connections{state="idle",instance="a"}': "10x60",
        'mentorship_database_connections_most{instance="a"}': "100x60",
        # Two that failed, which both machines tell.
        'mentorship_tasks_total{task="t",end="failed",instance="a"}': "0x10 1x20 2x40",
        'mentorship_tasks_total{task="t",end="failed",instance="b"}': "0x10 1x20 2x40",
    }
    expected = [
        ("MentorshipUnwell", "10m", []),
        ("MentorshipUnwell", "30m", [{"severity": "page", "area": "mail"}]),
        ("MentorshipLettersWait", "30m", [{"severity": "page"}]),
        ("MentorshipErrors", "30m", [{"severity": "page"}]),
        ("MentorshipDatabaseFull", "30m", []),
        ("MentorshipTasksFail", "60m", []),
    ]
    shutil.copy(ALERTS, tmp_path)
    rules = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]
    summaries = {
        rule["alert"]: rule["annotations"]["summary"].replace("{{ $labels.area }}", "mail") for rule in rules
    }
    trial = {
        "rule_files": ["alerts.yml"],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "alert_rule_test": [
                    {
                        "eval_time": at,
                        "alertname": name,
                        "exp_alerts": [
                            {"exp_labels": one, "exp_annotations": {"summary": summaries[name]}}
                            for one in alerts
                        ],
                    }
                    for name, at, alerts in expected
                ],
            }
        ],
    }
    (tmp_path / "trial.yml").write_text(yaml.safe_dump(trial), encoding="utf-8")
    for arguments in (
        ("check", "config", "--syntax-only", DEPLOY / "prometheus" / "prometheus.yml"),
        ("test", "rules", tmp_path / "trial.yml"),
    ):
        done = subprocess.run(
            ["promtool", *arguments], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.returncode == 0, done.stdout + done.stderr
