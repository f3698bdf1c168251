"""Invitations to mentors, in the access matrix."""

from tests.access.rows import Row

ROWS: list[Row] = []
