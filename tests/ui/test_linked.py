"""What people write, with its addresses as links and nothing else as markup."""

from __future__ import annotations

import pytest

from ui.templatetags.linked import linked

REL = 'rel="nofollow ugc noopener noreferrer"'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Hello\nthere.\n\nYou", "<p>Hello<br>there.</p>\n\n<p>You</p>"),
        (
            "See https://example.org/a?b=1&c=2.",
            f'<p>See <a href="https://example.org/a?b=1&amp;c=2" {REL}>https://example.org/a?b=1&amp;c=2</a>.</p>',
        ),
        ("(http://a.example)", f'<p>(<a href="http://a.example" {REL}>http://a.example</a>)</p>'),
        ("javascript:alert(1) ftp://a.example www.a.example", "<p>javascript:alert(1) ftp://a.example www.a.example</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        (
            'https://a.example/"onclick="x',
            f'<p><a href="https://a.example/" {REL}>https://a.example/</a>&quot;onclick=&quot;x</p>',
        ),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(typed: str, shown: str) -> None:
    assert linked(typed) == shown


def test_long_addresses_are_shown_short_and_lead_all_the_way() -> None:
    url = "https://example.org/" + "x" * 100
    found = linked(url)
    assert f'href="{url}"' in found
    assert f">{url[:59]}…</a>" in found
