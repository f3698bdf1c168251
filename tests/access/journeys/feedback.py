"""Feedback and how it goes, in the access matrix."""

from tests.access.rows import Row

ROWS: list[Row] = []
