"""What keeps the look in one hand: colours in one file, no style in templates, a budget."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b(?![^{]*\{)|\b(?:oklch|oklab|rgba?|hsla?|lab|lch|color-mix)\(|:\s*(?:white|black|gr[ae]y|silver|red)\b",
    re.I,
)
USED = re.compile(r"var\((--[\w-]+)")
DEFINED = re.compile(r"(--[\w-]+)\s*:")
KILOBYTE = 1024


def declarations(css: str) -> str:
    """The sheet without comments and selectors."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "\n".join(re.findall(r"\{([^{}]*)\}", css))


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "tokens.css"], ids=lambda s: s.name)
def test_raw_colours_stand_in_tokens_alone(sheet: Path) -> None:
    assert RAW_COLOUR.findall(declarations(sheet.read_text())) == []


def test_every_token_that_is_used_is_defined() -> None:
    text = "\n".join(sheet.read_text() for sheet in SHEETS)
    assert set(USED.findall(text)) - set(DEFINED.findall(text)) == set()


def test_the_sheets_stay_small() -> None:
    sizes = {sheet.name: sheet.stat().st_size for sheet in SHEETS}
    assert set(sizes) == {
        "tokens.css",
        "base.css",
        "components.css",
        "admin.css",
        "organise.css",
        "journey.css",
    }
    assert sizes["tokens.css"] + sizes["base.css"] + sizes["components.css"] < 42 * KILOBYTE
    assert sizes["admin.css"] < 14 * KILOBYTE
    assert sizes["organise.css"] < 14 * KILOBYTE
    assert sizes["journey.css"] < 12 * KILOBYTE


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_no_template_styles_or_scripts_by_itself(path: Path) -> None:
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<[^>]*\son\w+=", text), "an event handler"
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert "src=" in attributes or ('type="application/json"' in attributes and body), "an inline script"
    if "emails" in path.parts or path.parts[-2] == "email":
        return  # mail programs know no sheets
    assert "style=" not in text
    assert "<style" not in text


def test_every_component_says_what_it_takes() -> None:
    silent = [
        path.name
        for path in (ROOT / "templates/components").glob("*.html")
        if not path.read_text().startswith("{% comment %}")
    ]
    assert silent == []
