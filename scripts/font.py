"""Makes a web font of ours from one of Fontsource's: `python scripts/font.py IN.woff2 OUT.woff2`, with fonttools and brotli.

Its letters, sizes and kerning stay as they are. Left out is what no page uses: letters that `unicode-range` of its @font-face in
static/css/tokens.css does not name, weights lighter than 400 and heavier than 700, fractions and raised figures, and hints for
screens of long ago."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LIGHTEST, HEAVIEST = 400, 700
FEATURES = ["kern", "calt", "ccmp", "locl", "tnum"]
TOKENS = Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css"


def named(font: str) -> set[int]:
    """The letters for which browsers ask for the file called so."""
    (ranges,) = re.findall(
        rf"{re.escape(font)}.*?unicode-range: ([^}}]+)", TOKENS.read_text(encoding="utf-8")
    )
    spans = [part.strip().removeprefix("U+").split("-") for part in ranges.split(",")]
    return {letter for span in spans for letter in range(int(span[0], 16), int(span[-1], 16) + 1)}


def reduce(source: Path, target: Path) -> None:
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": (LIGHTEST, LIGHTEST, HEAVIEST)})
    font.flavor = None
    plain = BytesIO()
    font.save(plain)
    plain.seek(0)
    font = TTFont(plain, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, glyph_names=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=named(target.name) & set(font.getBestCmap()))
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    reduce(*map(Path, sys.argv[1:]))
