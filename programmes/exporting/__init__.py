"""Tables to take away: cells that run nothing, as CSV and as Excel. What is in them stands in programmes/organising/exports.py."""
