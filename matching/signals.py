"""The one signal of this app: a ranking has work for workers, and its transaction has committed."""

from django.dispatch import Signal

work_waits = Signal()
