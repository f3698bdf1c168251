"""The matrix rows of copies of data, erasure and consents."""

from __future__ import annotations

from tests.access.rows import Row

ROWS: list[Row] = []
