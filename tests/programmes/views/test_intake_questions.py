"""The organiser's own questions in the intake, and those about identity, which are inert without consent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Consent
from programmes.models import Answer, Enrolment, FormVersion
from tests import factories as make

pytestmark = pytest.mark.django_db

KINDS: list[tuple[str, Any, dict[str, Any], list[str]]] = [
    ("short_text", "Night shifts", {"text": "Night shifts"}, ["Night shifts"]),
    ("long_text", "One.\r\nTwo.", {"text": "One.\nTwo."}, ["One.\nTwo."]),
    ("choice", "b", {"choices": ["b"]}, ["Label b"]),
    ("ladder", "a", {"choices": ["a"]}, ["Label a"]),
    ("choices", ["a", "c"], {"choices": ["a", "c"]}, ["Label a", "Label c"]),
    ("number", "12.5", {"number": Decimal("12.500")}, ["12.5"]),
    ("yes_no", "no", {"yes": False}, ["No"]),
    ("date", "2026-11-24", {"date": date(2026, 11, 24)}, ["24 November 2026"]),
]


@pytest.fixture
def mentee(client: Client) -> Enrolment:
    enrolment = make.MenteeFactory(submitted_at=None)
    client.force_login(enrolment.person.user)
    return enrolment


@pytest.fixture
def version(mentee: Enrolment) -> FormVersion:
    return make.FormVersionFactory(programme=mentee.programme, number=1)


def ask(version: FormVersion, kind: str, key: str = "asked", **more: Any) -> Any:
    question = make.QuestionFactory(version=version, kind=kind, key=key, text=f"What about {key}?", **more)
    if kind in {"choice", "ladder", "choices"}:
        for rung, option in enumerate("abc"):
            make.QuestionOptionFactory(question=question, key=option, label=f"Label {option}", ordinal=rung)
    return question


def address(enrolment: Enrolment, step: str) -> str:
    return reverse("programmes:intake_step", args=[enrolment.pk, step])


@pytest.mark.parametrize(("kind", "typed", "stored", "words"), KINDS, ids=[kind for kind, *_rest in KINDS])
def test_each_kind_of_question_is_asked_kept_shown_and_taken_back(
    client: Client,
    mentee: Enrolment,
    version: FormVersion,
    kind: str,
    typed: Any,
    stored: dict[str, Any],
    words: list[str],
) -> None:
    question = ask(version, kind)
    url = address(mentee, "questions")
    assert client.post(url, {"q-asked": typed}).status_code == 302
    answer = Answer.objects.get(enrolment=mentee)
    assert {name: getattr(answer, name) for name in stored} == stored
    assert (answer.question, answer.key, answer.source) == (question, "asked", "self")
    form = client.get(url).context["form"]
    assert form.shown() == [("What about asked?", words)]
    assert client.post(url, {}).status_code == 302
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("number", "many"),
        ("date", "tomorrow"),
        ("choice", "z"),
        ("yes_no", "maybe"),
        ("short_text", "x" * 301),
    ],
)
def test_an_answer_of_the_wrong_kind_is_named_and_kept_in_the_page(
    client: Client, mentee: Enrolment, version: FormVersion, kind: str, wrong: str
) -> None:
    ask(version, kind)
    page = client.post(address(mentee, "questions"), {"q-asked": wrong})
    assert "<title>Error:" in page.content.decode()
    assert page.context["form"]["q-asked"].value() == wrong
    assert not Answer.objects.exists()


def test_only_the_latest_published_version_is_asked_of_this_role(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    ask(version, "short_text", "old")
    second = make.FormVersionFactory(programme=mentee.programme, number=2)
    ask(second, "short_text", "new")
    ask(second, "short_text", "for-mentors", asked_of="mentor")
    ask(
        make.FormVersionFactory(programme=mentee.programme, number=3, published_at=None),
        "short_text",
        "draft",
    )
    assert list(client.get(address(mentee, "questions")).context["form"].fields) == ["q-new"]


def test_an_imported_answer_becomes_the_persons_own_when_they_save_it(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    old = ask(version, "short_text")
    answer = make.AnswerFactory(enrolment=mentee, question=old, text="From a file", source="import")
    newer = ask(make.FormVersionFactory(programme=mentee.programme, number=2), "short_text")
    client.post(address(mentee, "questions"), {"q-asked": "From me"})
    answer.refresh_from_db()
    assert (answer.text, answer.source, answer.question) == ("From me", "self", newer)


def test_a_required_question_that_came_later_opens_the_step_again(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    ask(version, "short_text", "first", required=True)
    mentee.steps_done = ["about", "story", "goals", "skills", "meeting"]
    mentee.save()
    check = reverse("programmes:intake_check", args=[mentee.pk])
    client.post(address(mentee, "questions"), {"q-first": "Yes"})
    assert client.get(check).context["left"] == []
    second = make.FormVersionFactory(programme=mentee.programme, number=2)
    ask(second, "short_text", "first", required=True)
    ask(second, "short_text", "second", required=True)
    assert [step.slug for step in client.post(check).context["left"]] == ["questions"]


def test_an_explanation_from_an_organiser_is_text_not_markup(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    ask(version, "short_text", help_text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(address(mentee, "questions")).content.decode()


def test_an_answer_about_identity_is_inert_without_the_box(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    ask(version, "choice", "faith", identity=True, required=True)
    url = address(mentee, "identity")
    assert client.post(url, {}).status_code == 302
    assert client.post(url, {"q-faith": "a"}).status_code == 302
    assert Answer.objects.get().choices == ["a"]
    assert not Consent.objects.exclude(purpose="code_of_conduct").exists()


def test_consent_about_identity_is_given_and_taken_back(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    ask(version, "choice", "faith", identity=True)
    ask(version, "short_text", "gender", identity=True)
    url = address(mentee, "identity")
    client.post(url, {"q-faith": "a", "counts-faith": "on", "counts-gender": "on"})
    client.post(url, {"q-faith": "b", "counts-faith": "on"})
    consent = Consent.objects.exclude(purpose="code_of_conduct").get()
    assert (consent.purpose, consent.subject) == ("identity_matching", f"{mentee.programme_id}:faith")
    assert consent.person_id == mentee.person_id
    client.post(url, {"q-faith": "", "counts-faith": "on"})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert not Answer.objects.exists()


def test_the_two_boxes_about_identity_are_separate_consents(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    ask(version, "choice", "faith", identity=True)
    url = address(mentee, "identity")

    def standing() -> list[str]:
        return sorted(
            Consent.objects.standing().exclude(purpose="code_of_conduct").values_list("purpose", flat=True)
        )

    client.post(url, {"q-faith": "a", "figures-faith": "on"})
    assert standing() == ["identity_statistics"]
    assert client.get(url).context["form"].shown() == [
        ("What about faith?", ["Label a", "does not count in matching", "counted in fairness figures"])
    ]
    client.post(url, {"q-faith": "a", "figures-faith": "on", "counts-faith": "on"})
    assert standing() == ["identity_matching", "identity_statistics"]
    client.post(url, {"q-faith": "a", "counts-faith": "on"})
    assert standing() == ["identity_matching"]
    client.post(url, {"q-faith": "", "counts-faith": "on", "figures-faith": "on"})
    assert standing() == []


def test_an_answer_to_an_older_version_stays_readable(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    """The choice is gone, the question is gone, or it is answered otherwise: the words are those of its own version."""
    for key in ("kept", "gone", "retyped"):
        make.AnswerFactory(enrolment=mentee, question=ask(version, "choice", key), choices=["c"])
    newer = make.FormVersionFactory(programme=mentee.programme, number=2)
    kept = ask(newer, "choice", "kept")
    kept.options.filter(key="c").delete()
    kept.options.filter(key="b").update(label="Renamed b")
    ask(newer, "number", "retyped")
    page = client.get(address(mentee, "questions"))
    assert page.context["form"].shown() == [
        ("What about kept?", ["Label c"]),
        ("What about retyped?", ["Label c"]),
        ("What about gone? (asked earlier)", ["Label c"]),
    ]
    assert page.text.count("Before, you answered: Label c.") == 2
    client.post(address(mentee, "questions"), {"q-kept": "b", "q-retyped": "7"})
    assert {answer.key: answer.question.version.number for answer in Answer.objects.all()} == {
        "kept": 2,
        "gone": 1,
        "retyped": 2,
    }


def test_consent_can_be_taken_back_when_the_question_is_not_asked_any_more(
    client: Client, mentee: Enrolment, version: FormVersion
) -> None:
    ask(version, "choice", "faith", identity=True)
    url = address(mentee, "identity")
    client.post(url, {"q-faith": "a", "counts-faith": "on", "figures-faith": "on"})
    make.FormVersionFactory(programme=mentee.programme, number=2)
    assert list(client.get(url).context["form"].fields) == ["q-faith", "counts-faith", "figures-faith"]
    client.post(url, {"q-faith": ""})
    assert not Consent.objects.standing().exclude(purpose="code_of_conduct").exists()
    assert client.get(url).status_code == 404
