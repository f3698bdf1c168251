"""What becomes of a file that somebody chooses as their photo: pixels and nothing else, quickly and in little memory."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from accounts.photos import MOST_BYTES, SIDE, Unusable, portrait
from mentorship.config import ROOT

SECRET = b"51.5007N 0.1246W"
RED, BLUE = (220, 30, 40), (30, 40, 220)


def written(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def picture(width: int = 400, height: int = 300, mode: str = "RGB", colour: Any = RED) -> Image.Image:
    return Image.new(mode, (width, height), colour)


def made(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(portrait(io.BytesIO(content))))
    image.load()
    return image


def near(pixel: Any, colour: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


GOOD = {
    "jpeg": written(picture(), "JPEG"),
    "progressive jpeg": written(picture(), "JPEG", progressive=True),
    "jpeg for printers": written(picture().convert("CMYK"), "JPEG"),
    "png": written(picture(), "PNG"),
    "png with a palette": written(picture().quantize(), "PNG"),
    "png that is seen through": written(picture(mode="RGBA", colour=(*RED, 255)), "PNG"),
    "png of many colours": written(picture(mode="LA", colour=(90, 255)), "PNG"),
    "png in grey with 16 bits": written(Image.new("I;16", (300, 300), 40_000), "PNG"),
    "png in black and white": written(picture(mode="1", colour=1), "PNG"),
    "webp": written(picture(), "WEBP"),
    "webp without loss": written(picture(mode="RGBA", colour=(*RED, 200)), "WEBP", lossless=True),
    "webp that moves": written(
        picture(), "WEBP", save_all=True, append_images=[picture(colour=BLUE)] * 3, duration=40
    ),
    "png that moves": written(picture(), "PNG", save_all=True, append_images=[picture(colour=BLUE)] * 3),
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_a_picture_becomes_a_small_square(content: bytes) -> None:
    image = made(content)
    assert (image.format, image.size, image.mode) == ("WEBP", (SIDE, SIDE), "RGB")
    assert getattr(image, "n_frames", 1) == 1
    assert set(image.info) <= {"loop", "background", "timestamp", "duration"}


def test_of_what_moves_the_first_moment_is_taken() -> None:
    assert near(made(GOOD["webp that moves"]).getpixel((128, 128)), RED)
    assert near(made(GOOD["png that moves"]).getpixel((128, 128)), RED)


def test_it_is_the_middle() -> None:
    wide = picture(900, 300, colour=BLUE)
    wide.paste(RED, (300, 0, 600, 300))
    square = made(written(wide, "PNG"))
    assert all(near(square.getpixel(at), RED) for at in [(3, 3), (252, 3), (128, 128), (3, 252), (252, 252)])


@pytest.mark.parametrize("turn", range(1, 9))
def test_it_stands_upright(turn: int) -> None:
    """A camera that was held sideways says so beside the pixels, which are then turned."""
    upright = picture(300, 300, colour=BLUE)
    upright.paste(RED, (0, 0, 150, 150))
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = turn
    held = upright.transpose(back[turn]) if turn in back else upright
    image = made(written(held, "JPEG", exif=exif, quality=95))
    corners = [near(image.getpixel(at), RED) for at in [(40, 40), (216, 40), (40, 216), (216, 216)]]
    assert corners == [True, False, False, False]


def test_what_is_seen_through_becomes_white() -> None:
    assert near(made(written(picture(mode="RGBA", colour=(0, 0, 0, 0)), "PNG")).getpixel((9, 9)), (255,) * 3)


def full_of_words() -> dict[str, bytes]:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x8298] = SECRET.decode()
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + SECRET
    words = PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=False)
    common = {"exif": exif, "icc_profile": profile}
    return {
        "JPEG": written(picture(), "JPEG", comment=SECRET, xmp=SECRET, **common) + SECRET,
        "PNG": written(picture(), "PNG", pnginfo=words, **common) + SECRET,
        "WEBP": written(picture(), "WEBP", xmp=SECRET, **common) + SECRET,
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_goes_along(kind: str) -> None:
    """By the bytes: of where, when and with what it was taken, nothing is left, nor a part that could hold it."""
    content = full_of_words()[kind]
    assert content.count(SECRET) >= 3
    kept = portrait(io.BytesIO(content))
    assert SECRET not in kept
    assert (kept[:4], kept[8:16]) == (b"RIFF", b"WEBPVP8 ")
    # One part, which ends where the file does.
    assert int.from_bytes(kept[4:8], "little") + 8 == len(kept)
    assert int.from_bytes(kept[16:20], "little") + 20 in {len(kept), len(kept) - 1}


# --- what is no picture, or two things in one

PAGE = b"<html><script>alert(1)</script></html>"


def a_zip() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as file:
        file.writestr("run.class", b"\xca\xfe\xba\xbe")
    return out.getvalue()


BAD = {
    "nothing": b"",
    "words": b"My photo",
    "a page": PAGE,
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a drawing behind a picture's first bytes": b"\x89PNG\r\n\x1a\n" + PAGE,
    "a PDF": b"%PDF-1.7\n" + PAGE,
    "a TIFF": written(picture(), "TIFF"),
    "a GIF": written(picture(), "GIF"),
    "a BMP": written(picture(), "BMP"),
    "an icon": written(picture(64, 64), "ICO"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n",
    "a JPEG that stops": GOOD["jpeg"][:-400],
    "a PNG that stops": GOOD["png"][:-60],
    "a WebP that stops": GOOD["webp"][:40],
    "a WebP of another kind": b"RIFF\x24\x00\x00\x00WEBPVP9 " + bytes(40),
    "a RIFF that is none": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40),
    "a program": b"MZ\x90\x00" + bytes(90),
    "a dot": written(picture(1, 1), "PNG"),
    "a thread": written(picture(4000, 10), "PNG"),
    "too many bytes": GOOD["jpeg"] + bytes(MOST_BYTES),
}  # fmt: skip


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_everything_else_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(Unusable, match=r"\w{3}.*\."):
        portrait(io.BytesIO(content))


@pytest.mark.parametrize("behind", [PAGE, a_zip(), b"%PDF-1.7\n"], ids=["a page", "a zip", "a PDF"])
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_what_hides_in_or_behind_a_picture_is_gone(kind: str, behind: bytes) -> None:
    comment = GOOD["jpeg"][:2] + b"\xff\xfe" + struct.pack(">H", len(behind) + 2) + behind + GOOD["jpeg"][2:]
    for content in [GOOD[kind] + behind, *([comment] if kind == "jpeg" else [])]:
        kept = portrait(io.BytesIO(content))
        assert not any(part in kept for part in (behind, b"<script", b"PK\x03\x04", b"%PDF"))


# --- bombs


def png(width: int, height: int, *, colour: int = 2, lines: bool = True, depth: int = 8) -> bytes:
    """A PNG that says it is so large, in a few bytes where its lines are left out."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    packer = zlib.compressobj(1)
    line = bytes(1 + width * samples * depth // 8) if lines else b""
    rows = b"".join(packer.compress(line) for _ in range(height if lines else 0)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    palette = part(b"PLTE", bytes(3)) if colour == 3 else b""
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + palette + part(b"IDAT", rows) + part(b"IEND", b"")


def webp(width: int, height: int) -> bytes:
    small = bytearray(GOOD["webp that moves"])
    small[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(small)


def many_scans() -> bytes:
    """Every scan of a progressive picture is a walk over all of it."""
    content = written(picture(3000, 3000), "JPEG", progressive=True)
    at = content.rindex(b"\xff\xda")
    last = content[at:-2]
    return content[:-2] + last * ((MOST_BYTES - len(content)) // max(len(last), 1)) + b"\xff\xd9"


def lying_jpeg() -> bytes:
    content = bytearray(GOOD["jpeg"])
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(content)


def words_of_png() -> bytes:
    packed = zlib.compress(bytes(60 * 1024 * 1024), 1)
    body = b"Comment\x00\x00" + packed
    part = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    content = GOOD["png"]
    return content[:33] + part + content[33:]


BOMBS: dict[str, Callable[[], bytes]] = {
    "50,000 by 50,000 in a few bytes": lambda: png(50_000, 50_000, lines=False),
    "the largest that a PNG can say": lambda: png(2**31 - 1, 2**31 - 1, lines=False),
    "just more pixels than may be": lambda: png(8000, 5001, colour=0),
    "40 megapixels of one colour": lambda: png(8000, 5000, colour=2),
    "40 megapixels that are seen through": lambda: png(8000, 5000, colour=6),
    "40 megapixels from a palette": lambda: png(8000, 5000, colour=3),
    "40 megapixels in grey": lambda: png(8000, 5000, colour=0),
    "40 megapixels in grey that are seen through": lambda: png(8000, 5000, colour=4),
    "40 megapixels with 16 bits a colour": lambda: png(8000, 5000, colour=2, depth=16),
    "40 megapixels in two colours": lambda: png(8000, 5000, colour=0, depth=1),
    "a JPEG of 40 megapixels": lambda: written(picture(8000, 5000), "JPEG"),
    "a progressive JPEG of 40 megapixels": lambda: written(picture(8000, 5000), "JPEG", progressive=True),
    "a progressive JPEG of 30 megapixels": lambda: written(picture(6000, 5000), "JPEG", progressive=True),
    "a JPEG that says it is larger than it is": lying_jpeg,
    "a JPEG of tens of thousands of scans": many_scans,
    "a WebP of 12 megapixels": lambda: written(picture(4000, 2990), "WEBP", method=0, quality=1),
    "a WebP of 40 megapixels": lambda: webp(8000, 5000),
    "a WebP that says it is the largest there can be": lambda: webp(16_383, 16_383),
    "a WebP that says it is 16 million wide": lambda: webp(2**24, 2**24),
    "thousands of moments": lambda: written(
        picture(64, 64), "WEBP", save_all=True, duration=10, minimize_size=False, method=0,
        append_images=[picture(64, 64, colour=(number % 256, number // 256, 0)) for number in range(2000)],
    ),
    "60 MB of words in a PNG": words_of_png,
}  # fmt: skip

# Reads one file in a process of its own, and says how long that took and how much memory.
PROBE = """
import io, json, resource, sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from accounts.photos import Unusable, portrait
from PIL import Image
warm = io.BytesIO(); Image.new("RGB", (99, 99)).save(warm, "WEBP"); portrait(warm)
told = {}
for path in sys.argv[1:]:
    with open("/proc/self/clear_refs", "w") as peak: peak.write("5")
    read = lambda name: next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith(name)) / 1024
    before, began = read("VmRSS"), time.process_time()
    try:
        said = len(portrait(open(path, "rb")))
    except Unusable as fault:
        said = str(fault)
    told[path] = [said, time.process_time() - began, read("VmHWM") - before]
print(json.dumps(told))
"""


def test_bombs_take_neither_time_nor_memory(tmp_path: Any) -> None:
    """Under 2 seconds and under 200 MB each, whatever the file says of itself; the process may have no more than 1.5 GB."""
    files = {}
    for number, (name, make) in enumerate(BOMBS.items()):
        (path := tmp_path / str(number)).write_bytes(make())
        files[str(path)] = name
    limited = subprocess.run(
        ["sh", "-c", 'ulimit -v 1500000 && exec "$@"', "sh", sys.executable, "-c", PROBE, *files],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert limited.returncode == 0, limited.stderr
    told = json.loads(limited.stdout)
    lines = {files[path]: f"{seconds:.2f} s, {memory:.0f} MB: {said}" for path, (said, seconds, memory) in told.items()}  # fmt: skip
    print("\n".join(f"{name}: {line}" for name, line in lines.items()))
    worse = [
        lines[files[path]] for path, (_said, seconds, memory) in told.items() if seconds > 2 or memory > 200
    ]
    assert worse == []
    assert len(told) == len(BOMBS)
