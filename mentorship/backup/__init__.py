"""The whole site in one file, and back: `manage.py backup` and `manage.py restore` (docs/operators/backup.md).

`archive` writes and reads the file; `manifest` says what is in it; `tables` and `places` which rows and files belong to it;
`programs` finds PostgreSQL's own. `making`, `checking`, `restoring` (rows), `laying` (files) and `comparing` are what is done, and
`afterwards` is what a site that came back needs."""
