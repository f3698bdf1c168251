"""What is right and what is wrong with this installation, and what to do about it: `manage.py doctor`.

Each module looks at one thing. Its `look` measures, within seconds, and raises nothing for what may be away; its `judge` is given
what was measured and decides, and asks nothing. `examination` puts them in order."""
