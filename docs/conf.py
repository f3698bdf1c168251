"""How the documentation site is made from this folder: `make docs`. A link that leads nowhere stops it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

HERE = Path(__file__).parent

project = "Mentorship"
release = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
nitpicky = True

# A heading can be linked to by its words, as it can where the files themselves are read.
myst_heading_anchors = 4
myst_enable_extensions = ["html_image"]

html_theme = "furo"
html_title = project
html_static_path = ["_static", "../static/fonts"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
# Nothing is fetched from elsewhere: the site can be read without a network, and tells nobody who reads it.
html_theme_options = {
    "light_css_variables": {
        "font-stack": '"Inter", system-ui, -apple-system, "Segoe UI", sans-serif',
        "color-brand-primary": "#0c5561",
        "color-brand-content": "#0c5561",
        "color-brand-visited": "#5b4a86",
        "color-background-primary": "#fdfcfa",
        "color-background-secondary": "#f5f1ea",
        "color-foreground-primary": "#2b241d",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7cd3e0",
        "color-brand-content": "#7cd3e0",
        "color-brand-visited": "#c9b8ee",
        "color-background-primary": "#171411",
        "color-background-secondary": "#201c18",
        "color-foreground-primary": "#f0ebe3",
    },
}


def setup(app: Sphinx) -> None:
    # Diagrams of states are drawn where the files themselves are read; here they stand as they are written, beside their table.
    app.add_lexer("mermaid", TextLexer)
    app.add_lexer("csv", TextLexer)
