"""The matrix rows of what was opened for a reason."""

from __future__ import annotations

from tests.access.rows import Row

ROWS: list[Row] = []
