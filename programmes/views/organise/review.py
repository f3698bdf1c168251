"""Deciding about applications: whom it reaches and what they will read is shown first, and one press then does it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from notifications.letters import write
from notifications.models import Notification
from programmes.enums import EnrolmentState, Role
from programmes.forms.organise_people import DecisionForm, PeopleFilterForm, packed
from programmes.mails import decision_letter
from programmes.models import Enrolment, Programme
from programmes.operations.decisions import MOST_AT_ONCE, Decided, can_go, decide_many
from programmes.operations.enrolments import DECISION_MAIL, DECISIONS
from programmes.people_list import Places, numbers_of, people, places_of
from programmes.views.organise.frame import of_programme, page
from programmes.views.organise.people import SIDE_BY_SIDE
from programmes.waiting import in_line

NAMED = 200
IN_SESSION = "people_to_review"


@dataclass(frozen=True)
class Preview:
    """What a decision would do: `rows` it reaches, `unmoved` whom it cannot, the letter as it would read, and `over` for
    each role in which more would be enrolled than there are places."""

    to: EnrolmentState
    rows: tuple[Enrolment, ...]
    unmoved: tuple[Enrolment, ...]
    subject: str
    text: str
    over: tuple[Places, ...]

    @property
    def named(self) -> tuple[Enrolment, ...]:
        return self.rows[:NAMED]

    @property
    def more(self) -> int:
        return max(len(self.rows) - NAMED, 0)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def review(request: HttpRequest, programme: Programme) -> HttpResponse:
    """What was chosen in the list, or in the records of the admin (then the session knows it); `confirm` does it."""
    if request.method != "POST":
        kept = request.session.get(IN_SESSION, {})
        to, rows = kept.get("to", ""), _by_ids(programme, kept.get("ids", []))
        return _show(request, programme, to, rows, back="view=all")
    if "confirm" in request.POST or "again" in request.POST:
        return _answered(request, programme)
    to = request.POST.get("to", "")
    rows, back = _picked(request.POST, programme), request.POST.get("filter", "")
    if to == "compare":
        query = urlencode({"pick": [row.pk for row in rows[: SIDE_BY_SIDE + 1]], "filter": back}, doseq=True)
        return HttpResponseRedirect(
            f"{reverse('programmes:organise_compare', args=[programme.slug])}?{query}"
        )
    if to not in DECISIONS or not rows:
        messages.warning(request, _("Tick at least one person first, then say what is to happen."))
        return HttpResponseRedirect(_list(programme, back))
    return _show(request, programme, to, rows, back=back)


def _list(programme: Programme, back: str) -> str:
    return f"{reverse('programmes:organise_people', args=[programme.slug])}?{back}".rstrip("?")


def _picked(data: QueryDict, programme: Programme) -> list[Enrolment]:
    """The people of the programme that were ticked, or all that the filter leaves, or the first of the line."""
    number, role = data.get("next", ""), data.get("role", "")
    if number.isdigit() and role in Role:
        first = in_line(programme, role).select_related("person__user")
        return list(first[: min(int(number[:6]), MOST_AT_ONCE)])
    if "everybody" in data:
        chosen = PeopleFilterForm(QueryDict(data.get("filter", ""))).chosen()
        return list(people(programme, chosen).select_related("person__user")[:MOST_AT_ONCE])
    return _by_ids(programme, data.getlist("pick"))


def _by_ids(programme: Programme, ids: list[str]) -> list[Enrolment]:
    try:
        picked = [UUID(pk) for pk in ids[:MOST_AT_ONCE]]
    except ValueError:
        return []
    rows = Enrolment.objects.filter(programme=programme, pk__in=picked).select_related("person__user")
    return list(rows.order_by("submitted_at", "pk"))


def _preview(programme: Programme, to: EnrolmentState, rows: list[Enrolment], message: str) -> Preview:
    due = tuple(row for row in rows if can_go(row.state, to))
    unmoved = tuple(row for row in rows if not can_go(row.state, to))
    subject, text = _letter(programme, due[0], to, message) if due else ("", "")
    over: list[Places] = []
    if to == EnrolmentState.APPROVED:
        for places in places_of(programme, numbers_of(programme)):
            coming = sum(row.role == places.role for row in due)
            if places.free is not None and coming > places.free:
                over.append(places)
    return Preview(to, due, unmoved, subject, text, tuple(over))


def _letter(programme: Programme, row: Enrolment, to: EnrolmentState, message: str) -> tuple[str, str]:
    """The letter to one of them, by the templates that will write it. Nothing is queued."""
    row.programme = programme
    shown = write(Notification(kind=DECISION_MAIL), decision_letter(row, state=to, message=message))
    return str(shown.subject), str(shown.body)


def _show(
    request: HttpRequest, programme: Programme, to: str, rows: list[Enrolment], *, back: str
) -> HttpResponse:
    if to not in DECISIONS or not rows:
        messages.warning(request, _("Nobody of this programme is chosen. Tick people in the list first."))
        return HttpResponseRedirect(_list(programme, back))
    preview = _preview(programme, EnrolmentState(to), rows, "")
    form = DecisionForm(initial={"to": to, "seen": packed(preview.rows), "back": back})
    return _page(request, programme, preview, form, back=back)


def _page(
    request: HttpRequest,
    programme: Programme,
    preview: Preview,
    form: DecisionForm,
    *,
    back: str,
    changed: tuple[Enrolment, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "preview": preview,
        "form": form,
        "back": _list(programme, back),
        "changed": changed,
        "most": MOST_AT_ONCE,
    }
    return page(request, programme, "programmes/organise/review.html", context, tab="people", status=status)


def _answered(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The form of the review page came back: shown again with the organiser's words in the letter, or done."""
    form = DecisionForm(request.POST)
    valid, back = form.is_valid(), request.POST.get("back", "")
    seen = form.cleaned_data.get("seen", {})
    to = form.cleaned_data.get("to", "")
    if not seen or to not in DECISIONS:
        messages.warning(request, _("Nobody of this programme is chosen. Tick people in the list first."))
        return HttpResponseRedirect(_list(programme, back))
    if not valid or "again" in request.POST:
        return _as_shown(request, programme, form, seen, back=back)
    decided = decide_many(
        programme=programme,
        seen=seen,
        to=EnrolmentState(to),
        message=form.cleaned_data["message"].strip(),
        by=request.person,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    request.session.pop(IN_SESSION, None)
    if not decided.done:
        return _as_shown(request, programme, form, seen, back=back, changed=decided.changed, status=409)
    _say(request, to, decided)
    return HttpResponseRedirect(_list(programme, back))


def _as_shown(
    request: HttpRequest,
    programme: Programme,
    form: DecisionForm,
    seen: dict[UUID, str],
    *,
    back: str,
    changed: tuple[Enrolment, ...] = (),
    status: int = 200,
) -> HttpResponse:
    rows = Enrolment.objects.filter(programme=programme, pk__in=seen).select_related("person__user")
    to = EnrolmentState(form.cleaned_data["to"])
    message = str(form.cleaned_data.get("message", ""))
    preview = _preview(programme, to, list(rows.order_by("submitted_at", "pk")), message)
    if status == 200 and not form.errors:
        form = DecisionForm(initial={**form.cleaned_data, "seen": packed(preview.rows), "back": back})
    return _page(request, programme, preview, form, back=back, changed=changed, status=status)


def _say(request: HttpRequest, to: str, decided: Decided) -> None:
    number = len(decided.done)
    said = {
        EnrolmentState.APPROVED: ngettext(
            "%(n)s person is enrolled, and gets the letter.",
            "%(n)s people are enrolled, and get the letter.",
            number,
        ),
        EnrolmentState.WAITLISTED: ngettext(
            "%(n)s person is on the waiting list, and gets the letter.",
            "%(n)s people are on the waiting list, and get the letter.",
            number,
        ),
        EnrolmentState.DECLINED: ngettext(
            "%(n)s person is told kindly that there is no room.",
            "%(n)s people are told kindly that there is no room.",
            number,
        ),
    }[EnrolmentState(to)]
    messages.success(request, said % {"n": number})
    if decided.changed:
        names = [row.person.name for row in decided.changed]
        shown = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
        messages.warning(
            request, _("Left as they are, because they changed meanwhile: %(names)s.") % {"names": shown}
        )
