"""The form builder's pages: what they show, what is kept, and what somebody reads who comes too late."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from programmes.answered import answer_words
from programmes.form_builder import draft_question, newest, questions_of
from programmes.form_changes import stamp
from programmes.models import Answer, Programme, Question
from programmes.operations.form_drafts import open_draft, remove_question
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db

FORM = "/admin/organise/open-doors/form/"
DRAFT = f"{FORM}draft/"
TRADE = f"{DRAFT}questions/trade/"


@pytest.fixture
def olga() -> Person:
    return make.PersonFactory(name="Olga Organiser", user__is_staff=True)


@pytest.fixture
def programme(olga: Person) -> Programme:
    """Asks for a trade, which somebody has answered, and about faith."""
    made: Programme = make.ProgrammeFactory(slug="open-doors")
    make.OrganiserFactory(programme=made, person=olga)
    version = make.FormVersionFactory(programme=made, number=1)
    trade = make.QuestionFactory(version=version, key="trade", text="Which trade?", position=1)
    for rung, label in enumerate(("Baker", "Smith"), start=1):
        make.QuestionOptionFactory(question=trade, key=label.lower(), label=label, ordinal=rung)
    make.QuestionFactory(
        version=version, key="faith", text="Your faith?", kind="short_text", identity=True, position=2
    )
    make.AnswerFactory(
        enrolment=make.MenteeFactory(programme=made), question=trade, choices=["smith"], source="self"
    )
    return made


@pytest.fixture
def as_olga(client: Client, olga: Person) -> Client:
    client.force_login(olga.user)
    return client


@pytest.fixture
def draft(programme: Programme) -> Programme:
    open_draft(programme=programme, by=None, now=NOW)
    return programme


def asked(programme: Programme, key: str = "trade") -> Question:
    question = draft_question(programme, key)
    assert question is not None
    return question


def typed(question: Question, **more: Any) -> dict[str, Any]:
    """What a browser posts of the page of `question` as it stands."""
    options = list(question.options.all())
    return {
        "seen": stamp([question]),
        "text": question.text,
        "help_text": question.help_text,
        "kind": question.kind,
        "asked_of": question.asked_of,
        "visibility": question.visibility,
        "options-key": [option.key for option in options],
        "options-label": [option.label for option in options],
        **more,
    }


def test_from_the_form_through_a_draft_to_what_is_asked(
    as_olga: Client, programme: Programme, olga: Person
) -> None:
    assert "Which trade?" in as_olga.get(FORM).text
    assert as_olga.get(DRAFT).status_code == 302
    assert as_olga.post(f"{DRAFT}begin/").headers["Location"] == DRAFT
    new = {
        "text": "Which grade are you in?",
        "kind": "ladder",
        "asked_of": "mentee",
        "visibility": "match",
        "required": "on",
        "options-key": ["", "", ""],
        "options-label": ["Officer", " ", "Director"],
    }
    answer = as_olga.post(f"{DRAFT}add/", new)
    assert answer.headers["Location"] == f"{DRAFT}#q-which-grade-are-you-in"
    grade = asked(programme, "which-grade-are-you-in")
    assert [(o.key, o.label, o.ordinal) for o in grade.options.all()] == [
        ("officer", "Officer", 1),
        ("director", "Director", 2),
    ]
    changed = typed(
        asked(programme), text="Which trade do you know?", **{"options-label": ["Baker", "Metal worker"]}
    )
    assert as_olga.post(TRADE, changed).status_code == 302
    page = as_olga.get(f"{DRAFT}publish/")
    assert "It was: “Which trade?”" in page.text
    assert "The choice “Smith” is called “Metal worker”" in page.text
    as_olga.post(f"{DRAFT}publish/", {"seen": page.context["changes"].stamp})
    shown = as_olga.get(FORM).context["form_page"]
    assert [line.question.key for line in shown.asked.ordinary] == ["trade", "which-grade-are-you-in"]
    assert [(line.version.number, line.published_by, line.answers) for line in shown.versions] == [
        (2, "Olga Organiser", 0),
        (1, "", 1),
    ]
    assert answer_words(Answer.objects.get()) == ["Smith"]
    assert "No longer asked" in as_olga.get(f"{FORM}versions/1/").text


def test_the_buttons_beside_the_choices_change_only_the_page(as_olga: Client, draft: Programme) -> None:
    def rows(pressed: str) -> Any:
        page = as_olga.post(TRADE, typed(asked(draft), row=pressed, text="Half a que"))
        assert page.context["form"]["text"].value() == "Half a que"
        return page.context["form"]["options"].value()

    assert rows("more") == [("baker", "Baker"), ("smith", "Smith"), ("", ""), ("", ""), ("", "")]
    assert rows("down:0") == [("smith", "Smith"), ("baker", "Baker")]
    assert rows("up:0") == [("baker", "Baker"), ("smith", "Smith")]
    assert rows("remove:1") == [("baker", "Baker")]
    assert rows("remove:99999999999999999999") == [("baker", "Baker"), ("smith", "Smith")]
    assert asked(draft).text == "Which trade?"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"kind": "song"}, "kind"),
        ({"options-label": ["Baker", ""]}, "options"),
        ({"options-label": ["Baker", "BAKER"]}, "options"),
        ({"options-label": ["Baker", "x" * 161]}, "options"),
        ({"visibility": "match"}, "visibility"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    as_olga: Client, draft: Programme, wrong: dict[str, Any], field: str
) -> None:
    page = as_olga.post(TRADE, typed(asked(draft), help_text="Typed.", **wrong) | wrong)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["help_text"].value() == "Typed."
    assert asked(draft).help_text == ""


def test_a_question_about_identity_has_no_box_to_require_or_to_show_it(
    as_olga: Client, draft: Programme
) -> None:
    page = as_olga.get(f"{DRAFT}add/?identity")
    assert set(page.context["form"].fields) == {"text", "help_text", "kind", "options", "asked_of"}
    as_olga.post(
        f"{DRAFT}add/?identity",
        {"text": "Your age?", "kind": "number", "asked_of": "both", "required": "on", "visibility": "match"},
    )
    made = asked(draft, "your-age")
    assert (made.identity, made.required, made.visibility) == (True, False, "organisers")


def test_who_comes_too_late_reads_what_happened_and_keeps_the_words(
    as_olga: Client, draft: Programme
) -> None:
    old = typed(asked(draft), text="My words")
    as_olga.post(TRADE, typed(asked(draft), text="Theirs"))
    page = as_olga.post(TRADE, old)
    assert page.status_code == 409
    assert "My words" in page.text
    remove_question(programme=draft, key="trade", by=None, now=NOW)
    assert as_olga.get(TRADE).status_code == 404
    assert "not in the draft any more" in as_olga.get(TRADE).text
    assert as_olga.post(TRADE, old).status_code == 409
    for act in ("move/", "remove/"):
        assert as_olga.post(TRADE + act).status_code == 409
    assert as_olga.post(f"{DRAFT}order/", {"key": ["trade"], "part": "ordinary"}).status_code == 409
    assert as_olga.post(f"{DRAFT}publish/", {"seen": "older"}).status_code == 409


def test_another_version_published_meanwhile_comes_first(as_olga: Client, draft: Programme) -> None:
    other = make.FormVersionFactory(programme=draft, number=3)
    make.QuestionFactory(version=other, key="grade", kind="number", text="Grade?")
    page = as_olga.get(DRAFT)
    assert page.context["draft"].outdated
    found = newest(draft, published=False)
    assert as_olga.post(f"{DRAFT}publish/", {"seen": stamp(questions_of(found))}).status_code == 409
    assert as_olga.post(f"{DRAFT}update/").status_code == 302
    assert not as_olga.get(DRAFT).context["draft"].outdated
    assert asked(draft, "grade").text == "Grade?"


def test_taking_out_says_what_uses_it_and_one_press_puts_it_back(as_olga: Client, draft: Programme) -> None:
    make.CriterionFactory(programme=draft, label="Trade", mentor_field="question:trade")
    page = as_olga.get(f"{TRADE}remove/").text
    assert "the criterion “Trade”" in page
    assert "It has 1 answer." in page
    as_olga.post(f"{TRADE}remove/")
    assert "the criterion “Trade”" in as_olga.get(f"{DRAFT}publish/").text
    as_olga.post(f"{DRAFT}put-back/", {"key": "trade"})
    assert not as_olga.get(DRAFT).context["draft"].changes


def test_moving_by_button_and_by_dragging(as_olga: Client, draft: Programme) -> None:
    for text in ("One", "Two"):
        as_olga.post(
            f"{DRAFT}add/", {"text": text, "kind": "date", "asked_of": "both", "visibility": "match"}
        )
    assert as_olga.post(f"{DRAFT}questions/two/move/", {"to": "up"}).headers["Location"] == f"{DRAFT}#q-two"
    as_olga.post(f"{DRAFT}order/", {"key": ["two", "one", "trade"], "part": "ordinary"})
    shown = as_olga.get(DRAFT).context["draft"].asked
    assert [line.question.key for line in shown.ordinary] == ["two", "one", "trade"]


def test_discarding_asks_first(as_olga: Client, draft: Programme) -> None:
    page = as_olga.get(f"{DRAFT}discard/")
    assert newest(draft, published=False) is not None
    as_olga.post(f"{DRAFT}discard/", {"seen": page.context["draft"].stamp})
    assert newest(draft, published=False) is None
    assert as_olga.get(f"{DRAFT}publish/").status_code == 404


def test_a_draft_like_an_older_version_only_where_none_is_open(as_olga: Client, programme: Programme) -> None:
    make.FormVersionFactory(programme=programme, number=2)
    assert "Make a draft like this one" in as_olga.get(f"{FORM}versions/1/").text
    as_olga.post(f"{DRAFT}begin/", {"version": "1"})
    assert asked(programme).text == "Which trade?"
    assert as_olga.post(f"{DRAFT}begin/", {"version": "1"}).status_code == 409
    assert as_olga.post(f"{DRAFT}begin/", {"version": "77"}).status_code == 404


def test_the_preview_asks_each_role_its_own_questions(as_olga: Client, programme: Programme) -> None:
    version = newest(programme, published=True)
    make.QuestionFactory(version=version, key="team", kind="yes_no", text="Do you lead?", asked_of="mentor")
    for role, names in (
        ("mentee", {"q-trade", "q-faith", "counts-faith", "figures-faith"}),
        ("mentor", {"q-trade", "q-team", "q-faith", "counts-faith", "figures-faith"}),
    ):
        assert set(as_olga.get(f"{FORM}versions/1/{role}/").context["preview"].fields) == names


def test_a_draft_is_nothing_that_matching_or_people_know(
    as_olga: Client, draft: Programme, client: Client
) -> None:
    as_olga.post(TRADE, typed(asked(draft), text="Secret plans"))
    mentee = make.MenteeFactory(programme=draft, submitted_at=None)
    client.force_login(mentee.person.user)
    page = client.get(f"/enrolments/{mentee.pk}/intake/questions/").text
    assert "Which trade?" in page
    assert "Secret plans" not in page


@pytest.mark.parametrize(
    ("key", "wrong", "field"),
    [
        ("trade", {"visibility": "match"}, "visibility"),
        ("faith", {"identity": ""}, "visibility"),
        ("faith", {"required": "on"}, "identity"),
        ("faith", {"visibility": "match"}, "identity"),
    ],
)
def test_the_records_keep_what_people_were_told_as_well(
    as_olga: Client, draft: Programme, key: str, wrong: dict[str, str], field: str
) -> None:
    question = asked(draft, key)
    sent = {
        name: getattr(question, name)
        for name in ("position", "key", "kind", "text", "asked_of", "visibility")
    }
    sent |= {
        "identity": "on" if question.identity else "",
        "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
    }
    url = f"/admin/programmes/question/{question.pk}/change/"
    page = as_olga.post(url, {**sent, **wrong})
    assert page.status_code == 200
    assert field in page.context["adminform"].form.errors
    assert as_olga.post(url, {**sent, "text": "Put better?"}).status_code == 302
    assert asked(draft, key).text == "Put better?"


def test_pages_take_the_same_queries_for_many_questions(as_olga: Client, draft: Programme) -> None:
    pages = (FORM, DRAFT, f"{DRAFT}publish/", f"{FORM}versions/1/", f"{FORM}versions/2/mentee/")
    as_olga.post(TRADE, typed(asked(draft), text="Another"))
    _more(draft, 0)
    before = [_count(as_olga, url) for url in pages]
    for number in range(1, 4):
        _more(draft, number)
    assert [_count(as_olga, url) for url in pages] == before


def _more(draft: Programme, number: int) -> None:
    """One question more in the draft, and one more that is asked now and not in the draft."""
    version = newest(draft, published=False)
    make.QuestionOptionFactory(
        question=make.QuestionFactory(version=version, key=f"more-{number}", required=True)
    )
    current = newest(draft, published=True)
    make.QuestionOptionFactory(question=make.QuestionFactory(version=current, key=f"gone-{number}"))


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)
