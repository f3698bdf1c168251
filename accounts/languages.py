"""The languages that people can say they meet in: codes of ISO 639 and their names. Pure data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANGUAGES: Mapping[str, StrOrPromise] = {
    "en": _("English"), "ar": _("Arabic"), "bn": _("Bengali"), "zh": _("Chinese"), "nl": _("Dutch"), "fr": _("French"),
    "de": _("German"), "hi": _("Hindi"), "it": _("Italian"), "ja": _("Japanese"), "pl": _("Polish"), "pt": _("Portuguese"),
    "ru": _("Russian"), "es": _("Spanish"), "sw": _("Swahili"), "tr": _("Turkish"), "uk": _("Ukrainian"), "ur": _("Urdu"),
    "af": _("Afrikaans"), "sq": _("Albanian"), "am": _("Amharic"), "hy": _("Armenian"), "az": _("Azerbaijani"),
    "eu": _("Basque"), "be": _("Belarusian"), "bs": _("Bosnian"), "bfi": _("British Sign Language"), "bg": _("Bulgarian"),
    "my": _("Burmese"), "yue": _("Cantonese"), "ca": _("Catalan"), "hr": _("Croatian"), "cs": _("Czech"), "da": _("Danish"),
    "et": _("Estonian"), "fa": _("Persian"), "fi": _("Finnish"), "gl": _("Galician"), "ka": _("Georgian"), "el": _("Greek"),
    "gu": _("Gujarati"), "ha": _("Hausa"), "he": _("Hebrew"), "hu": _("Hungarian"), "is": _("Icelandic"), "ig": _("Igbo"),
    "id": _("Indonesian"), "ga": _("Irish"), "kn": _("Kannada"), "kk": _("Kazakh"), "km": _("Khmer"), "rw": _("Kinyarwanda"),
    "ko": _("Korean"), "ku": _("Kurdish"), "lo": _("Lao"), "lv": _("Latvian"), "lt": _("Lithuanian"), "mk": _("Macedonian"),
    "ms": _("Malay"), "ml": _("Malayalam"), "mt": _("Maltese"), "mi": _("Māori"), "mr": _("Marathi"), "mn": _("Mongolian"),
    "ne": _("Nepali"), "no": _("Norwegian"), "ps": _("Pashto"), "pa": _("Punjabi"), "ro": _("Romanian"), "gd": _("Scottish Gaelic"),
    "sr": _("Serbian"), "sn": _("Shona"), "si": _("Sinhala"), "sk": _("Slovak"), "sl": _("Slovenian"), "so": _("Somali"),
    "sv": _("Swedish"), "tl": _("Tagalog"), "ta": _("Tamil"), "te": _("Telugu"), "th": _("Thai"), "ti": _("Tigrinya"),
    "uz": _("Uzbek"), "vi": _("Vietnamese"), "cy": _("Welsh"), "wo": _("Wolof"), "xh": _("Xhosa"), "yo": _("Yoruba"),
    "zu": _("Zulu"),
}  # fmt: skip

OFFERED_FIRST = tuple(LANGUAGES)[:18]


def language_names(codes: Iterable[str]) -> list[str]:
    """The names of `codes`, in their order; a code that is not known here stands for itself."""
    return [str(LANGUAGES.get(code, code)) for code in codes]


def language_code(name: str) -> str | None:
    """The code of the language called `name` in the reader's language, in any case, or None."""
    wanted = name.strip().casefold()
    return next((code for code, known in LANGUAGES.items() if wanted in {str(known).casefold(), code}), None)
