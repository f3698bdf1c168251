"""What the log says of this app's codes, and of those of accounts that belong to a programme."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from programmes.models import Enrolment, Event, FormVersion, PeopleImport, PrivateReading, Resource
from programmes.organising import deeds


def fill() -> None:
    """Registers the words, and how the things of this app are called."""
    for topic, label, words in TOPICS:
        deeds.register(topic, label, words)
    deeds.keep_private(["consent", "block", "person", "sign_up", "safety"])
    deeds.call("programmes.enrolment", _enrolments)
    deeds.call("accounts.person", _people)
    deeds.call("programmes.formversion", _versions)
    deeds.call("programmes.peopleimport", _files)
    deeds.call("programmes.event", _events)
    deeds.call("programmes.resource", _resources)
    deeds.call("programmes.privatereading", _readings)


TOPICS = (
    (
        "programme",
        gettext_lazy("The programme"),
        {
            "start": gettext_lazy("made the programme"),
            "change": gettext_lazy("changed the settings"),
            "safety": gettext_lazy("changed the settings about safety"),
            "draft": gettext_lazy("took the programme back to a draft"),
            "enrolling": gettext_lazy("opened the programme for joining"),
            "running": gettext_lazy("started the programme"),
            "closed": gettext_lazy("closed the programme"),
            "archived": gettext_lazy("archived the programme"),
        },
    ),
    (
        "organiser",
        gettext_lazy("Organisers"),
        {
            "appoint": gettext_lazy("appointed an organiser"),
            "dismiss": gettext_lazy("took an organiser off the programme"),
        },
    ),
    (
        "form",
        gettext_lazy("The application form"),
        {
            "draft": gettext_lazy("began a new version of the form"),
            "question.add": gettext_lazy("added a question to the draft of the form"),
            "question.change": gettext_lazy("changed a question in the draft of the form"),
            "question.remove": gettext_lazy("took a question out of the draft of the form"),
            "question.put_back": gettext_lazy("put a question back into the draft of the form"),
            "order": gettext_lazy("put the questions of the draft in another order"),
            "catch_up": gettext_lazy("took what was published meanwhile over into the draft of the form"),
            "publish": gettext_lazy("published the form"),
            "discard": gettext_lazy("threw the draft of the form away"),
        },
    ),
    (
        "enrolment",
        gettext_lazy("People and applications"),
        {
            "join": gettext_lazy("enrolled somebody"),
            "submit": gettext_lazy("handed an application in"),
            "change": gettext_lazy("changed an enrolment"),
            "taking_requests": gettext_lazy("changed whether a mentor takes requests"),
            "approved": gettext_lazy("approved an application"),
            "declined": gettext_lazy("said that there is no room at the moment"),
            "waitlisted": gettext_lazy("put somebody on the waiting list"),
            "withdraw": gettext_lazy("took somebody out of the programme"),
            "bring_back": gettext_lazy("brought somebody back"),
            "move_out": gettext_lazy("moved somebody to another programme"),
            "move_in": gettext_lazy("took somebody over from another programme"),
        },
    ),
    (
        "guardian",
        gettext_lazy("Guardians"),
        {
            "ask": gettext_lazy("named a guardian"),
            "remind": gettext_lazy("sent the letter to a guardian once more"),
            "given": gettext_lazy("noted that a guardian agreed"),
            "refused": gettext_lazy("noted that a guardian did not agree"),
            "withdrawn": gettext_lazy("noted that a guardian took the consent back"),
            "forget": gettext_lazy("let somebody name a guardian anew"),
        },
    ),
    (
        "screening",
        gettext_lazy("Screenings of mentors"),
        {
            "record": gettext_lazy("wrote down that a mentor was screened"),
            "remove": gettext_lazy("took back that a mentor was screened"),
        },
    ),
    (
        "people",
        gettext_lazy("People brought in"),
        {"import": gettext_lazy("imported people from a file")},
    ),
    (
        "import",
        gettext_lazy("Files of people"),
        {
            "upload": gettext_lazy("uploaded a file of people"),
            "map": gettext_lazy("said what the columns of a file mean"),
            "start": gettext_lazy("began an import of people"),
            "discard": gettext_lazy("threw an uploaded file away"),
        },
    ),
    (
        "export",
        gettext_lazy("Tables taken away"),
        {
            "people": gettext_lazy("took the table of people away"),
            "answers": gettext_lazy("took the table of answers away"),
            "requests": gettext_lazy("took the table of requests away"),
            "pairs": gettext_lazy("took the table of pairs away"),
            "check-ins": gettext_lazy("took the table of check-ins away"),
            "events": gettext_lazy("took the table of guests of events away"),
        },
    ),
    (
        "invitation",
        gettext_lazy("Invitations"),
        {
            "send": gettext_lazy("invited somebody"),
            "withdraw": gettext_lazy("took an invitation back"),
            "accept": gettext_lazy("accepted an invitation"),
            "decline": gettext_lazy("declined an invitation"),
        },
    ),
    (
        "note",
        gettext_lazy("Notes about people"),
        {
            "write": gettext_lazy("wrote a note"),
            "change": gettext_lazy("changed a note"),
            "delete": gettext_lazy("deleted a note"),
        },
    ),
    (
        "enquiry",
        gettext_lazy("Questions from visitors"),
        {
            "send": gettext_lazy("asked a question"),
            "answered": gettext_lazy("marked a question as answered"),
        },
    ),
    (
        "event",
        gettext_lazy("Events"),
        {
            "add": gettext_lazy("added an event"),
            "change": gettext_lazy("changed an event"),
            "cancel": gettext_lazy("cancelled an event"),
        },
    ),
    (
        "resource",
        gettext_lazy("The shelf"),
        {
            "add": gettext_lazy("put something on the shelf"),
            "change": gettext_lazy("changed something on the shelf"),
            "remove": gettext_lazy("took something off the shelf"),
        },
    ),
    (
        "reading",
        gettext_lazy("Opening what is private"),
        {"open": gettext_lazy("opened what is private, for an hour")},
    ),
    (
        "skill",
        gettext_lazy("Skills"),
        {"merge": gettext_lazy("merged two skills")},
    ),
    (
        "reason",
        gettext_lazy("This log"),
        {"erase": gettext_lazy("erased a reason")},
    ),
)


def _enrolments(ids: Collection[str]) -> Mapping[str, str]:
    rows = Enrolment.objects.filter(pk__in=ids).values_list("pk", "person__name", "role")
    kinds = {"mentee": _("%(name)s, mentee"), "mentor": _("%(name)s, mentor")}
    return {str(pk): kinds[role] % {"name": name} for pk, name, role in rows}


def _people(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Person.objects.filter(pk__in=ids).values_list("pk", "name")}


def _versions(ids: Collection[str]) -> Mapping[str, str]:
    rows = FormVersion.objects.filter(pk__in=ids).values_list("pk", "number")
    return {str(pk): _("version %(n)s") % {"n": number} for pk, number in rows}


def _files(ids: Collection[str]) -> Mapping[str, str]:
    return {
        str(pk): name for pk, name in PeopleImport.objects.filter(pk__in=ids).values_list("pk", "file_name")
    }


def _events(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): title for pk, title in Event.objects.filter(pk__in=ids).values_list("pk", "title")}


def _resources(ids: Collection[str]) -> Mapping[str, str]:
    return {str(pk): title for pk, title in Resource.objects.filter(pk__in=ids).values_list("pk", "title")}


def _readings(ids: Collection[str]) -> Mapping[str, str]:
    rows = PrivateReading.objects.filter(pk__in=ids).select_related("person")
    return {str(row.pk): f"{row.person.name}: {row.get_what_display()}" for row in rows}
