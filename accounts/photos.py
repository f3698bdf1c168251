"""Turns a file that somebody chose into the photo that others see: a small square of pixels, and nothing else that was in it.
Pure: no storage, no database."""

from __future__ import annotations

import io
import struct
import warnings
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

SIDE = 256  # pixels
LEAST_SIDE = 64
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
# What one picture may take of a web process while it is read, in bytes.
MOST_MEMORY = 192_000_000
# A progressive picture is gone over from end to end for each of its scans; cameras and programs write about ten.
MOST_GONE_OVER = 400_000_000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"
CONTENT_TYPE = "image/webp"

_START_OF_SCAN = b"\xff\xda"
# Above this, colours with transparency or from a palette are thinned out first: to blend them takes a second copy.
_LARGE = 2048
_ORIENTATION = 0x0112
_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
# What Pillow raises over files that are broken, or made to break it.
_FAULTS = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    LookupError,
    ArithmeticError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class Unusable(Exception):
    """No photo can be made of the file; its words say why, and what to do."""


def portrait(file: IO[bytes]) -> bytes:
    """The middle of the picture, upright, as a WebP of SIDE by SIDE pixels made of its pixels alone: no place, no time, no
    camera, no words and no other file goes along. Of a picture that moves, the first moment is taken.

    Raises Unusable, with words, for what is no JPEG, PNG or WebP by its content, is damaged, or is too large or too small."""
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unusable(_("The file is larger than 5 MB. Choose a smaller one, or crop it first."))
    if content.startswith(b"RIFF"):
        # Pillow asks for the memory of a WebP before it tells how large it is.
        _check_size(*_webp_size(content), bytes_a_pixel=16)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                _check_size(*image.size, bytes_a_pixel=_bytes_a_pixel(image))
                if image.format == "JPEG" and _gone_over(content, image) > MOST_GONE_OVER:
                    raise _unreadable()
                return _drawn(image)
    except UnidentifiedImageError as fault:
        raise Unusable(_("This is no picture that we can read. Choose a JPEG, PNG or WebP.")) from fault
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_large() from fault
    except _FAULTS as fault:
        raise _unreadable() from fault


def _too_large() -> Unusable:
    return Unusable(
        _("This picture has more pixels than we can take. Save it smaller, such as 2,000 pixels wide.")
    )


def _unreadable() -> Unusable:
    return Unusable(_("The file is damaged. Open it, save it once more as a JPEG, and try again."))


def _check_size(width: int, height: int, *, bytes_a_pixel: int) -> None:
    pixels = width * height
    if pixels > MOST_PIXELS or pixels * bytes_a_pixel > MOST_MEMORY:
        raise _too_large()
    if min(width, height) < LEAST_SIDE:
        raise Unusable(
            _("This picture is too small to be recognised: it needs %(least)s pixels on each side.")
            % {"least": LEAST_SIDE}
        )


def _bytes_a_pixel(image: Image.Image) -> int:
    """How much memory reading takes, for each pixel."""
    if image.format == "JPEG":
        # An ordinary one is read line by line at the size that is wanted; of a progressive one, everything is held at once.
        return 2 * len(image.getbands()) if "progressive" in image.info else 1
    if image.format == "PNG":
        return {"1": 1, "L": 1, "P": 1, "LA": 4, "I;16": 2, "I": 4}.get(image.mode, 4)
    return 16


def _gone_over(content: bytes, image: Image.Image) -> int:
    return content.count(_START_OF_SCAN) * image.width * image.height


def _webp_size(content: bytes) -> tuple[int, int]:
    """Width and height as the first part of a WebP tells them. Raises Unusable for what is none."""
    kind, head = content[12:16], content[20:30]
    if content[8:12] != b"WEBP" or len(head) < 10:
        raise _unreadable()
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise _unreadable()


def _drawn(image: Image.Image) -> bytes:
    turns = _TURNS.get(image.getexif().get(_ORIENTATION, 1), ())
    if image.format == "JPEG":
        image.draft("RGB", (2 * SIDE, 2 * SIDE))
    image.load()
    square = _square(image).convert("RGBA")
    for turn in turns:
        square = square.transpose(turn)
    drawn = Image.new("RGB", (SIDE, SIDE), "white")
    drawn.paste(square, mask=square)
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=84, method=4)
    return out.getvalue()


def _square(image: Image.Image) -> Image.Image:
    """The middle of the picture at its final size."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    box = (left, top, left + side, top + side)
    if image.mode not in {"L", "RGB", "CMYK", "YCbCr"}:
        if side > _LARGE:
            image = image.resize((_LARGE, _LARGE), Image.Resampling.NEAREST, box=box)
            box = (0, 0, _LARGE, _LARGE)
        if image.mode.startswith("I"):
            image = image.point(lambda value: value / 256).convert("L")
        else:
            image = image.convert("RGBA")
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=box, reducing_gap=3)
