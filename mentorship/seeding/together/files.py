"""What lies on the demo's shelves: links that lead nowhere real, and small files of text."""

from __future__ import annotations

from io import BytesIO

from programmes.enums import StageName
from programmes.operations.resources import ItemDetails, NewFile


def link(title: str, about: str, url: str, *stages: StageName) -> ItemDetails:
    return ItemDetails(title, about, url, None, list(stages), [])


def text_file(title: str, about: str, name: str, text: str, *stages: StageName) -> ItemDetails:
    content = text.encode()
    file = NewFile(BytesIO(content), name, "text/plain", len(content))
    return ItemDetails(title, about, "", file, list(stages), [])
