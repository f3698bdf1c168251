"""Asking and answering on the board of a community, thanking, settling, taking one's own away, and reporting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import board_answer_for, board_question_for, check_wrote
from accounts.boards import question_shown
from accounts.enums import ReportReason
from accounts.forms.board import AnswerForm, AskForm, ReportForm
from accounts.limits import limited
from accounts.models import Affiliation, BoardAnswer, BoardQuestion
from accounts.operations.board import (
    Post,
    TooMany,
    answer_question,
    ask_question,
    remove_post,
    report_post,
    settle_question,
    thank_answer,
)
from accounts.views.communities import members_only

BOTH_WAYS = ["GET", "HEAD", "POST"]


def _address(question: BoardQuestion, answer: BoardAnswer | None = None) -> str:
    address = reverse("accounts:board_question", args=[question.network_id, question.pk])
    return address if answer is None else f"{address}#answer-{answer.pk}"


@require_http_methods(BOTH_WAYS)
@limited("board")
@members_only
def ask(request: HttpRequest, affiliation: Affiliation) -> HttpResponse:
    form, status = AskForm(request.POST if request.method == "POST" else None), 200
    if form.is_valid():
        try:
            asked = ask_question(
                affiliation.network, by=affiliation.person, now=timezone.now(), **form.cleaned_data
            )
        except TooMany as too_many:
            form.add_error(None, str(too_many))
            status = 429
        else:
            messages.success(request, _("Your question is on the board. A letter tells you of answers."))
            return HttpResponseRedirect(_address(asked))
    context = {"network": affiliation.network, "form": form}
    return TemplateResponse(request, "accounts/board_ask.html", context, status=status)


@require_http_methods(BOTH_WAYS)
@limited("board")
@members_only
def question(request: HttpRequest, affiliation: Affiliation, question: UUID) -> HttpResponse:
    """One question with its answers, and a form to add one."""
    asked, status = board_question_for(affiliation, question), 200
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer = answer_question(
                asked, text=form.cleaned_data["text"], by=affiliation.person, now=timezone.now()
            )
        except TooMany as too_many:
            form.add_error(None, str(too_many))
            status = 429
        else:
            messages.success(request, _("Your answer is on the board."))
            return HttpResponseRedirect(_address(asked, answer))
    context = {
        "network": affiliation.network,
        "shown": question_shown(asked, reader=affiliation.person),
        "form": form,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "accounts/board_question.html", context, status=status)


@require_POST
@members_only
def settle(request: HttpRequest, affiliation: Affiliation, question: UUID) -> HttpResponse:
    asked = board_question_for(affiliation, question)
    check_wrote(affiliation.person, asked)
    settled = request.POST.get("settled") == "1"
    settle_question(asked, settled=settled, by=affiliation.person, now=timezone.now())
    messages.success(request, _("Marked as answered.") if settled else _("The question is open again."))
    return HttpResponseRedirect(_address(asked))


@require_POST
@members_only
def thank(request: HttpRequest, affiliation: Affiliation, answer: UUID) -> HttpResponse:
    given = board_answer_for(affiliation, answer)
    check_wrote(affiliation.person, given.question)
    if thank_answer(given, by=affiliation.person, now=timezone.now()):
        messages.success(request, _("Your thanks are on their way."))
    return HttpResponseRedirect(_address(given.question, given))


@require_http_methods(BOTH_WAYS)
@members_only
def remove_question(request: HttpRequest, affiliation: Affiliation, question: UUID) -> HttpResponse:
    return _remove(request, affiliation, board_question_for(affiliation, question))


@require_http_methods(BOTH_WAYS)
@members_only
def remove_answer(request: HttpRequest, affiliation: Affiliation, answer: UUID) -> HttpResponse:
    return _remove(request, affiliation, board_answer_for(affiliation, answer))


def _remove(request: HttpRequest, affiliation: Affiliation, post: Post) -> HttpResponse:
    check_wrote(affiliation.person, post)
    is_question = isinstance(post, BoardQuestion)
    board = reverse("accounts:community", args=[affiliation.network_id])
    back = _address(post) if isinstance(post, BoardQuestion) else _address(post.question, post)
    if request.method == "POST":
        remove_post(post, by=affiliation.person, now=timezone.now())
        messages.success(request, _("It is off the board."))
        return HttpResponseRedirect(board if is_question else back.partition("#")[0])
    context = {"network": affiliation.network, "is_question": is_question, "back": back}
    return TemplateResponse(request, "accounts/board_remove.html", context)


@require_http_methods(BOTH_WAYS)
@limited("report")
@members_only
def report_question(request: HttpRequest, affiliation: Affiliation, question: UUID) -> HttpResponse:
    return _report(request, affiliation, board_question_for(affiliation, question))


@require_http_methods(BOTH_WAYS)
@limited("report")
@members_only
def report_answer(request: HttpRequest, affiliation: Affiliation, answer: UUID) -> HttpResponse:
    return _report(request, affiliation, board_answer_for(affiliation, answer))


def _report(request: HttpRequest, affiliation: Affiliation, post: Post) -> HttpResponse:
    """Reporting what somebody else wrote. A second time says the same and changes nothing."""
    asked = post if isinstance(post, BoardQuestion) else post.question
    back = reverse("accounts:community", args=[affiliation.network_id])
    if post.author_id == affiliation.person_id:
        return HttpResponseRedirect(_address(asked))
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        report_post(
            post,
            reason=ReportReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
            by=affiliation.person,
            now=timezone.now(),
        )
        messages.success(
            request,
            _("Thank you. Those who run this site look at it; whoever wrote it never learns who told."),
        )
        return HttpResponseRedirect(back)
    context = {
        "network": affiliation.network,
        "form": form,
        "asked": asked,
        "text": post.title if isinstance(post, BoardQuestion) else post.text,
        "back": _address(asked),
    }
    return TemplateResponse(request, "accounts/board_report.html", context)
