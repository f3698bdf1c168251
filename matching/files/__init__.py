"""A cohort as an organiser's own spreadsheets describe it, matched without a database: `manage.py match_files`.

The files become the same Snapshot that a programme's rows give, by the same makers of arrays, so that a pair scores here
what it would score on the site. docs/match_files.md is the manual."""
