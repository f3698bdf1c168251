"""The signals of this app. `hours_changed`: when somebody may be written to is another from now on; sent with `person`, in the
transaction that writes it. `people_parted`: one person wants nothing to do with another any more; sent with `one`, who says so,
`other`, and `now`, in the transaction that writes it. What stands between the two ends; nobody is told why.
`consent_withdrawn`: somebody took back what they agreed to; sent with `person`, `purpose`, `subject` and `now`, in the
transaction that writes it. `consent_given_again`: as that, where they took back that they had taken it back."""

from django.dispatch import Signal

hours_changed = Signal()
consent_withdrawn = Signal()
consent_given_again = Signal()
people_parted = Signal()
