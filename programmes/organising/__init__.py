"""What other apps add to the organisers' pages of a programme, without this app knowing them: tabs, points of the
checklist, panels of the overview, sections about one person, what a new programme begins with, and the words of the audit log."""

from programmes.organising.beginnings import beginnings
from programmes.organising.checklist import Check, checklist
from programmes.organising.deeds import deeds
from programmes.organising.panels import Panel, panels
from programmes.organising.sections import Section, sections
from programmes.organising.tabs import Tab, tabs

__all__ = [
    "Check",
    "Panel",
    "Section",
    "Tab",
    "beginnings",
    "checklist",
    "deeds",
    "panels",
    "sections",
    "tabs",
]
