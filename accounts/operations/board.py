"""Writes on the board of a community. Who may, is for `accounts.access` to say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import ngettext

from accounts.enums import ReportReason
from accounts.models import BoardAnswer, BoardQuestion, BoardReport, Network, Person, User
from accounts.operations.audit import record
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, drafts_for, queue

ANSWERED_MAIL = "board_answered"
THANKED_MAIL = "board_thanked"
REPORTED_MAIL = "board_reported"
HOUR = timedelta(hours=1)
MOST_AN_HOUR = 10

Post = BoardQuestion | BoardAnswer


class TooMany(Exception):
    """Somebody wrote as much within an hour as one may."""

    def __init__(self) -> None:
        words = ngettext(
            "You wrote %(n)d time within the hour, which is the most. What you wrote here is kept: send it a little later.",
            "You wrote %(n)d times within the hour, which is the most. What you wrote here is kept: send it a little later.",
            MOST_AN_HOUR,
        )
        super().__init__(words % {"n": MOST_AN_HOUR})


def _check_rate(author: Person, now: datetime) -> None:
    """Raises TooMany. The author's row is held, so that two presses at once are counted one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=author.pk)
    since = now - HOUR
    asked = BoardQuestion.objects.filter(author=author, asked_at__gt=since).count()
    answered = BoardAnswer.objects.filter(author=author, answered_at__gt=since).count()
    if asked + answered >= MOST_AN_HOUR:
        raise TooMany


@transaction.atomic
def ask_question(network: Network, *, title: str, text: str, by: Person, now: datetime) -> BoardQuestion:
    """Puts a question on the board. Raises TooMany."""
    _check_rate(by, now)
    question = BoardQuestion.objects.create(network=network, author=by, title=title, text=text, asked_at=now)
    record("board.ask", question, by=by, now=now)
    return question


@transaction.atomic
def answer_question(question: BoardQuestion, *, text: str, by: Person, now: datetime) -> BoardAnswer:
    """Answers, and tells whoever asked. Raises TooMany."""
    _check_rate(by, now)
    answer = BoardAnswer.objects.create(question=question, author=by, text=text, answered_at=now)
    record("board.answer", answer, by=by, now=now)
    if question.author_id != by.pk:
        asker = question.author.user_id
        queue(Draft(ANSWERED_MAIL, asker, answer.pk, once_for(ANSWERED_MAIL, answer.pk)), now=now)
    return answer


@transaction.atomic
def thank_answer(answer: BoardAnswer, *, by: Person, now: datetime) -> bool:
    """Whoever asked thanks whoever answered, once, who is told. Returns whether this was the first time."""
    thanked = BoardAnswer.objects.filter(pk=answer.pk, thanked_at__isnull=True, removed_at__isnull=True)
    if not thanked.exclude(author=by).update(thanked_at=now):
        return False
    record("board.thank", answer, by=by, now=now, fields=["thanked_at"])
    reader = answer.author.user_id
    queue(Draft(THANKED_MAIL, reader, answer.pk, once_for(THANKED_MAIL, answer.pk)), now=now)
    return True


@transaction.atomic
def settle_question(question: BoardQuestion, *, settled: bool, by: Person, now: datetime) -> bool:
    """Whoever asked says that the question is answered, or that it is open again. Returns whether that changed anything."""
    rows = BoardQuestion.objects.filter(pk=question.pk, settled_at__isnull=settled, removed_at__isnull=True)
    if not rows.update(settled_at=now if settled else None):
        return False
    record("board.settle" if settled else "board.reopen", question, by=by, now=now, fields=["settled_at"])
    return True


@transaction.atomic
def remove_post(post: Post, *, by: Person | None, now: datetime) -> bool:
    """Takes what was written off the board; its words stay for those who look after the site. Returns whether it stood
    there."""
    gone = type(post).objects.filter(pk=post.pk, removed_at__isnull=True)
    if not gone.update(removed_at=now, removed_by=by):
        return False
    record("board.remove", post, by=by, now=now, fields=["removed_at"])
    return True


@transaction.atomic
def report_post(post: Post, *, reason: ReportReason, words: str, by: Person, now: datetime) -> bool:
    """A member says that it should not stand there; those who run the site are written to. Once a person: returns whether
    it was the first time."""
    about = {"question": post} if isinstance(post, BoardQuestion) else {"answer": post}
    report, is_new = BoardReport.objects.get_or_create(
        **about, reported_by=by, defaults={"reported_at": now, "reason": reason, "words": words}
    )
    if is_new:
        record("board.report", report, by=by, now=now)
        operators = User.objects.filter(is_superuser=True, is_active=True)
        key = once_for(REPORTED_MAIL, report.pk)
        queue(*drafts_for(REPORTED_MAIL, operators, subject_id=report.pk, key=key), now=now)
    return is_new


@transaction.atomic
def handle_reports(
    reports: Iterable[BoardReport], *, remove: bool, by: Person | None, now: datetime
) -> tuple[int, int]:
    """Those who run the site remove what these reports are about, or leave it, and every open report about the same goes with
    them. Returns how many posts that were, and how many of `reports` somebody had handled before."""
    open_ones = [one for one in reports if one.handled_at is None]
    posts: dict[object, tuple[Post, BoardReport]] = {}
    for one in open_ones:
        post = one.question or one.answer
        if post is not None:
            posts[post.pk] = (post, one)
    for post, one in posts.values():
        same = BoardReport.objects.filter(question=one.question_id, answer=one.answer_id)
        handled = same.filter(handled_at__isnull=True)
        handled.update(handled_at=now, handled_by=by, removed=remove)
        if remove:
            remove_post(post, by=by, now=now)
        record("board.handle", one, by=by, now=now, fields=["handled_at", "removed"])
    return len(posts), len(list(reports)) - len(open_ones)
