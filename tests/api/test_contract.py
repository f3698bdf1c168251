"""The committed contract is the one that is served, and version 1 only grows."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from api.contract import Shrunk, lost, written
from api.views.service import api
from mentorship.config import ROOT

FILE = ROOT / "docs" / "developers" / "openapi.json"
FIELDS = ("components", "schemas")


@pytest.fixture(scope="module")
def contract() -> Any:
    return json.loads(json.dumps(api.get_openapi_schema()))


def test_the_file_is_what_is_served(contract: Any) -> None:
    served = Client().get("/api/v1/openapi.json")
    assert served.status_code == 200
    assert json.loads(FILE.read_text(encoding="utf-8")) == served.json() == contract
    assert list(lost(contract, contract)) == []


def _drop_path(c: Any) -> None:
    del c["paths"]["/api/v1/people"]


def _drop_field(c: Any) -> None:
    del c["components"]["schemas"]["PersonShape"]["properties"]["email"]


def _drop_choice(c: Any) -> None:
    c["components"]["schemas"]["EnrolmentState"]["enum"].remove("waitlisted")


def _ask_for_more(c: Any) -> None:
    c["components"]["schemas"]["InviteBody"]["required"].append("name")


def _promise_less(c: Any) -> None:
    c["components"]["schemas"]["PersonShape"]["required"].remove("name")


def _other_type(c: Any) -> None:
    c["components"]["schemas"]["EnrolmentShape"]["properties"]["places"]["type"] = "string"


def _drop_parameter(c: Any) -> None:
    c["paths"]["/api/v1/people"]["get"]["parameters"].pop(0)


def _require_parameter(c: Any) -> None:
    c["paths"]["/api/v1/people"]["get"]["parameters"][0]["required"] = True


def _other_answer(c: Any) -> None:
    del c["paths"]["/api/v1/people"]["get"]["responses"]["200"]


def _other_scope(c: Any) -> None:
    c["paths"]["/api/v1/people"]["get"]["x-scope"] = "figures:read"


def _take_fewer(c: Any) -> None:
    c["paths"]["/api/v1/people"]["get"]["parameters"][0]["schema"]["maximum"] = 100


def _take_no_single_one(c: Any) -> None:
    c["paths"]["/api/v1/people"]["get"]["parameters"][0]["schema"]["minimum"] = 2


def _take_shorter(c: Any) -> None:
    c["components"]["schemas"]["InviteBody"]["properties"]["message"]["maxLength"] = 1999


def _take_no_empty(c: Any) -> None:
    c["components"]["schemas"]["InviteBody"]["properties"]["name"]["minLength"] = 1


def _other_default(c: Any) -> None:
    c["components"]["schemas"]["InviteBody"]["properties"]["days"]["default"] = 14


def _no_default(c: Any) -> None:
    del c["components"]["schemas"]["InviteBody"]["properties"]["days"]["default"]


def _take_no_more(c: Any) -> None:
    c["components"]["schemas"]["PersonShape"]["additionalProperties"] = False


@pytest.mark.parametrize(
    "shrink",
    [
        _drop_path,
        _drop_field,
        _drop_choice,
        _ask_for_more,
        _promise_less,
        _other_type,
        _drop_parameter,
        _require_parameter,
        _other_answer,
        _other_scope,
        _take_fewer,
        _take_no_single_one,
        _take_shorter,
        _take_no_empty,
        _other_default,
        _no_default,
        _take_no_more,
    ],
)
def test_what_was_promised_is_missed(contract: Any, shrink: Callable[[Any], None]) -> None:
    less = deepcopy(contract)
    shrink(less)
    assert len(list(lost(contract, less))) == 1
    with pytest.raises(Shrunk):
        written(less, json.dumps(contract))


def test_what_is_new_is_welcome(contract: Any) -> None:
    more = deepcopy(contract)
    more["paths"]["/api/v1/skills"] = more["paths"]["/api/v1/people"]
    more["components"]["schemas"]["PersonShape"]["properties"]["place"] = {"type": "string"}
    more["components"]["schemas"]["EnrolmentState"]["enum"].append("resting")
    more["components"]["schemas"]["InviteBody"]["properties"]["days"] |= {"maximum": 60, "minimum": 0}
    del more["components"]["schemas"]["InviteBody"]["properties"]["message"]["maxLength"]
    assert list(lost(contract, more)) == []
    assert json.loads(written(more, json.dumps(contract))) == more
