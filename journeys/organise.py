"""What this app adds to the organisers' pages: its tabs, its points of the checklist and its panels."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from journeys.exports import check_ins, count_check_ins
from journeys.operations.beginnings import first_letters
from journeys.operations.endings import tidy
from journeys.operations.help_actions import copy_rules
from journeys.queries import figures, outcomes
from journeys.queries.help_queue import named_in
from journeys.queries.met import have_met
from journeys.queries.reported import conversation_panel
from journeys.queries.thanks import praise_of
from matching import beginnings as mentorships
from matching.endings import endings
from matching.praise import praises
from programmes.models import Programme
from programmes.organising import Panel, Tab, beginnings, deeds, panels, tabs
from programmes.organising.exports import Export, exports
from programmes.organising.figures import TEMPLATE
from programmes.organising.funnel import funnel
from programmes.safety import panels as reports


def _waiting(programme: Programme, now: datetime) -> int:
    return named_in(programme, now=now)


tabs.register(Tab("help", _("Who needs help"), "journeys:organise_help", 60, _waiting, costly=True))
funnel.register(figures.FIRST_MEETING)
panels.register(
    Panel(
        "together",
        _("What came of it"),
        42,
        "journeys/organise/together.html",
        outcomes.together_panel,
        measured=True,
    )
)
panels.register(
    Panel("endings", _("How mentorships ended"), 44, TEMPLATE, outcomes.endings_panel, measured=True)
)
panels.register(Panel("check_ins", _("Check-ins"), 40, TEMPLATE, figures.check_ins_panel, measured=True))
beginnings.register("rules for help", copy_rules)
# A call for help is unknown to the other side, who may be an organiser; how often a pair checks in is theirs to agree on.
deeds.keep_private(
    [
        "cadence",
        "check_in",
        "closing",
        "feedback",
        "help",
        "introduction",
        "message",
        "shelf",
        "thanks",
        "trend",
    ]
)
deeds.register(
    "helping",
    _("Help for mentorships"),
    {
        "nudge": _("reminded both of a mentorship"),
        "message": _("wrote to a mentorship"),
        "leave": _("looked at a mentorship and left it"),
        "outcome": _("noted how help went"),
        "rules": _("changed who is said to need help"),
    },
)
mentorships.met.register(have_met)
praises.register(praise_of)
endings.register(tidy)
reports.register(conversation_panel)
mentorships.first_letters.register(first_letters)

exports.register(
    Export(
        "check-ins",
        _("Check-ins"),
        _("Who was asked when, who answered, and whether they met. How it went is theirs and is not in it."),
        50,
        count_check_ins,
        check_ins,
    )
)
