"""What counts, as the organiser sets it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, AuditReason
from matching.drafts import mark
from matching.models import Criterion
from programmes.models import Programme
from tests import factories as make
from tests.matching.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> World:
    return world(slug="doors", name="Doors")


@pytest.fixture
def olga(client: Client, made: World) -> Client:
    person = make.PersonFactory(name="Olga Organiser")
    person.user.is_staff = True
    person.user.save()
    make.OrganiserFactory(programme=made.programme, person=person)
    client.force_login(person.user)
    return client


def url(name: str, *args: str) -> str:
    return reverse(f"matching:organise_{name}", args=["doors", *args])


def rows(programme: Programme) -> list[Criterion]:
    return list(Criterion.objects.filter(programme=programme))


def row(key: str) -> Criterion:
    return Criterion.objects.get(key=key)


def listed(programme: Programme, **typed: Any) -> dict[str, Any]:
    """The whole list as the page posts it; `None` leaves a box unticked."""
    data: dict[str, Any] = {"seen": mark(rows(programme)), "do": "save"}
    for one in rows(programme):
        if one.identity:
            continue
        if one.enabled:
            data[f"on-{one.key}"] = "on"
        if one.use == "score":
            data[f"weight-{one.key}"] = f"{one.weight:g}"
    return {name: value for name, value in {**data, **typed}.items() if value is not None}


def asked(programme: Programme, key: str, kind: str = "choice", **more: Any) -> None:
    version = programme.form_versions.first() or make.FormVersionFactory(
        programme=programme, published_at=make.NOW
    )
    question = make.QuestionFactory(version=version, key=key, kind=kind, text=f"Which {key}?", **more)
    for number, label in enumerate(("One", "Two", "Three")):
        make.QuestionOptionFactory(question=question, key=label.lower(), label=label, ordinal=number)


# --- the list


def test_each_criterion_stands_with_its_share_of_the_whole(olga: Client) -> None:
    page = olga.get(url("criteria")).content.decode()
    assert "40 of 103" in page
    assert "(38.8 %)" in page
    assert "At least one language in common." in page
    assert "What makes the score" in page
    assert "Switched off" in page


def test_weights_and_switches_are_saved_together_and_audited(olga: Client, made: World) -> None:
    sent = listed(made.programme, **{"weight-skills": "25", "on-network": None, "on-some-time": "on"})
    response = olga.post(url("criteria"), sent, follow=True)
    assert "3 criteria were changed." in response.content.decode()
    assert (row("skills").weight, row("network").enabled, row("some-time").enabled) == (25, False, True)
    assert list(
        AuditEvent.objects.filter(action="criterion.change").order_by("id").values_list("fields", flat=True)
    ) == [
        ["weight"],
        ["enabled"],
        ["enabled"],
    ]


def test_a_weight_of_nothing_is_refused_with_what_was_typed(olga: Client, made: World) -> None:
    response = olga.post(
        url("criteria"), listed(made.programme, **{"weight-skills": "0", "weight-words": "x"})
    )
    page = response.content.decode()
    assert "switch it off, or give it some" in page
    assert "Write a number, such as 40 or 2.5." in page
    assert 'value="x"' in page
    assert row("skills").weight == 40


def test_a_stale_list_saves_nothing_and_says_what_changed_and_who_did_it(olga: Client, made: World) -> None:
    sent = listed(made.programme, **{"weight-skills": "25"})
    other = make.PersonFactory(name="Otto Other")
    words = row("words")
    words.weight = 7
    words.save()
    make.AuditEventFactory(
        object_kind="matching.criterion",
        object_id=str(words.pk),
        actor_id=other.pk,
        action="criterion.change",
    )
    response = olga.post(url("criteria"), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "counts with 7 now" in page
    assert "Otto Other" in page
    assert 'value="25"' in page
    assert row("skills").weight == 40
    again = olga.post(url("criteria"), {**sent, "seen": mark(rows(made.programme))})
    assert again.status_code == 302
    assert (row("skills").weight, row("words").weight) == (25, 15)


def test_moving_a_row_keeps_what_was_typed(olga: Client, made: World) -> None:
    sent = listed(made.programme, towards="down", **{"weight-topics": "33"})
    response = olga.post(url("criterion_move", "skills"), sent, follow=True)
    assert [one.key for one in rows(made.programme)][:2] == ["words", "skills"]
    assert 'value="33"' in response.content.decode()
    assert row("topics").weight == 15
    olga.post(url("criterion_move", "skills"), {"towards": "up"})
    assert rows(made.programme)[0].key == "skills"


def test_the_usual_ones_that_are_missing_are_added(olga: Client, made: World) -> None:
    row("network").delete()
    assert "One of the usual criteria is not in this list." in olga.get(url("criteria")).content.decode()
    olga.post(url("criteria_usual"))
    assert row("network").weight == 3


def test_the_list_takes_the_same_queries_at_any_length(olga: Client, made: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert olga.get(url("criteria")).status_code == 200
        return len(queries)

    few = count()
    for number in range(20):
        make.CriterionFactory(programme=made.programme, position=20 + number)
    assert count() == few


def test_nobody_else_finds_the_pages(client: Client, made: World) -> None:
    client.force_login(made.alice.person.user)
    assert client.get(url("criteria")).status_code == 404
    make.CriterionFactory(programme=make.ProgrammeFactory(), key="elsewhere")


def test_a_criterion_of_another_programme_is_not_there(olga: Client) -> None:
    make.CriterionFactory(key="elsewhere")
    for name in ("criterion", "criterion_delete", "criterion_identity"):
        assert olga.get(url(name, "elsewhere")).status_code == 404


# --- one criterion


def test_only_what_can_be_compared_is_offered(olga: Client, made: World) -> None:
    asked(made.programme, "grade", "ladder")
    asked(made.programme, "story", "long_text")
    asked(made.programme, "origin", identity=True)
    page = olga.get(url("criterion_add"))
    assert [one.field for one in page.context["questions"]] == ["question:grade"]
    assert [str(kind) for kind in page.context["questions"][0].kinds] == ["gap", "same", "different"]
    assert [one.field for one in page.context["identity"]] == ["question:origin"]


def new(programme: Programme, **typed: Any) -> dict[str, Any]:
    sent = {
        "seen": mark(rows(programme)),
        "do": "save",
        "label": "Grade",
        "mentee_field": "question:grade",
        "mentor_field": "question:grade",
        "importance": "medium",
        "enabled": "on",
        "dial-best_from": "1",
        "dial-best_to": "3",
        "dial-fade": "50",
        "explanation": "",
    }
    return {name: value for name, value in {**sent, **typed}.items() if value is not None}


def test_a_question_becomes_a_criterion(olga: Client, made: World) -> None:
    asked(made.programme, "grade", "ladder")
    add = f"{url('criterion_add')}?kind=gap&of=question:grade"
    assert olga.get(add).status_code == 200
    assert olga.post(add, new(made.programme, explanation="{mentor} knows your grade")).status_code == 302
    found = row("grade")
    assert (found.kind, found.use, found.weight, found.enabled) == ("gap", "score", 15, True)
    assert found.parameters == {"best_from": 1, "best_to": 3, "fade": 0.5}
    assert found.explanation == "{mentor} knows your grade"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"importance": "custom"}, "Write the weight, a number above 0."),
        ({"dial-best_from": "4"}, "at least as many steps"),
        ({"dial-fade": "140"}, "100"),
        ({"label": ""}, "Give it a name"),
        ({"explanation": "{both} of you"}, "{both} is not known here. Use {mentee}, {mentor}."),
        ({"mentee_field": "question:other"}, "Select a valid choice"),
    ],
)
def test_what_the_engine_would_refuse_is_said_beforehand(
    olga: Client, made: World, typed: dict[str, str], said: str
) -> None:
    asked(made.programme, "grade", "ladder")
    sent = new(made.programme, **typed)
    page = olga.post(f"{url('criterion_add')}?kind=gap&of=question:grade", sent).content.decode()
    assert said in page
    assert not Criterion.objects.filter(label="Grade").exists()


def test_a_rule_has_a_least_value_and_may_be_strict(olga: Client, made: World) -> None:
    sent = new(
        made.programme,
        label="Time",
        mentee_field="availability",
        mentor_field="availability",
        importance="must",
        minimum="1.5",
        strict="on",
        **{"dial-full_hours": "2"},
    )
    olga.post(url("criterion", "hours"), sent)
    found = row("hours")
    assert (found.use, found.minimum, found.strict, found.weight) == ("rule", 1.5, True, 15)
    back = {**sent, "importance": "high", "seen": mark(rows(made.programme))}
    olga.post(url("criterion", "hours"), back)
    assert (row("hours").use, row("hours").weight, row("hours").strict) == ("score", 40, False)


def test_the_words_are_shown_before_they_are_saved(olga: Client, made: World) -> None:
    sent = new(
        made.programme,
        label="Skills",
        do="words",
        explanation="{mentor} can teach {mentee} {both}",
        **{"dial-share": "30"},
    )
    page = olga.post(url("criterion", "skills"), {**sent, "mentee_field": "skills", "mentor_field": "skills"})
    assert "Joel can teach Amara Budgets and Presenting." in page.content.decode()
    assert row("skills").explanation == ""


def test_own_ones_are_deleted_after_a_question_and_usual_ones_never(olga: Client, made: World) -> None:
    make.CriterionFactory(programme=made.programme, key="own", label="My own")
    assert "gone for good" in olga.get(url("criterion_delete", "own")).content.decode()
    olga.post(url("criterion_delete", "own"))
    assert not Criterion.objects.filter(key="own").exists()
    assert AuditEvent.objects.filter(action="criterion.delete", fields=["own"]).exists()
    assert "switched off in the list" in olga.get(url("criterion_delete", "skills")).content.decode()
    assert olga.post(url("criterion_delete", "skills")).status_code == 404
    assert row("skills")


# --- identity


@pytest.fixture
def origin(made: World) -> Criterion:
    asked(made.programme, "origin", identity=True)
    found: Criterion = make.CriterionFactory(
        programme=made.programme,
        key="origin",
        label="Background",
        kind="same",
        weight=5,
        mentee_field="question:origin",
        mentor_field="question:origin",
        identity=True,
        enabled=False,
    )
    return found


def test_a_criterion_about_identity_begins_switched_off(olga: Client, made: World) -> None:
    asked(made.programme, "origin", identity=True)
    sent = {
        "seen": mark(rows(made.programme)),
        "do": "save",
        "label": "Background",
        "mentee_field": "question:origin",
        "mentor_field": "question:origin",
        "importance": "low",
        "enabled": "on",
    }
    olga.post(f"{url('criterion_add')}?kind=same&of=question:origin", sent)
    assert (row("background").identity, row("background").enabled) == (True, False)


def test_the_list_cannot_switch_identity_on(olga: Client, made: World, origin: Criterion) -> None:
    olga.post(url("criteria"), listed(made.programme, **{"on-origin": "on", "weight-origin": "90"}))
    origin.refresh_from_db()
    assert (origin.enabled, origin.weight) == (False, 5)


def test_identity_counts_from_a_recorded_reason_on_and_needs_none_to_stop(
    olga: Client, made: World, origin: Criterion
) -> None:
    page, seen = url("criterion_identity", "origin"), mark(rows(made.programme))
    refused = olga.post(page, {"do": "on", "seen": seen, "reason": "  "})
    assert "Without a reason they do not." in refused.content.decode()
    olga.post(page, {"do": "on", "seen": seen, "reason": "Asked for by the network of parents."})
    origin.refresh_from_db()
    assert origin.enabled
    assert AuditReason.objects.get().text == "Asked for by the network of parents."
    listed_page = olga.get(url("criteria")).content.decode()
    assert "network of parents" not in listed_page + olga.get(page).content.decode()
    olga.post(page, {"do": "off", "seen": mark(rows(made.programme))})
    origin.refresh_from_db()
    assert not origin.enabled


def test_editing_never_switches_identity_on_or_off(olga: Client, made: World, origin: Criterion) -> None:
    sent = {
        "do": "try",
        "label": "Background",
        "mentee_field": "question:origin",
        "mentor_field": "question:origin",
        "importance": "high",
        "enabled": "on",
    }
    for standing in (False, True):
        Criterion.objects.filter(pk=origin.pk).update(enabled=standing, weight=5)
        response = olga.post(url("criterion", "origin"), {**sent, "seen": mark(rows(made.programme))})
        assert response["Location"] == url("criteria")
        origin.refresh_from_db()
        assert (origin.enabled, origin.weight) == (standing, 40)


@pytest.mark.parametrize(("agreeing", "told"), [(4, False), (5, True)])
def test_of_fewer_than_five_who_agreed_not_even_the_number_is_told(
    olga: Client, made: World, origin: Criterion, agreeing: int, told: bool
) -> None:
    for _number in range(agreeing):
        mentee = make.MenteeFactory(programme=made.programme)
        make.ConsentFactory(
            person=mentee.person, purpose="identity_matching", subject=f"{made.programme.pk}:origin"
        )
    make.ConsentFactory(purpose="identity_matching", subject=f"{made.programme.pk}:origin")
    page = olga.get(url("criterion_identity", "origin")).content.decode()
    assert (f'<b class="figure">{agreeing}</b> people agreed' in page) is told
    assert ("Fewer than five people agreed" in page) is not told


def test_people_read_what_counts_without_a_word_of_wishes_or_identity(
    client: Client, made: World, origin: Criterion
) -> None:
    Criterion.objects.filter(key__in=["wishes", "origin"]).update(enabled=True)
    client.force_login(made.alice.person.user)
    page = client.get(reverse("matching:what_counts", args=[made.alice.pk]))
    assert page.status_code == 200
    assert "wished for" not in page.content.decode()
    assert "Background" not in page.content.decode()
