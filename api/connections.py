"""Tells people which systems are connected to their programmes, on "Your data"."""

from __future__ import annotations

from accounts.connected import connected
from api.queries.tokens import connected_to

connected.register(connected_to)
