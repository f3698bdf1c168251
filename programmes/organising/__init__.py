"""What other apps add to the organisers' pages of a programme, without this app knowing them: tabs, points of the
checklist, panels of the overview."""

from programmes.organising.checklist import Check, checklist
from programmes.organising.panels import Panel, panels
from programmes.organising.tabs import Tab, tabs

__all__ = ["Check", "Panel", "Tab", "checklist", "panels", "tabs"]
