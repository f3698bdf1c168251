"""What thank-you notes say about people (see accounts/privacy.py)."""

from __future__ import annotations

from accounts.privacy import Erasing, Kept, Reader, Rule, Sensitivity, declare
from journeys.models import Thanks

declare(
    Thanks,
    Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.COUNTED, Erasing.KEEP),
    "id mentorship author recipient goal meeting given_at",
    of="author recipient",
)
# Without whoever wrote it, or got it, others read it no more.
SHARED = Rule(Sensitivity.PERSONAL, (Reader.PAIR,), Kept.PROGRAMME, Erasing.EMPTY)
declare(Thanks, SHARED, "author_shares_at", of="author")
declare(Thanks, SHARED, "recipient_shares_at", of="recipient")
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
    of="author",
)
