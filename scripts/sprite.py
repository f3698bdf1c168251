"""Joins the Lucide icons listed in ui/icons.py into one SVG sprite: `sprite.py FOLDER_OF_SVG SPRITE`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from ui.icons import ICONS

STROKE = (
    'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
)


def symbol(name: str, svg: str) -> str:
    shapes = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    return f'<symbol id="{name}" viewBox="0 0 24 24" {STROKE}>{" ".join(shapes.split())}</symbol>'


def main(folder: Path, sprite: Path) -> None:
    symbols = [symbol(name, (folder / f"{name}.svg").read_text()) for name in sorted(ICONS)]
    sprite.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
