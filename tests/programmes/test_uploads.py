"""What may lie on a shelf is told by what is in it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from programmes import uploads
from programmes.uploads import FileKind, Unsafe, clean_name, kind_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00" + b"\x00" * 24
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": TYPES, part: b"<w/>", **more})


def opened(kind: FileKind, **more: bytes) -> bytes:
    return zipped({"mimetype": kind.content_type.encode(), "content.xml": b"<office/>", **more})


def kind(content: bytes, name: str) -> FileKind:
    return kind_of(io.BytesIO(content), name=clean_name(name))


GOOD = [
    (PDF, "plan.pdf", uploads.PDF),
    (PNG, "board.PNG", uploads.PNG),
    (JPEG, "board.jpeg", uploads.JPEG),
    (WEBP, "board.webp", uploads.WEBP),
    ("Grüße\n\nOne question at a time.\n".encode(), "notes.md", uploads.TEXT),
    (b"\xef\xbb\xbfnotes", "notes.txt", uploads.TEXT),
    ("notes für dich".encode("utf-16"), "notes.txt", uploads.TEXT),
    (office("word/document.xml"), "letter.docx", uploads.DOCX),
    (office("xl/workbook.xml"), "plan.xlsx", uploads.XLSX),
    (office("ppt/presentation.xml"), "talk.pptx", uploads.PPTX),
    (opened(uploads.ODT), "letter.odt", uploads.ODT),
    (opened(uploads.ODS), "plan.ods", uploads.ODS),
    (opened(uploads.ODP), "talk.odp", uploads.ODP),
]


@pytest.mark.parametrize(("content", "name", "expected"), GOOD, ids=[name for _c, name, _k in GOOD])
def test_what_people_share_is_known_by_its_content(content: bytes, name: str, expected: FileKind) -> None:
    assert kind(content, name) is expected


JAR = zipped({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0", "Run.class": b"\xca\xfe\xba\xbe"})
BAD = {
    "a program called a PDF": (b"MZ\x90\x00" + b"\x00" * 60, "plan.pdf"),
    "a program of Linux": (b"\x7fELF\x02\x01\x01\x00", "plan.txt"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "notes.txt"),
    "a web page": (b"<!DOCTYPE html><script>alert(1)</script>", "notes.txt"),
    "a web page behind words": (b"Hello\n\n<SCRIPT src=//x></SCRIPT>", "notes.md"),
    "a web page in UTF-16": ("<html><body onload=x>".encode("utf-16"), "notes.txt"),
    "a drawing with scripts": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', "board.png"),
    "a page with a PDF behind it": (b"<html></html>\n" + PDF, "plan.pdf"),
    "a PDF with a program of Java behind it": (PDF + JAR, "plan.pdf"),
    "a picture with a zip behind it": (PNG + JAR, "board.png"),
    "a photograph with a zip behind it": (JPEG + office("word/document.xml"), "board.jpg"),
    "a zip": (zipped({"notes.txt": b"x"}), "notes.docx"),
    "a program of Java called a document": (JAR, "letter.docx"),
    "macros of Word": (office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "letter.docx"),
    "macros that only the list of types names": (
        zipped(
            {
                "[Content_Types].xml": TYPES.replace(b"package", b"macroEnabled"),
                "xl/workbook.xml": b"<w/>",
            }
        ),
        "plan.xlsx",
    ),
    "macros of LibreOffice": (opened(uploads.ODT, **{"Basic/Standard/Module1.xml": b"x"}), "letter.odt"),
    "a program in a document": (
        office("word/document.xml", **{"word/embeddings/oleObject1.bin": b"x"}),
        "letter.docx",
    ),
    "a document with something before it": (b"\x00" * 10 + office("word/document.xml"), "letter.docx"),
    "a document that climbs out of its folder": (
        office("word/document.xml", **{"../../etc/passwd": b"x"}),
        "letter.docx",
    ),
    "two documents in one": (office("word/document.xml", **{"xl/workbook.xml": b"x"}), "letter.docx"),
    "a damaged document": (office("word/document.xml")[:-30], "letter.docx"),
    "nothing": (b"", "notes.txt"),
    "blanks": (b"  \n", "notes.txt"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "letter.doc"),
    "a picture that moves": (b"GIF89a" + b"\x00" * 40, "board.gif"),
}


@pytest.mark.parametrize(("content", "name"), BAD.values(), ids=BAD)
def test_everything_else_is_refused_with_words(content: bytes, name: str) -> None:
    with pytest.raises(Unsafe, match=r"\w{3}"):
        kind(content, name)


def test_the_name_must_fit_the_content() -> None:
    with pytest.raises(Unsafe, match=r"ends in “\.pdf”, but it is: Picture"):
        kind(PNG, "board.pdf")
    with pytest.raises(Unsafe, match="Rename it"):
        kind(b"plain words", "run.bat")
    with pytest.raises(Unsafe, match="Rename it"):
        kind(office("word/document.xml"), "letter.docm")


def test_a_bomb_is_told_from_its_list_and_never_unpacked() -> None:
    """Twelve kilobytes that would be half a gigabyte."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr("word/document.xml", b"\x00" * 1024)
    content = out.getvalue()
    # The list says how long a part is; here it says more than fits.
    listed = content.rindex(b"PK\x01\x02")
    bomb = content[: listed + 24] + (500 * 1024**2).to_bytes(4, "little") + content[listed + 28 :]
    with pytest.raises(Unsafe):
        kind(bomb, "letter.docx")


def test_a_list_of_types_that_is_too_long_is_not_read_to_its_end() -> None:
    with pytest.raises(Unsafe):
        kind(zipped({"[Content_Types].xml": b" " * 2 * 1024**2, "word/document.xml": b"x"}), "letter.docx")


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("notes.txt", "notes.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Bob\\plan.pdf", "plan.pdf"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ('say "hi" <b>.pdf', "say hi b.pdf"),
        ("ünï  cödé.pdf", "ünï cödé.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_text_and_no_path(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned
