"""What thank-you notes say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import Thanks

declare(
    Thanks,
    Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.KEEP),
    "id mentorship author recipient goal meeting given_at author_shares_at recipient_shares_at",
)
# Others read a note where both of the pair let them: mentees of the organisation on the mentor's page, organisers in the report.
declare(
    Thanks,
    Rule(
        Sensitivity.PERSONAL,
        (Reader.PAIR, Reader.MEMBERS_OF_MENTOR, Reader.ORGANISERS),
        Kept.PROGRAMME,
        Erasing.EMPTY,
    ),
    "text advice",
)
