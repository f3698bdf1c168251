"""The matrix of tokens and addresses: who gets what, at every address of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts import limits
from api.enums import Scope
from api.models import Token
from api.operations.tokens import NOTED_EVERY, make_token, revoke_token
from api.views.service import api
from tests import factories as make
from tests.api.house import House, System, build_house, kind_of

pytestmark = pytest.mark.django_db
BODIES = {"invite": {"email": "new@example.org", "role": "mentee"}, "leave": {}, "withdraw": {}}


def operations() -> Iterator[tuple[str, str, str, str | None]]:
    """Method, address below /api/v1/, name and scope of each."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            yield method, path.removeprefix("/api/v1/"), operation["operationId"], operation["x-scope"]


OPERATIONS = list(operations())
IDS = [name for _method, _path, name, _scope in OPERATIONS]


def ask(system: System, method: str, path: str, name: str, house: House) -> Any:
    address = path.format(**house.ids())
    return system.get(address) if method == "get" else system.post(address, BODIES[name])


@pytest.fixture
def house() -> House:
    return build_house()


def test_every_operation_is_behind_the_door() -> None:
    schema = api.get_openapi_schema()
    assert [o["security"] for p in schema["paths"].values() for o in p.values()] == [[{"Bearer": []}]] * len(
        IDS
    )
    assert len(IDS) == 15
    assert {scope for _m, _p, _n, scope in OPERATIONS} == {None, *Scope.values}


@pytest.mark.parametrize(("method", "path", "name", "scope"), OPERATIONS, ids=IDS)
def test_a_token_opens_what_its_scopes_say_and_no_more(
    house: House, method: str, path: str, name: str, scope: str | None
) -> None:
    now = timezone.now()
    right = ask(System(house, scopes=[scope] if scope else ["figures:read"]), method, path, name, house)
    assert right.status_code in {200, 201}, right.text
    assert right.headers["Cache-Control"] == "private, no-store"
    without = [held for held in Scope.values if held != scope]
    lacking = ask(System(house, scopes=without), method, path, name, house)
    if scope:
        assert (lacking.status_code, kind_of(lacking)) == (403, "missing-scope")
        assert scope in lacking.json()["detail"]
        assert f'scope="{scope}"' in lacking.headers["WWW-Authenticate"]
    for over in ({"revoked_at": now}, {"expires_at": now - timedelta(seconds=1)}):
        refused = ask(System(house, **over), method, path, name, house)
        assert (refused.status_code, kind_of(refused)) == (401, "no-token"), over
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path", "name", "scope"), OPERATIONS, ids=IDS)
def test_what_is_anothers_is_not_there(
    house: House, method: str, path: str, name: str, scope: str | None
) -> None:
    """By its ids, one for one; lists have none of it."""
    theirs, system = build_house(), System(house)
    answer = ask(system, method, path, name, theirs)
    if "{" in path:
        assert (answer.status_code, kind_of(answer)) == (404, "not-found")
        nowhere = path.format(**dict.fromkeys(theirs.ids(), "00000000-0000-4000-8000-000000000000"))
        absent = system.get(nowhere) if method == "get" else system.post(nowhere, BODIES[name])
        assert absent.json() == answer.json(), "what is another's differs from what is nowhere"
    else:
        assert not [pk for pk in theirs.ids().values() if str(pk) in answer.text]
    theirs.invitation.refresh_from_db()
    theirs.mentee.refresh_from_db()
    assert (theirs.invitation.state, theirs.mentee.state) == ("open", "approved")


def test_nothing_of_people_under_age_is_there(house: House) -> None:
    contact = make.PersonFactory()
    young = build_house(
        organisation=house.programme.organisation, for_minors=True, safeguarding_contact=contact
    )
    system = System(house)
    for method, path, name, _scope in OPERATIONS:
        answer = ask(system, method, path, name, young)
        people = [str(pk) for key, pk in young.ids().items() if key != "programme_id"]
        if method == "post":
            assert answer.status_code in {404, 409}, name
        assert not [pk for pk in people if pk in answer.text], name
    assert kind_of(ask(system, *OPERATIONS[IDS.index("invite")][:3], young)) == "for-minors"


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer ", "Basic abc", "Bearer mnt_short", "mnt_x", "Bearer \udc80"]
)
def test_what_is_no_token_opens_nothing(house: House, shown: str) -> None:
    answer = Client().get("/api/v1/", HTTP_AUTHORIZATION=shown)
    assert (answer.status_code, kind_of(answer)) == (401, "no-token")


def test_no_session_opens_anything(house: House) -> None:
    client = Client()
    client.force_login(make.PersonFactory(user__is_staff=True, user__is_superuser=True).user)
    assert client.get("/api/v1/people").status_code == 401
    assert client.post("/api/v1/invitations/x/withdraw").status_code == 404


def test_a_token_in_the_clear_is_refused_and_not_sent_on(house: House) -> None:
    system = System(house)
    with override_settings(SECURE_SSL_REDIRECT=True):
        plain = system.get("people")
        assert (plain.status_code, kind_of(plain)) == (403, "not-https")
        assert system.client.get("/api/v1/", headers=system._headers({}), secure=True).status_code == 200


def test_what_is_kept_does_not_open(house: House) -> None:
    token, secret = make_token(
        organisation=house.programme.organisation, name="HR", scopes=[Scope.PEOPLE_READ],
        expires_at=None, by=None, now=timezone.now(),
    )  # fmt: skip
    assert secret.startswith("mnt_")
    assert len(secret) == 4 + 43
    kept = " ".join(str(value) for value in Token.objects.values_list().get(pk=token.pk))
    assert secret not in kept
    assert Client().get("/api/v1/", headers={"Authorization": f"Bearer {token.digest}"}).status_code == 401
    assert Client().get("/api/v1/", headers={"Authorization": f"Bearer {secret}"}).json()["name"] == "HR"
    assert revoke_token(token=token, by=None, now=timezone.now())
    assert not revoke_token(token=token, by=None, now=timezone.now())
    assert Client().get("/api/v1/", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_last_used_is_written_once_an_hour(house: House) -> None:
    system = System(house)
    with CaptureQueriesContext(connection) as first:
        system.get("")
    with CaptureQueriesContext(connection) as second:
        system.get("")
    assert [len(first), len(second)] == [2, 1]
    Token.objects.update(used_at=timezone.now() - NOTED_EVERY)
    system.get("")
    assert Token.objects.get().used_at > timezone.now() - timedelta(minutes=1)


def test_one_token_is_made_to_wait_and_another_is_not(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMITS", {**limits.LIMITS, "token": limits.Limit(0, 0, 60, anywhere=2)})
    busy, other = System(house), System(house)
    assert [busy.get("").status_code for _ in range(3)] == [200, 200, 429]
    waits = busy.get("people")
    assert kind_of(waits) == "too-often"
    assert 0 < int(waits.headers["Retry-After"]) <= 120
    assert other.get("").status_code == 200


def test_an_address_that_is_not_there_says_so_to_programs(house: House) -> None:
    system = System(house)
    for address in ("people/", "nothing", "people/not-an-id"):
        assert kind_of(system.get(address)) == "not-found", address
    assert kind_of(system.post("people")) == "wrong-method"
    assert system.post("people").headers["Allow"] == "GET"


def test_what_breaks_is_told_without_a_word_of_why(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: Any, **_keys: Any) -> Any:
        raise RuntimeError("secret words")

    monkeypatch.setattr("api.views.reading.person_page", breaks)
    system = System(house)
    system.client.raise_request_exception = False
    broken = system.get("people")
    assert (broken.status_code, kind_of(broken)) == (500, "broken")
    assert "secret" not in broken.text
