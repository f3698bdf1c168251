"""The chapters of this app in a copy of somebody's data (see accounts/copying.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.copying import Chapter, Part, chapters, namings, own
from accounts.models import Person
from programmes.enums import HelpTopic, Quality
from programmes.models import (
    Answer,
    Enquiry,
    Enrolment,
    EnrolmentEvent,
    Event,
    FormVersion,
    Goal,
    GuardianConsent,
    ImportedPerson,
    Invitation,
    MentorScreening,
    OfferedSkill,
    Organisation,
    OrganisationSkill,
    Organiser,
    OrganiserNote,
    PeopleImport,
    PrivateReading,
    Programme,
    ProgrammeEvent,
    Question,
    QuestionOption,
    Resource,
    SafetyReport,
    SafetyReportEvent,
    SignUp,
    SignUpEvent,
    WantedSkill,
)


def enrolment_words(row: Any, person: Person) -> str:
    """Somebody in a programme: "Amara Osei, Mentor, Winter 2026"."""
    return f"{row.person.name}, {row.get_role_display()}, {row.programme.name}"


def _opened_openly(person: Person) -> Q:
    # What was opened because of a report nobody learns who is reported.
    return Q(person=person, report__isnull=True)


chapters.register(
    Chapter(Enrolment, Part.PROGRAMMES, own("person"), also="programme role", title=gettext_lazy("Programmes you are in, or were")),
    Chapter(EnrolmentEvent, Part.PROGRAMMES, own("enrolment__person"), also="enrolment at from_state to_state", title=gettext_lazy("What became of your applications")),
    Chapter(Goal, Part.PROGRAMMES, own("enrolment__person"), title=gettext_lazy("What you want to achieve")),
    Chapter(WantedSkill, Part.PROGRAMMES, own("enrolment__person")),
    Chapter(OfferedSkill, Part.PROGRAMMES, own("enrolment__person")),
    Chapter(Answer, Part.PROGRAMMES, own("enrolment__person"), title=gettext_lazy("Your answers to a programme's questions")),
    Chapter(Invitation, Part.PROGRAMMES, own("person"), title=gettext_lazy("Invitations to you")),
    Chapter(SignUp, Part.PROGRAMMES, own("person"), title=gettext_lazy("Events you signed up for")),
    Chapter(Organiser, Part.PROGRAMMES, own("person"), title=gettext_lazy("Programmes you organise")),
    Chapter(GuardianConsent, Part.PROGRAMMES, own("enrolment__person")),
    Chapter(MentorScreening, Part.PROGRAMMES, own("enrolment__person")),
    Chapter(PrivateReading, Part.PROGRAMMES, _opened_openly, hides=lambda row, person: ("report",), title=gettext_lazy("Who opened what is private to you")),
    Chapter(SafetyReport, Part.PROGRAMMES, own("reported_by"), also="programme about reason words received_at closed_at told", title=gettext_lazy("What you reported")),
)  # fmt: skip
chapters.leave_out(
    "", Organisation, OrganisationSkill, Programme, FormVersion, Question, QuestionOption, Event, Resource
)
chapters.leave_out(
    gettext_lazy(
        "Notes that organisers wrote for themselves. Ask them, where you want to know whether there are any."
    ),
    OrganiserNote,
)
chapters.leave_out(
    gettext_lazy(
        "Reports of others and what the safeguarding contact noted about them: that keeps those safe who report."
    ),
    SafetyReportEvent,
)
chapters.leave_out(
    gettext_lazy(
        "The files from which people were imported, as they hold many people: what came of yours stands in your programmes."
    ),
    PeopleImport,
    ImportedPerson,
)
chapters.leave_out(
    gettext_lazy(
        "What you wrote to organisers through a public page, as no account belongs to it: ask them for it."
    ),
    Enquiry,
)
chapters.leave_out(
    gettext_lazy("The history that organisers keep of a programme and of its events."),
    ProgrammeEvent,
    SignUpEvent,
)


def _chosen(answer: Any) -> list[str]:
    known = {option.key: option.label for option in answer.question.options.all()}
    return [str(known.get(key, key)) for key in answer.choices]


chapters.speak(Answer, "choices", _chosen, "question__options")
chapters.speak(
    Enrolment, "topics", lambda row: [str(dict(HelpTopic.choices).get(one, one)) for one in row.topics]
)
chapters.speak(
    Enrolment, "qualities", lambda row: [str(dict(Quality.choices).get(one, one)) for one in row.qualities]
)

namings.register(Programme, lambda row, person: row.name)
namings.register(Enrolment, enrolment_words, "person", "programme")
namings.register(Question, lambda row, person: row.text)
namings.register(Goal, lambda row, person: row.text)
namings.register(Event, lambda row, person: _("%(title)s, %(programme)s") % {"title": row.title, "programme": row.programme.name}, "programme")  # fmt: skip
