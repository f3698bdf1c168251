"""What only those who run the site see: accounts, the audit log, consents, jobs, the outbox. Organisers' pages stand in
programmes/admin, because who an organiser's people are is known there."""

from accounts.admin import account, board, outbox, record, vocabulary

__all__ = ["account", "board", "outbox", "record", "vocabulary"]
