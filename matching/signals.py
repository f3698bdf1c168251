"""The signals of this app: a ranking, or a run, has work for workers, and its transaction has committed."""

from django.dispatch import Signal

work_waits = Signal()
run_waits = Signal()
