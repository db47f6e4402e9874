"""Read the signs that Word keeps as the places of a symbol font, `F0B3` of Symbol, as letters.

The places are those of Adobe's Symbol encoding, as Unicode publishes it (SYMBOL.TXT); Word adds
F000 to each.
"""

from __future__ import annotations

_FONTS = {"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"}
#: The letters of the font Symbol from place 20 and from place A0; a space where it has none.
_FROM_20 = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?"
    "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    " αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_FROM_A0 = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"


def is_symbol_font(font: str) -> bool:
    """Whether the letters of a font are signs."""
    return font.casefold() in _FONTS


def letter_of_symbol(font: str, place: str) -> str:
    """Read a sign of a symbol font as a letter; nothing where no letter is known for it.

    Parameters
    ----------
    place : str
        In hexadecimal digits, as in `w:sym`.

    >>> letter_of_symbol("Symbol", "F0B3"), letter_of_symbol("Wingdings", "F0E0")
    ('≥', '')
    """
    if font.casefold() != "symbol" or not place.isalnum() or len(place) > 4:
        return ""
    try:
        number = int(place, 16)
    except ValueError:
        return ""
    number -= 0xF000 if number >= 0xF000 else 0
    for first, letters in ((0x20, _FROM_20), (0xA0, _FROM_A0)):
        if first <= number < first + len(letters):
            return letters[number - first].strip() or (" " if number == first == 0x20 else "")
    return ""
