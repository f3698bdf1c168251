"""What this app adds to the organisers' pages: its tabs, its points of the checklist and its panels."""
