"""The signals of this app. `hours_changed`: when somebody may be written to is another from now on; sent with `person`, in the
transaction that writes it."""

from django.dispatch import Signal

hours_changed = Signal()
