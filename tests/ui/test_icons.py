import re
from pathlib import Path

import pytest
from django.conf import settings

from ui.icons import ICONS, SCENES
from ui.templatetags.ui import icon, scene

ROOT = Path(settings.BASE_DIR)
IDS = re.compile(r'<symbol id="([^"]+)"')
NAMED = re.compile(r'{% icon "([^"]+)"')
AS_ARGUMENT = re.compile(r'(?:icon_name|icon)=_?\(?"([a-z0-9-]+)"')


def test_the_sprite_holds_exactly_the_listed_icons() -> None:
    assert set(IDS.findall((ROOT / "static/img/icons.svg").read_text())) == ICONS
    assert set(IDS.findall((ROOT / "static/img/scenes.svg").read_text())) == SCENES


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    named = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "templates").rglob("*.html")
        for pattern in (NAMED, AS_ARGUMENT)
        for name in pattern.findall(path.read_text())
    }
    assert named
    assert {entry for entry in named if entry[1] not in ICONS} == set()


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon("house")
    assert 'role="img" aria-label="Against"' in icon("info", "Against")


@pytest.mark.parametrize("draw", [icon, scene])
def test_an_unknown_name_is_refused(draw) -> None:
    with pytest.raises(ValueError, match="no-such-thing"):
        draw("no-such-thing")
