"""What this app adds to the organisers' pages: its tabs and its points of the checklist."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from programmes.organising import Tab, tabs

tabs.register(Tab("overview", _("Overview"), "programmes:organise", 10))
