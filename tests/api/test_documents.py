"""docs/operators/api.md says what is so: its tables are those of the code, and its example works as it stands."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts import limits
from api.enums import Outcome, Scope
from api.shapes import MOST, USUAL
from api.views.problems import KINDS
from api.views.service import api
from mentorship.config import ROOT
from programmes.models import Enrolment, Invitation
from tests import factories as make
from tests.api.house import System, build_house

TEXT = (ROOT / "docs" / "operators" / "api.md").read_text(encoding="utf-8")


def column(heading: str) -> list[str]:
    """What stands in backticks in the first column of the table under `heading`."""
    table = TEXT.split(heading, 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([\w:-]+)`", table, re.MULTILINE)


def test_its_tables_are_those_of_the_code() -> None:
    assert column("| Scope |") == Scope.values
    assert column("| `outcome` |") == Outcome.values
    table = TEXT.split("| `type` after", 1)[1].split("\n\n", 1)[0]
    rows = re.findall(r"^\| `([\w-]+)` \| (\d{3}) \|", table, re.MULTILINE)
    assert rows == [(kind, str(status)) for kind, (status, _title) in KINDS.items()]
    assert f"`limit` is {USUAL} unless you say otherwise, and {MOST} at most" in TEXT


def test_it_names_every_address_and_filter() -> None:
    for path, operations in api.get_openapi_schema()["paths"].items():
        address = re.sub(r"\{\w+\}", "{id}", path.removeprefix("/api/v1/"))
        assert not address or f"`{address}`" in TEXT, address
        for operation in operations.values():
            for one in operation["parameters"]:
                assert one["in"] == "path" or f"`{one['name']}`" in TEXT, one["name"]


@pytest.mark.django_db(transaction=True)
def test_its_example_syncs_starters_and_leavers(
    live_server: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house = build_house(state="running")
    system = System(house, scopes=["people:read", "enrolments:write"])
    monkeypatch.setenv("SITE", live_server.url)
    monkeypatch.setenv("TOKEN", system.secret)
    example: dict[str, Any] = {}
    exec(compile(TEXT.split("```python\n")[1].split("```")[0], "api.md", "exec"), example)
    closed = make.UserFactory(is_active=False).email
    staff = {
        closed: ("Cleo", "mentee"),
        house.mentor.person.user.email: ("Bob", "mentor"),
        "starter@example.org": ("Sam", "mentee"),
    }
    waits: list[int] = []

    def sleep(seconds: int) -> None:
        waits.append(seconds)
        monkeypatch.setattr(limits, "LIMITS", usual)

    usual = limits.LIMITS
    monkeypatch.setattr(limits, "LIMITS", {**usual, "token": limits.Limit(0, 0, 60, anywhere=2)})
    example["sleep"] = sleep
    for _night in range(2):
        example["sync"](str(house.programme.pk), staff)
    states = dict(Enrolment.objects.values_list("pk", "state"))
    assert states == {house.mentee.pk: "withdrawn", house.mentor.pk: "approved"}
    asked = Invitation.objects.exclude(pk=house.invitation.pk)
    assert [(one.role, one.state) for one in asked] == [("mentee", "open")]
    said = capsys.readouterr().out
    assert said.count(f"{house.mentee.person.user.email} withdrawn") == 1
    assert said.count(f"{closed} urn:mentorship:problem:closed-account") == 2
    assert len(waits) == 1
    assert waits[0] > 0
    assert [said.count(f"starter@example.org {word}") for word in ("invited", "waiting")] == [1, 1]
