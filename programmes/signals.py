"""The signals of this app. `cadence_changed`: a programme asks for check-ins more or less often from now on; sent with
`programme`, in the transaction that writes it."""

from django.dispatch import Signal

cadence_changed = Signal()
