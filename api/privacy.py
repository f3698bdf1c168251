"""What the fields of this app say about people (see accounts/privacy.py): whose systems are connected, and by whom."""

from __future__ import annotations

from accounts.privacy import LINK, PLAIN, WORKINGS, declare
from accounts.topics import Topic, topics
from api.models import Token

# What a token is called, may do and was used for is shown to the people of its organisation's programmes, on "Your data".
declare(Token, PLAIN, "organisation name scopes used_at")
declare(Token, WORKINGS, "id digest hint created_at expires_at revoked_at")
declare(Token, LINK, "created_by revoked_by", also="created_by revoked_by")

topics.put(Topic.PROGRAMMES, Token)
