"""The matrix rows of signing in."""

from __future__ import annotations

from tests.access.rows import Row

ROWS: list[Row] = []
