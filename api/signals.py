"""The signal of this app. `told`: something waits to be told to a webhook, and may be sent at once; sent after the commit of what
wrote it."""

from django.dispatch import Signal

told = Signal()
