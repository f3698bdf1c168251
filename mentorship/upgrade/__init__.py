"""From one release to the next: `manage.py upgrade` (docs/operators/upgrading.md).

`standing` compares the database with this program, `ready` looks whether it is a good moment, `alone` sees to it that one
upgrade runs at a time, `tables` changes the tables without anybody waiting for it, `styles` collects what browsers load."""
