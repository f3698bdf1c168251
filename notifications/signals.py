"""The one signal of this app: mail was queued and its transaction has committed."""

from django.dispatch import Signal

mail_queued = Signal()
