"""The signals of this app. `cadence_changed`: a programme asks for check-ins more or less often from now on; sent with
`programme`, in the transaction that writes it. `clearance_lost`: a guardian took the consent back, and the mentorships and
requests of the mentee end; sent with `enrolment` (the mentee's) and `now`, in that transaction."""

from django.dispatch import Signal

cadence_changed = Signal()
clearance_lost = Signal()
