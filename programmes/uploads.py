"""Whether a file may lie on a shelf. It is told by what is in it and never by its name; nothing is unpacked beyond two short
parts of a document, whose length is limited. Pure: no storage, no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, is_zipfile

import puremagic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_NAME = 120
HEAD = 4096
MOST_PARTS = 5000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_OF_CONTENTS = 1024 * 1024
ENCRYPTED = 0x1
PACKED = b"PK\x03\x04"
# What tells a zip from a file that has one behind it.
END_OF_ZIP = b"PK\x05\x06"


class Unsafe(Exception):
    """The file may not lie on a shelf; its words say why, and what to do."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that people may share. `extensions` are those that its name may end in, the usual one first."""

    content_type: str
    label: StrOrPromise
    extensions: tuple[str, ...]


PDF = FileKind("application/pdf", "PDF", ("pdf",))
TEXT = FileKind("text/plain", gettext_lazy("Text"), ("txt", "md", "markdown", "text"))
PNG = FileKind("image/png", gettext_lazy("Picture"), ("png",))
JPEG = FileKind("image/jpeg", gettext_lazy("Picture"), ("jpg", "jpeg"))
WEBP = FileKind("image/webp", gettext_lazy("Picture"), ("webp",))
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
DOCX = FileKind(f"{_OFFICE}wordprocessingml.document", "Word", ("docx",))
XLSX = FileKind(f"{_OFFICE}spreadsheetml.sheet", "Excel", ("xlsx",))
PPTX = FileKind(f"{_OFFICE}presentationml.presentation", "PowerPoint", ("pptx",))
ODT = FileKind(f"{_OPEN}text", gettext_lazy("Text document"), ("odt",))
ODS = FileKind(f"{_OPEN}spreadsheet", gettext_lazy("Table"), ("ods",))
ODP = FileKind(f"{_OPEN}presentation", gettext_lazy("Slides"), ("odp",))
KINDS = (PDF, TEXT, PNG, JPEG, WEBP, DOCX, XLSX, PPTX, ODT, ODS, ODP)
LABELS = {kind.content_type: kind.label for kind in KINDS}
# What a file input offers. Whatever is chosen nevertheless is looked at all the same.
ACCEPT = ",".join(f".{extension}" for kind in KINDS for extension in kind.extensions)

_MAIN_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_MIMETYPE = {kind.content_type.encode(): kind for kind in (ODT, ODS, ODP)}
_STARTS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PNG), (b"\xff\xd8\xff", JPEG))
_SEEN_AS = {PDF: {".pdf"}, PNG: {".png"}, JPEG: {".jpg", ".jpeg", ".jfif", ".jpe"}, WEBP: {".webp"}}
# Macros, and programs packed into a document.
_ACTIVE = re.compile(
    r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|activex/|macrosheets/|oleobject[^/]*\.bin|basic/|scripts/)"
    r"|\.(?:exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|html?|xhtml|svg|jar|class|sh|py|lnk|docm|xlsm|pptm)$",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|form)\b|<\?(?:xml|php)\b",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NAME_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


def clean_name(name: str) -> str:
    """The name that a file has where it is offered: no folders, no signs that cannot be seen, never a leading dot."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Signs of category C turn the direction of writing, or are none; a name with them reads as what it is not.
    seen = "".join(sign for sign in base if sign in "\t\n" or unicodedata.category(sign)[0] != "C")
    plain = _NAME_SPACE.sub(" ", re.sub(r'[<>:"|?*]', "", seen)).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME] or "file"
    extension = extension[:12]
    return f"{stem[: LONGEST_NAME - len(extension) - 1].strip(' .') or 'file'}.{extension}"


def kind_of(file: IO[bytes], *, name: str) -> FileKind:
    """What the file is by its content, which its (clean) name must fit. It is read from its start, and left there.

    Raises Unsafe, with words, for everything that is not one of KINDS."""
    file.seek(0)
    head = file.read(HEAD)
    kind = _packed(file) if head.startswith(PACKED) else _plain(file, head)
    file.seek(0)
    extension = name.rpartition(".")[2].lower()
    if extension not in kind.extensions:
        raise Unsafe(
            _("Its name ends in “%(extension)s”, but it is: %(kind)s. Rename it to end in “.%(right)s”.")
            % {"extension": f".{extension}"[:14], "kind": kind.label, "right": kind.extensions[0]}
        )
    return kind


def _unknown() -> Unsafe:
    return Unsafe(
        _(
            "This kind of file cannot be shared here. PDF, text, pictures (PNG, JPEG, WebP) and documents without macros "
            "(Word, Excel, PowerPoint, OpenDocument) can."
        )
    )


def _plain(file: IO[bytes], head: bytes) -> FileKind:
    """What is no zip: by its first bytes, and puremagic must agree."""
    if not head.strip():
        raise Unsafe(_("The file is empty."))
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        kind = WEBP
    else:
        kind = next((kind for start, kind in _STARTS if head.startswith(start)), TEXT)
    if kind is TEXT:
        _check_text(file)
    elif not _seen_as(head) & _SEEN_AS[kind]:
        raise _unknown()
    file.seek(0)
    if is_zipfile(file) or _has_zip_inside(file):
        raise Unsafe(
            _("There is another file hidden in it. Save it once more with the program it was made with.")
        )
    return kind


def _seen_as(head: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _has_zip_inside(file: IO[bytes]) -> bool:
    """Whether a zip begins or ends in the last part of the file, which some programs would open."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(size - 70_000, 0))
    return END_OF_ZIP in file.read()


def _check_text(file: IO[bytes]) -> None:
    file.seek(0)
    content = file.read()
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _unknown() from fault
    if _UNPRINTABLE.search(text) or text.startswith("#!"):
        raise _unknown()
    if _MARKUP.search(text.encode()):
        raise Unsafe(
            _(
                "It holds parts of a web page, which could run in a browser. Share its address instead, or a PDF."
            )
        )


def _packed(file: IO[bytes]) -> FileKind:
    """Which document a zip is. Only its list of parts is read, and of the parts those two that name its kind."""
    try:
        with ZipFile(file) as zipped:
            parts = zipped.infolist()
            _check_parts([part.filename for part in parts], sum(part.file_size for part in parts))
            if any(part.flag_bits & ENCRYPTED for part in parts):
                raise Unsafe(
                    _("It is locked with a password, so nobody can look into it. Save it without one.")
                )
            # Something before the first part makes it two files in one.
            if min(part.header_offset for part in parts) != 0:
                raise _unknown()
            return _document(zipped, {part.filename for part in parts})
    except (BadZipFile, ValueError, NotImplementedError, OSError, KeyError) as fault:
        raise Unsafe(_("The file is damaged. Open it, save it once more, and try again.")) from fault


def _check_parts(names: Sequence[str], unpacked: int) -> None:
    if not names or len(names) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise _unknown()
    if len(set(names)) != len(names):
        raise _unknown()
    for name in names:
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
            raise _unknown()
        if _ACTIVE.search(name):
            raise Unsafe(_("It holds macros or a program. Save it without them, or as a PDF."))


def _document(zipped: ZipFile, names: set[str]) -> FileKind:
    if "mimetype" in names:
        with zipped.open("mimetype") as part:
            kind = _MIMETYPE.get(part.read(100).strip())
        if kind is not None and "content.xml" in names:
            return kind
    elif "[Content_Types].xml" in names:
        with zipped.open("[Content_Types].xml") as part:
            contents = part.read(MOST_OF_CONTENTS + 1)
        if len(contents) > MOST_OF_CONTENTS:
            raise _unknown()
        if b"macroenabled" in contents.lower() or b"vbaproject" in contents.lower():
            raise Unsafe(_("It holds macros or a program. Save it without them, or as a PDF."))
        found = [kind for part, kind in _MAIN_PART.items() if part in names]
        if len(found) == 1:
            return found[0]
    raise _unknown()
