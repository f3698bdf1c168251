"""The whole site in one file, and back: `manage.py backup` and `manage.py restore` (docs/operators/backup.md).

`archive` writes and reads the file; `manifest` says what is in it; `contents` which tables and files belong to it; `programs`
finds PostgreSQL's own; `making`, `checking` and `restoring` are the three things that are done."""
