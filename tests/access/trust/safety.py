"""The matrix rows of blocks and reports."""

from __future__ import annotations

from tests.access.rows import Row

ROWS: list[Row] = []
