"""What this app adds to the organisers' pages: its tabs, its points of the checklist and its panels."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matching import exports as tables
from matching import readiness
from matching.operations.first_criteria import give_criteria
from matching.queries import figures
from matching.queries.of_enrolment import (
    mentorships_of,
    mentorships_that_end,
    requests_of,
    requests_that_close,
)
from matching.queries.question_uses import criteria_using
from matching.words.pair_names import pair_names
from matching.words.run_names import decision_names, run_names
from programmes.organising import Panel, Section, Tab, beginnings, checklist, deeds, panels, sections, tabs
from programmes.organising.exports import Export, exports
from programmes.organising.figures import TEMPLATE
from programmes.organising.funnel import funnel
from programmes.organising.uses import question_uses

question_uses.register(criteria_using)

beginnings.register("criteria", give_criteria)
checklist.register(20, readiness.points)

# What people ask, say and wish among themselves is nobody else's.
deeds.keep_private(["request", "preference", "shortlist"])
deeds.register(
    "criteria",
    _("Criteria, all at once"),
    {
        "adopt_defaults": _("put in the usual criteria"),
        "adopt_mapping": _("set the criteria of a mapping"),
        "copy": _("copied the criteria of another programme"),
    },
)
deeds.register(
    "criterion",
    _("Criteria"),
    {
        "change": _("changed a criterion"),
        "delete": _("deleted a criterion"),
        "move": _("moved a criterion"),
    },
)
deeds.register("ranking", _("Ranking"), {"start": _("had everybody ranked anew")})

tabs.register(Tab("criteria", _("What counts"), "matching:organise_criteria", 40))
tabs.register(Tab("runs", _("Runs"), "matching:organise_runs", 50))
deeds.register(
    "run",
    _("Runs"),
    {
        "start": _("started a run"),
        "cancel": _("cancelled a run"),
        "discard": _("set a run aside"),
        "restore": _("fetched a run back"),
        "aim": _("chose what a run aims at"),
        "lock": _("locked a pair of a run"),
        "forbid": _("forbade a pair of a run"),
        "undo": _("undid the last decision of a run"),
        "release": _("took a decision of a run back"),
        "take_over": _("took the decisions of an earlier run over"),
        "publishing": _("confirmed the pairs of a run"),
        "publish": _("published the pairs of a run"),
        "take_back": _("took the pairs of a run back"),
        "open_preview": _("let people see the pairs of a run first"),
        "close_preview": _("closed the preview of a run"),
    },
)
deeds.call("matching.matchrun", run_names)
deeds.call("matching.mentorship", pair_names)
deeds.call("matching.rundecision", decision_names)

_LINES = "matching/organise/person_lines.html"
sections.register(
    Section("mentorships", _("Mentorships"), 10, _LINES, mentorships_of, leaving=mentorships_that_end)
)
sections.register(Section("requests", _("Requests"), 20, _LINES, requests_of, leaving=requests_that_close))

for stage in figures.STAGES:
    funnel.register(stage)
panels.register(Panel("quality", _("How well pairs fit"), 30, TEMPLATE, figures.quality_panel, measured=True))
panels.register(
    Panel("answers", _("Answers to requests"), 50, TEMPLATE, figures.answers_panel, measured=True)
)
deeds.register(
    "mentorship",
    _("Mentorships"),
    {
        "pause": _("paused a mentorship"),
        "resume": _("took a mentorship up again"),
        "end": _("ended a mentorship"),
    },
)

exports.register(
    Export(
        "requests",
        _("Requests"),
        _("Who asked whom, when, and what came of it. What they wrote to each other is not in it."),
        30,
        tables.count_requests,
        tables.requests,
    )
)
exports.register(
    Export(
        "pairs",
        _("Pairs"),
        _("Every mentorship with its dates, its state and how it ended."),
        40,
        tables.count_pairs,
        tables.pairs,
    )
)
