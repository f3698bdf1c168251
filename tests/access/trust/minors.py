"""The matrix rows of programmes for people under age."""

from __future__ import annotations

from tests.access.rows import Row

ROWS: list[Row] = []
