"""What tells two versions of a form apart, and what a draft inherits that was published meanwhile. Pure: questions in,
with their choices loaded, facts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from programmes.enums import AnswerVisibility
from programmes.models import Question

ByKey = Mapping[str, Question]


@dataclass(frozen=True)
class Change:
    """One question that is asked otherwise. `was` and `now` are the question before and after, one of them None where it
    is new or no longer asked. The choices by their labels; `reworded` as pairs of before and after."""

    was: Question | None
    now: Question | None
    text: bool = False
    kind: bool = False
    settings: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    reworded: tuple[tuple[str, str], ...] = ()
    reordered: bool = False

    @property
    def question(self) -> Question:
        """The question as it will be, or as it was where it goes."""
        found = self.now or self.was
        assert found is not None
        return found

    @property
    def wider_asked(self) -> bool:
        """Whether people who have handed in are asked for something more."""
        return bool(
            self.now and self.now.required and not self.now.identity and not (self.was and self.was.required)
        )


@dataclass(frozen=True)
class Changes:
    """What changes from one version to the next, each in the order in which it is asked. `order`: the same questions
    stand elsewhere."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    changed: tuple[Change, ...]
    order: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.order)


def facts(question: Question | None) -> tuple[Any, ...]:
    """Everything that somebody who is asked could notice, except where the question stands; () for None."""
    if question is None:
        return ()
    return (
        question.kind,
        question.text,
        question.help_text,
        question.asked_of,
        question.required,
        question.visibility,
        question.identity,
        tuple((option.key, option.label) for option in question.options.all()),
    )


def stamp(questions: Iterable[Question]) -> str:
    """A short mark of what is asked and in which order: two pages with the same one showed the same."""
    said = repr([(question.key, facts(question)) for question in questions])
    return blake2b(said.encode(), digest_size=8).hexdigest()


def changes(before: Sequence[Question], after: Sequence[Question]) -> Changes:
    """What is otherwise in `after`."""
    was, now = {q.key: q for q in before}, {q.key: q for q in after}
    found = [change(was[key], now[key]) for key in now if key in was and facts(was[key]) != facts(now[key])]
    kept_before = [key for key in was if key in now]
    kept_after = [key for key in now if key in was]
    return Changes(
        added=tuple(Change(None, q) for key, q in now.items() if key not in was),
        removed=tuple(Change(q, None) for key, q in was.items() if key not in now),
        changed=tuple(found),
        order=kept_before != kept_after,
    )


def change(was: Question, now: Question) -> Change:
    """How one question is asked otherwise."""
    old = {option.key: option.label for option in was.options.all()}
    new = {option.key: option.label for option in now.options.all()}
    return Change(
        was=was,
        now=now,
        text=was.text != now.text,
        kind=was.kind != now.kind,
        settings=tuple(
            name
            for name in ("help_text", "asked_of", "required", "visibility")
            if getattr(was, name) != getattr(now, name)
        ),
        gained=tuple(label for key, label in new.items() if key not in old),
        lost=tuple(label for key, label in old.items() if key not in new),
        reworded=tuple((old[key], new[key]) for key in new if key in old and old[key] != new[key]),
        reordered=[key for key in old if key in new] != [key for key in new if key in old],
    )


def came_meanwhile(base: ByKey, now: ByKey, draft: ByKey) -> dict[str, Question | None]:
    """What the draft should take over of the version `now`, which was published after the draft was made from `base`: the
    questions that changed there and were left alone in the draft, None for one that is no longer asked. Where both
    changed, the draft keeps its own."""
    found: dict[str, Question | None] = {}
    for key in [*now, *(key for key in base if key not in now)]:
        if facts(now.get(key)) == facts(base.get(key)):
            continue
        if facts(draft.get(key)) == facts(base.get(key)):
            found[key] = now.get(key)
    return found


def may_widen(published: Question | None, *, visibility: str, identity: bool) -> bool:
    """Whether a question that stands in a published version may be shown to more people, or moved in or out of those
    about identity. It may not: people answered it knowing who would read it, and an answer is judged by its newest
    question. A question of its own asks them anew."""
    if published is None:
        return True
    if published.identity != identity:
        return False
    return not (published.visibility == AnswerVisibility.ORGANISERS and visibility == AnswerVisibility.MATCH)
