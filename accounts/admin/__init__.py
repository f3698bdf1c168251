"""What only those who run the site see: accounts, the audit log, consents, jobs. Organisers' pages stand in
programmes/admin, because who an organiser's people are is known there."""

from accounts.admin import account, record, vocabulary

__all__ = ["account", "record", "vocabulary"]
