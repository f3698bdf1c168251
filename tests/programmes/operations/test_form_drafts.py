"""The form builder's writes: one draft, keys that stay, promises that are kept, and nothing lost between two organisers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind
from programmes.form_builder import draft_question, newest, questions_of
from programmes.form_changes import stamp
from programmes.importing.mapping import OptionSpec, QuestionSpec, Source
from programmes.models import FormVersion, Programme, Question
from programmes.operations import form_drafts as drafts
from programmes.operations.form_drafts import CannotAsk, Choice, DraftChanged, OutdatedDraft, Wording
from programmes.operations.forms import ask_questions, publish_version
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db

BY: dict[str, Any] = {"by": None, "now": NOW}


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice("", label) for label in labels)


def said(**more: Any) -> Wording:
    return Wording(
        **{"kind": QuestionKind.CHOICE, "text": "Which trade?", "choices": choices("Baker", "Smith"), **more}
    )


@pytest.fixture
def programme() -> Programme:
    """Asks one question, published as version 1."""
    made: Programme = make.ProgrammeFactory()
    version = make.FormVersionFactory(programme=made, number=1)
    trade = make.QuestionFactory(version=version, key="trade", kind="choice", text="Which trade?", position=1)
    for rung, label in enumerate(("Baker", "Smith"), start=1):
        make.QuestionOptionFactory(question=trade, key=label.lower(), label=label, ordinal=rung)
    drafts.open_draft(programme=made, **BY)
    return made


def draft(programme: Programme) -> FormVersion:
    found = newest(programme, published=False)
    assert found is not None
    return found


def keys(programme: Programme) -> list[str]:
    return [question.key for question in questions_of(draft(programme))]


def options(programme: Programme, key: str = "trade") -> list[tuple[int, str, str]]:
    question = draft_question(programme, key)
    assert question is not None
    return [(option.ordinal, option.key, option.label) for option in question.options.all()]


def add(programme: Programme, text: str, *, identity: bool = False, **more: Any) -> Question:
    return drafts.add_question(programme=programme, wording=said(text=text, **more), identity=identity, **BY)


def change(programme: Programme, key: str = "trade", **more: Any) -> Question:
    question = draft_question(programme, key)
    assert question is not None
    return drafts.change_question(
        programme=programme, key=key, seen=stamp([question]), wording=said(**more), **BY
    )


def publish(programme: Programme) -> FormVersion:
    return drafts.publish_draft(programme=programme, seen=stamp(questions_of(draft(programme))), **BY)


def test_opening_a_draft_twice_gives_the_same_one(programme: Programme) -> None:
    assert drafts.open_draft(programme=programme, **BY) == draft(programme)
    assert programme.form_versions.count() == 2
    assert keys(programme) == ["trade"]


def test_a_key_is_made_of_the_words_once_and_never_used_again(programme: Programme) -> None:
    assert add(programme, "Where do you work?").key == "where-do-you-work"
    assert add(programme, "Where do you work?").key == "where-do-you-work-2"
    assert add(programme, "你好").key == "question"
    change(programme, "where-do-you-work", text="In which town do you work?")
    drafts.remove_question(programme=programme, key="trade", **BY)
    publish(programme)
    drafts.open_draft(programme=programme, **BY)
    assert add(programme, "Trade").key == "trade-2"
    assert "where-do-you-work" in keys(programme)


def test_a_choice_keeps_its_key_through_new_words_and_a_new_one_never_takes_anothers(
    programme: Programme,
) -> None:
    change(
        programme, choices=(Choice("smith", "Metal worker"), Choice("", "Smith"), Choice("baker", "Baker"))
    )
    assert options(programme) == [
        (1, "smith", "Metal worker"),
        (2, "smith-2", "Smith"),
        (3, "baker", "Baker"),
    ]
    publish(programme)
    drafts.open_draft(programme=programme, **BY)
    change(programme, choices=choices("Baker", "Smith"))
    # "baker" means what it meant; "smith" has meant two things since.
    assert options(programme) == [(1, "baker", "Baker"), (2, "smith-2", "Smith")]


def test_a_key_that_is_not_one_of_the_questions_own_is_not_taken_from_the_page(programme: Programme) -> None:
    change(programme, choices=(Choice("made-up", "Tailor"), Choice("baker", "Baker")))
    assert [key for _rung, key, _label in options(programme)] == ["tailor", "baker"]


def test_answers_are_never_shown_to_more_people_than_were_told(programme: Programme) -> None:
    with pytest.raises(CannotAsk):
        change(programme, visibility=AnswerVisibility.MATCH)
    fresh = add(programme, "What do you like?", visibility=AnswerVisibility.MATCH)
    assert fresh.visibility == AnswerVisibility.MATCH
    change(programme, fresh.key, visibility=AnswerVisibility.ORGANISERS)
    publish(programme)
    drafts.open_draft(programme=programme, **BY)
    with pytest.raises(CannotAsk):
        change(programme, fresh.key, visibility=AnswerVisibility.MATCH)


def test_a_draft_like_an_older_version_keeps_the_promise_made_since(programme: Programme) -> None:
    fresh = add(programme, "What do you like?", visibility=AnswerVisibility.MATCH)
    second = publish(programme)
    drafts.open_draft(programme=programme, **BY)
    change(programme, fresh.key, visibility=AnswerVisibility.ORGANISERS)
    publish(programme)
    drafts.open_draft(programme=programme, like=second, **BY)
    again = draft_question(programme, fresh.key)
    assert again is not None
    assert again.visibility == AnswerVisibility.ORGANISERS
    with pytest.raises(DraftChanged):
        drafts.open_draft(programme=programme, like=second, **BY)


def test_a_question_about_identity_is_never_required_nor_shown_to_matches(programme: Programme) -> None:
    made = add(programme, "Your faith?", identity=True, required=True, visibility=AnswerVisibility.MATCH)
    assert (made.identity, made.required, made.visibility) == (True, False, "organisers")
    change(programme, made.key, required=True, visibility=AnswerVisibility.MATCH)
    made.refresh_from_db()
    assert (made.identity, made.required, made.visibility) == (True, False, "organisers")


def test_two_organisers_do_not_write_over_each_other(programme: Programme) -> None:
    question = draft_question(programme, "trade")
    assert question is not None
    seen = stamp([question])
    change(programme, text="Your trade?")
    with pytest.raises(DraftChanged):
        drafts.change_question(programme=programme, key="trade", seen=seen, wording=said(text="Job?"), **BY)
    with pytest.raises(DraftChanged):
        drafts.publish_draft(programme=programme, seen=seen, **BY)
    with pytest.raises(DraftChanged):
        drafts.discard_draft(programme=programme, seen=seen, **BY)
    drafts.remove_question(programme=programme, key="trade", **BY)
    with pytest.raises(DraftChanged):
        drafts.remove_question(programme=programme, key="trade", **BY)


def test_order_is_of_one_part_and_of_exactly_its_questions(programme: Programme) -> None:
    for text in ("One", "Two"):
        add(programme, text)
    add(programme, "Faith", identity=True)
    drafts.set_order(programme=programme, keys=["two", "trade", "one"], identity=False, **BY)
    assert keys(programme) == ["two", "trade", "one", "faith"]
    assert drafts.move_question(programme=programme, key="one", up=True, **BY) == 2
    assert drafts.move_question(programme=programme, key="two", up=True, **BY) == 1
    assert drafts.move_question(programme=programme, key="faith", up=True, **BY) == 1
    assert keys(programme) == ["two", "one", "trade", "faith"]
    for wrong in (["two", "one"], ["two", "one", "trade", "faith"], ["two", "two", "trade"]):
        with pytest.raises(DraftChanged):
            drafts.set_order(programme=programme, keys=wrong, identity=False, **BY)


def test_a_removed_question_is_put_back_as_it_is_asked(programme: Programme) -> None:
    change(programme, text="Your trade?")
    drafts.remove_question(programme=programme, key="trade", **BY)
    assert drafts.put_back(programme=programme, key="trade", **BY).text == "Which trade?"
    assert options(programme) == [(1, "baker", "Baker"), (2, "smith", "Smith")]
    with pytest.raises(DraftChanged):
        drafts.put_back(programme=programme, key="trade", **BY)


def test_what_an_import_published_meanwhile_is_taken_over_before_the_draft_is_published(
    programme: Programme,
) -> None:
    add(programme, "Anything else?")
    asked = QuestionSpec(
        "trade",
        QuestionKind.CHOICE,
        "Which trade?",
        Source(),
        options=(OptionSpec("baker", "Baker", 1), OptionSpec("tailor", "Tailor", 2)),
    )
    new = QuestionSpec("grade", QuestionKind.NUMBER, "Which grade?", Source())
    ask_questions(programme=programme, specs=[asked, new], **BY)
    with pytest.raises(OutdatedDraft):
        publish(programme)
    assert sorted(drafts.catch_up(programme=programme, **BY)) == ["grade", "trade"]
    assert [key for _rung, key, _label in options(programme)] == ["baker", "tailor"]
    assert drafts.catch_up(programme=programme, **BY) == []
    published = publish(programme)
    assert newest(programme, published=True) == published
    assert sorted(question.key for question in questions_of(published)) == ["anything-else", "grade", "trade"]


def test_an_import_keeps_what_people_were_told_as_well(programme: Programme) -> None:
    version = newest(programme, published=True)
    make.QuestionFactory(version=version, key="faith", kind="short_text", identity=True)
    match = AnswerVisibility.MATCH
    specs = [
        QuestionSpec("trade", QuestionKind.SHORT_TEXT, "Trade", Source(), visibility=match),
        QuestionSpec("faith", QuestionKind.SHORT_TEXT, "Faith", Source(), visibility=match, required=True),
        QuestionSpec("new", QuestionKind.SHORT_TEXT, "New", Source(), visibility=match),
    ]
    now_asked, _changed = ask_questions(programme=programme, specs=specs, **BY)
    assert {key: (q.visibility, q.identity, q.required) for key, q in now_asked.items()} == {
        "trade": ("organisers", False, False),
        "faith": ("organisers", True, False),
        "new": ("match", False, False),
    }


@pytest.mark.django_db(transaction=True)
def test_whoever_begins_at_the_same_moment_works_on_the_same_draft() -> None:
    programme = make.ProgrammeFactory()
    together = Barrier(4)

    def begin(_number: int) -> int:
        try:
            together.wait()
            return drafts.open_draft(programme=programme, **BY).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        assert len(set(crowd.map(begin, range(4)))) == 1
    assert programme.form_versions.count() == 1


def test_where_both_changed_a_question_the_draft_keeps_its_own(programme: Programme) -> None:
    change(programme, text="Your trade?")
    spec = QuestionSpec("trade", QuestionKind.SHORT_TEXT, "Trade", Source())
    ask_questions(programme=programme, specs=[spec], **BY)
    assert drafts.catch_up(programme=programme, **BY) == []
    question = draft_question(programme, "trade")
    assert question is not None
    assert question.text == "Your trade?"


def test_a_version_published_after_a_later_one_is_the_newest(programme: Programme) -> None:
    other = make.FormVersionFactory(programme=programme, number=9)
    version = draft(programme)
    assert publish_version(version=version, **BY)
    assert (version.number, newest(programme, published=True)) == (10, version)
    assert other.number == 9


def test_a_form_has_an_end(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_QUESTIONS", 1)
    with pytest.raises(CannotAsk, match="1 question"):
        add(programme, "One more?")


def test_everything_leaves_a_row_in_the_log(programme: Programme) -> None:
    made = add(programme, "Anything else?", asked_of=QuestionFor.MENTOR)
    change(programme, text="Your trade?")
    drafts.move_question(programme=programme, key=made.key, up=True, **BY)
    drafts.remove_question(programme=programme, key="trade", **BY)
    drafts.put_back(programme=programme, key="trade", **BY)
    publish(programme)
    drafts.open_draft(programme=programme, **BY)
    drafts.discard_draft(programme=programme, seen=stamp(questions_of(draft(programme))), **BY)
    events = AuditEvent.objects.filter(programme_id=programme.pk).order_by("pk")
    assert list(events.values_list("action", "fields")) == [
        ("form.draft", []),
        ("form.question.add", ["anything-else"]),
        ("form.question.change", ["text"]),
        ("form.order", ["position"]),
        ("form.question.remove", ["trade"]),
        ("form.question.put_back", ["trade"]),
        ("form.publish", []),
        ("form.draft", []),
        ("form.discard", []),
    ]
    assert newest(programme, published=False) is None
