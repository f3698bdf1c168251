"""The matrix rows of photos."""

from __future__ import annotations

from tests.access.rows import Row

ROWS: list[Row] = []
