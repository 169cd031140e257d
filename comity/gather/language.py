"""Which language a text is in, as far as needed to refuse what is not English."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

_SAMPLE = 1500
_FEWEST_LETTERS = 40
_ENGLISH_AT_LEAST = 0.05
_PLAIN_WORD = re.compile(r"(?<!\w)[A-Za-z]+(?!\w)")
_ENOUGH_PLAIN = 0.5
# English, and those that official readouts and wire stories are most often published in. More languages would cost
# memory (about a megabyte each) and make short English texts full of foreign names less safe.
_LANGUAGES = (
    "ENGLISH ARABIC ARMENIAN BOKMAL BULGARIAN CHINESE CROATIAN CZECH DANISH DUTCH FINNISH FRENCH GEORGIAN GERMAN GREEK "
    "HEBREW HINDI HUNGARIAN INDONESIAN ITALIAN JAPANESE KOREAN PERSIAN POLISH PORTUGUESE ROMANIAN RUSSIAN SERBIAN "
    "SOMALI SPANISH SWAHILI SWEDISH TURKISH UKRAINIAN URDU VIETNAMESE"
)


def foreign_language(text: str) -> str | None:
    """The name of the language that `text` is in, None if it is English or cannot be told apart from it.

    Looks at the first 1,500 characters and, where they look foreign, at as many from the middle: a text counts as
    foreign only where both do. Texts of fewer than forty letters count as English. "an unknown language" stands for
    scripts that none of our languages uses.
    """
    head = _language_of(text[:_SAMPLE])
    if head is None or len(text) <= _SAMPLE:
        return head
    middle = len(text) // 2
    return head if _language_of(text[middle : middle + _SAMPLE]) else None


def _language_of(sample: str) -> str | None:
    if sum(character.isalpha() for character in sample) < _FEWEST_LETTERS:
        return None
    # The detector takes a few letters that only one language has as proof of it: an English text with Vietnamese names
    # would be Vietnamese. So words with such letters count only where they are many.
    plain = " ".join(_PLAIN_WORD.findall(sample))
    if len(plain) > _ENOUGH_PLAIN * len(sample):
        sample = plain
    values = {found.language.name: found.value for found in _detector().compute_language_confidence_values(sample)}
    best = max(values, key=values.__getitem__)
    if values[best] == 0:
        return None if _PLAIN_WORD.search(sample) else "an unknown language"
    # Lists of names fit many languages a little; a sentence in another one leaves English no chance at all.
    if values["ENGLISH"] >= _ENGLISH_AT_LEAST:
        return None
    return "Norwegian" if best == "BOKMAL" else best.title()


@cache
def _detector() -> LanguageDetector:
    # Low accuracy means trigrams only: a tenth of the memory, and no paragraph of forty letters was ever misjudged.
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _LANGUAGES.split()]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
