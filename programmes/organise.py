"""What this app adds to the organisers' pages: its tabs and its points of the checklist."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from programmes import clearance_sections, deed_words, figures, log, readiness, returned_letters
from programmes.exporting.answers import answers
from programmes.exporting.events import count_sign_ups, sign_ups
from programmes.exporting.people import count_people, people
from programmes.organising import Panel, Section, Tab, checklist, panels, sections, tabs
from programmes.organising.exports import Export, exports
from programmes.organising.figures import TEMPLATE
from programmes.organising.funnel import funnel
from programmes.people_list import applications_waiting

tabs.register(Tab("overview", _("Overview"), "programmes:organise", 10))
tabs.register(Tab("people", _("People"), "programmes:organise_people", 20, applications_waiting))
tabs.register(Tab("form", _("Form"), "programmes:organise_form", 30))
tabs.register(Tab("events", _("Events"), "programmes:organise_events", 66))
tabs.register(Tab("shelf", _("Shelf"), "programmes:organise_shelf", 67))
tabs.register(Tab("capacity", _("Places and skills"), "programmes:organise_capacity", 65))
tabs.register(Tab("settings", _("Settings"), "programmes:organise_settings", 80))

checklist.register(10, readiness.points)
panels.register(
    Panel("checklist", _("Before it opens"), 5, "programmes/organise/_checklist.html", readiness.panel)
)
panels.register(
    Panel(
        "returned",
        _("Letters that did not arrive"),
        10,
        "programmes/organise/_returned.html",
        returned_letters.panel,
    )
)
panels.register(Panel("log", _("What was done lately"), 90, "programmes/organise/_log.html", log.recent))
deed_words.fill()

tabs.register(Tab("report", _("Report"), "programmes:organise_report", 70))
for stage in figures.STAGES:
    funnel.register(stage)
panels.register(
    Panel("funnel", _("The way of the mentees"), 20, TEMPLATE, figures.funnel_panel, measured=True)
)
panels.register(Panel("places", _("Places"), 60, TEMPLATE, figures.places_panel, measured=True))

exports.register(
    Export(
        "people",
        _("People"),
        _("Everybody of the programme with their profile, goals and skills, a row for each role."),
        10,
        count_people,
        people,
    )
)
exports.register(
    Export(
        "answers",
        _("Answers to your questions"),
        _("A column for each question of the application form. Answers about identity are not in it."),
        20,
        count_people,
        answers,
    )
)
exports.register(
    Export(
        "events",
        _("Guests of events"),
        _("Everybody who signed up for an event, waits for a place, or signed off again."),
        60,
        count_sign_ups,
        sign_ups,
    )
)

sections.register(
    Section(
        "guardian",
        _("Guardian"),
        2,
        clearance_sections.GUARDIAN,
        clearance_sections.guardian_of,
    )
)
sections.register(
    Section(
        "screening",
        _("Screening"),
        3,
        clearance_sections.SCREENING,
        clearance_sections.screening_of,
    )
)
