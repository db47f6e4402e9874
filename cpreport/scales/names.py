"""Match names and grades as clinicians write them with what the scale calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from cpreport.numbers import round_half_up
from cpreport.problems import nearest
from cpreport.scales.definition import Grade, Item, Scale, Side

#: What an id of a scale or a measure may be.
ID_FORM = re.compile(r"[^\W\d_][\w-]*")

_SIDE_WORDS: dict[str, Side] = {"right": "right", "r": "right", "left": "left", "l": "left"}

#: What stands for a minus sign where forms are copied from a document.
_MINUS_SIGNS = str.maketrans("\N{MINUS SIGN}\N{EN DASH}\N{NON-BREAKING HYPHEN}", "---")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?")
_YES_NO = {"yes", "no", "true", "false", "on", "off"}


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Fold a name: no case, and one space for spaces, underscores and hyphens.

    >>> fold("Elbow_flexors ")
    'elbow flexors'
    """
    return re.sub(r"[\s_\-]+", " ", name).strip().casefold()


@lru_cache(maxsize=4096)
def fold_grade(written: str) -> str:
    """Fold a grade: no case and no spaces, and a number without idle zeros.

    A sign is part of the grade: `1+` is not `1`, and `+1` is neither.

    >>> fold_grade("3.0"), fold_grade("1+"), fold_grade("iv")
    ('3', '1+', 'iv')
    """
    text = "".join(written.split()).translate(_MINUS_SIGNS).casefold()
    if not _PLAIN_NUMBER.fullmatch(text):
        return text
    number = Decimal(text)
    return f"{number.normalize():f}" if number else "0"


@lru_cache(maxsize=16384)
def same(written: str, name: str, synonyms: tuple[str, ...] = ()) -> bool:
    """Whether a name as written means this name or one of its synonyms."""
    return fold(written) in {fold(name), *map(fold, synonyms)}


def scale_of(scales: Mapping[str, Scale], written: str) -> Scale | None:
    """Find the scale with this id, name or synonym."""
    # Most files write the id as it is; the names of dozens of scales need not be gone through.
    if written in scales:
        return scales[written]
    return next((s for s in scales.values() if same(written, s.id, (s.name, *s.synonyms))), None)


def item_of(scale: Scale, written: str) -> Item | None:
    """Find the item with this name or synonym."""
    if written in scale.item_by_name:
        return scale.item_by_name[written]
    return next((i for i in scale.items if same(written, i.name, i.synonyms)), None)


def item_named(scale: Scale, name: str) -> Item:
    """Find the item that the scale itself calls by this name."""
    return scale.item_by_name[name]


def is_number(scale: Scale, item: str) -> bool:
    """Whether the scale measures an item as a number and does not grade it."""
    known = scale.item_by_name.get(item)
    return known is not None and known.number is not None


def better_of(scale: Scale, item: str) -> Literal["higher", "lower"]:
    """Say which direction of an item is better: the scale's, unless a number has its own."""
    known = scale.item_by_name.get(item)
    number = known.number if known is not None else None
    return (number.better if number is not None else None) or scale.better


def side_of(written: str) -> Side | None:
    """Read the side that `right`, `left`, `R` or `L` means."""
    return _SIDE_WORDS.get(fold(written))


def grades_of(scale: Scale, item: Item | str) -> tuple[Grade, ...]:
    """List the grades that an item permits, in the order of the scale's file; none of a number."""
    known = item_named(scale, item) if isinstance(item, str) else item
    return () if known.number is not None else scale.grade_sets[known.grades]


def grade_among(grades: Iterable[Grade], written: str) -> Grade | None:
    """Find the grade that is written, by its code or a synonym."""
    wanted = fold_grade(written)
    for grade in grades:
        if fold_grade(grade.code) == wanted or wanted in map(fold_grade, grade.synonyms):
            return grade
    return None


def grade_of(scale: Scale, item: Item | str, written: str) -> Grade | None:
    """Find the grade of an item that is written; None where the item has no such grade."""
    known = item_named(scale, item) if isinstance(item, str) else item
    if known.number is not None:
        return None
    # Most grades are written as the scale writes them.
    exact = scale.grade_by_code[known.grades].get(written)
    return exact or grade_among(scale.grade_sets[known.grades], written)


def one_grade(scale: Scale) -> str:
    """Say what one grade of the scale is called, with its article: `an MRC grade`."""
    name = scale.grade_name or scale.name
    noun = "level" if scale.kind == "classification" else "grade"
    return f"{_article(name)} {name} {noun}"


def _article(name: str) -> str:
    """Choose `an` before a vowel as it is spoken: letters without a vowel are spelt out."""
    spelt_out = name.split()[0].isupper() and not set(name.split()[0]) & set("AEIOU")
    return "an" if name[0] in ("FHLMNRSX" if spelt_out else "AEIO") else "a"


def grade_help(scale: Scale, item: Item, written: str) -> str:
    """Say which grade was probably meant, where the scale's own data tell."""
    if fold_grade(written) in _YES_NO:
        return "write the grade itself; yes and no are not grades"
    for mistake in scale.mistakes:
        if fold_grade(written) in map(fold_grade, mistake.written):
            return mistake.help
    return (
        _other_set(scale, item, written)
        or _other_coding(scale, item, written)
        or _guess([g.code for g in grades_of(scale, item)], fold_grade(written))
    )


def _other_set(scale: Scale, item: Item, written: str) -> str:
    """Suggest the same step of this item's grades, where the grade is one of another item."""
    own = grades_of(scale, item)
    for other in scale.items:
        grades = grades_of(scale, other)
        found = grade_among(grades, written)
        if found is not None and len(grades) == len(own):
            step = own[grades.index(found)]
            return f"`{found.code}` is a grade of {other.name}; here that step is `{step.code}`"
    return ""


def _other_coding(scale: Scale, item: Item, written: str) -> str:
    """Suggest the grade that a coding writes as this broken number, such as 1.5 for 1+."""
    text = fold_grade(written)
    if "." not in text or not _PLAIN_NUMBER.fullmatch(text):
        return ""
    number = Decimal(text)
    codes = {g.code for g in grades_of(scale, item)}
    for name, coding in scale.codings.items():
        for code, points in coding.items():
            if code in codes and round_half_up(points, len(text.split(".")[1])) == number:
                return f"`{written}` is how the coding `{name}` writes the grade `{code}`"
    return ""


def _guess(codes: Sequence[str], written: str) -> str:
    """Suggest the grade whose sign a spreadsheet turned round, or up to two a slip away."""
    turned = written[1:] + written[:1]
    if written[:1] in ("+", "-") and turned in codes:
        return f"did you mean `{turned}`?"
    alike = [c for c in codes if _one_slip(c.casefold(), written)]
    alike = [c for c in alike if set(c.casefold()) & set(written)]
    if alike:
        alike.sort(key=lambda c: c[0].casefold() != written[:1])
        return "did you mean " + " or ".join(f"`{c}`" for c in alike[:2]) + "?"
    return nearest(written, codes)


def _one_slip(code: str, written: str) -> bool:
    """Whether one character added, left out or changed makes one of the other."""
    short, long = sorted((code, written), key=len)
    if len(long) - len(short) > 1:
        return False
    skipped = {long[:i] + long[i + 1 :] for i in range(len(long))}
    if len(short) < len(long):
        return short in skipped
    return sum(a != b for a, b in zip(short, long, strict=True)) == 1
