"""The rows of the admin, made from one line a model: who may do what with its things.

People who are no staff are sent to the administration's own door. Staff without a permission are refused. A thing
that is not of a programme of theirs is to an organiser as one that does not exist: back to the index, with a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from tests.access.rows import (
    ABSENT,
    MOVED,
    NO_METHOD,
    PAGE,
    REFUSED,
    Expected,
    Outcome,
    Row,
    accounts,
    everybody,
)
from tests.world import World

STAFF = ("organiser", "other_organiser", "operator")


def staff(**them: Any) -> Expected:
    """What becomes of staff; nobody else comes in."""
    return accounts(MOVED) | them


def _no_thing(world: World) -> Any:
    return 0


VIEW, CHANGE, ADD = "view", "change", "add"
READS, WRITES, MAKES = frozenset({VIEW}), frozenset({VIEW, CHANGE}), frozenset({VIEW, CHANGE, ADD})
KEEPS = frozenset({VIEW, ADD})  # made, and never changed
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Admin:
    """`model` as "app_model", one of its things, and what an organiser and the operator may do with those of their
    programmes. Nothing is ever deleted here. What is `shared` is there for the organisers of every programme. There is
    no `thing` where the world has none. `saved` is what becomes of a change that says nothing, `added` of the page on which
    one is made."""

    model: str
    thing: Callable[[World], Any] = _no_thing
    organiser: frozenset[str] = NOTHING
    operator: frozenset[str] = READS
    shared: bool = False
    saved: Outcome = PAGE
    added: Outcome = PAGE

    def rows(self) -> list[Row]:
        changelist = staff(**{role: PAGE if VIEW in self._may(role) else REFUSED for role in STAFF})
        add = staff(**{role: self.added if ADD in self._may(role) else REFUSED for role in STAFF})
        delete = staff(organiser=REFUSED, other_organiser=REFUSED, operator=REFUSED)
        return [
            self._row("changelist", changelist, changelist),
            self._row("add", add, add),
            self._row("change", self._all(self._read), self._all(self._write), of_thing=True),
            self._row("history", self._all(self._past), self._all(self._past), of_thing=True),
            self._row("delete", delete, delete, of_thing=True),
            self._old(),
        ]

    def _row(self, page: str, get: Expected, post: Expected, *, of_thing: bool = False) -> Row:
        at = {"at": lambda w: [self.thing(w)]} if of_thing else {}
        reader = "organiser" if get["organiser"] is PAGE else "operator"
        crawled_by = (reader,) if get[reader] is PAGE else ()
        return Row(f"admin:{self.model}_{page}", get=get, post=post, crawled_by=crawled_by, **at)

    def _all(self, outcome: Callable[[str], Outcome]) -> Expected:
        return staff(**{role: outcome(role) for role in STAFF})

    def _may(self, role: str) -> frozenset[str]:
        return self.operator if role == "operator" else self.organiser

    def _is_there(self, role: str) -> bool:
        return self.thing is not _no_thing and (self.shared or role != "other_organiser")

    def _read(self, role: str) -> Outcome:
        if VIEW not in self._may(role):
            return REFUSED
        return PAGE if self._is_there(role) else MOVED

    def _write(self, role: str) -> Outcome:
        if CHANGE not in self._may(role):
            return REFUSED
        return self.saved if self._is_there(role) else MOVED

    def _past(self, role: str) -> Outcome:
        if not self._is_there(role):
            return MOVED
        return PAGE if VIEW in self._may(role) else REFUSED

    def _old(self) -> Row:
        app, _, model = self.model.partition("_")
        return Row(
            f"admin/{app}/{model}/<path:object_id>/",
            path=f"/admin/{app}/{model}/0/",
            get=accounts(MOVED),
            post=accounts(MOVED),
        )


def _pk(path: str) -> Callable[[World], Any]:
    """The key of what the world keeps at `path`, such as "alice.person"."""
    return lambda world: attrgetter(path)(world).pk


IN = dict.fromkeys(STAFF, PAGE)


def both(outcome: Outcome, operator: Outcome | None = None) -> Expected:
    """What becomes of organisers, and of the operator where that differs; everybody else is sent to the door."""
    return everybody(MOVED, organiser=outcome, other_organiser=outcome, operator=operator or outcome)


def _type_of_groups(world: World) -> int:
    return ContentType.objects.get_for_model(Group).pk


FRAME = [
    Row("admin:index", get=both(PAGE), post=both(PAGE), crawled_by=("organiser", "operator")),
    # Signing in is allauth's alone: staff go on, others are told whom the administration is for.
    Row("admin:login", get=accounts(REFUSED) | dict.fromkeys(STAFF, MOVED), post=accounts(REFUSED, **IN)),
    Row("admin:logout", get=both(NO_METHOD), post=everybody(MOVED)),
    Row("admin:password_change", get=both(PAGE), post=both(PAGE), crawled_by=("operator",)),
    Row("admin:password_change_done", get=both(PAGE), post=both(NO_METHOD), crawled_by=("operator",)),
    Row("admin:jsi18n", get=both(PAGE), post=both(NO_METHOD), crawled_by=("nobody",)),
    Row("admin:autocomplete", get=both(REFUSED), post=both(NO_METHOD)),
    Row("admin:view_on_site", at=lambda w: [_type_of_groups(w), 0], get=both(ABSENT), post=both(ABSENT)),
    Row(
        "admin:app_list",
        at=lambda w: ["programmes"],
        get=both(PAGE),
        post=both(PAGE),
        crawled_by=("organiser",),
    ),
    Row("admin/(?P<url>.*)$", path="/admin/nothing/like/it/", get=both(ABSENT), post=both(ABSENT)),
]
MODELS = [
    Admin("accounts_person", _pk("alice.person"), organiser=READS),
    Admin("accounts_user", _pk("alice.person.user"), operator=WRITES, shared=True, saved=MOVED),
    Admin("accounts_network", _pk("network"), shared=True),
    Admin("accounts_boardreport", _pk("together.boards.report"), shared=True),
    Admin("accounts_skillgroup", _pk("skill.group"), shared=True),
    Admin("accounts_auditevent", _pk("audited"), shared=True),
    Admin("accounts_consent", _pk("consent"), shared=True),
    Admin("accounts_job", _pk("job"), shared=True),
    Admin("accounts_skill", _pk("skill"), organiser=READS, shared=True),
    Admin("programmes_programme", _pk("programme"), organiser=WRITES, operator=MAKES),
    Admin(
        "programmes_organisation", _pk("programme.organisation"), organiser=READS, operator=MAKES, shared=True
    ),
    Admin("programmes_enrolment", _pk("alice"), organiser=WRITES, operator=WRITES),
    Admin("programmes_enquiry", _pk("enquiry"), organiser=READS),
    Admin("programmes_formversion", _pk("question.version"), organiser=WRITES, operator=WRITES),
    # The questions of a published version stay as they were asked.
    Admin("programmes_question", _pk("question"), organiser=WRITES, operator=WRITES, saved=REFUSED),
    Admin("matching_criterion", _pk("criterion"), organiser=MAKES, operator=MAKES),
    Admin("matching_request", _pk("alice_to_noor"), organiser=READS),
    Admin("matching_mentorship", _pk("mentorship"), organiser=READS),
    Admin("matching_showing"),
    Admin("journeys_checkin", _pk("check_in"), organiser=READS),
    Admin("journeys_helprequest", _pk("call"), organiser=READS),
    Admin("notifications_notification", _pk("notification"), shared=True),
    # Whoever makes one shows first that it is still they.
    Admin("api_token", _pk("token"), operator=KEEPS, shared=True, added=MOVED),
]
ADMIN = [*FRAME, *(row for model in MODELS for row in model.rows())]
