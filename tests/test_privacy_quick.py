"""The quick ways of the privacy scan find exactly what the plain ways find. Names are invented."""

from __future__ import annotations

import re
from itertools import chain, cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpreport.privacy.scan import index
from cpreport.privacy.scan.folding import Folded, run_together, squeeze, words_of
from cpreport.privacy.scan.index import index_of
from cpreport.privacy.scan.kinds import kinds
from cpreport.privacy.scan.known import Digits, Needles, Phrase
from cpreport.privacy.scan.pattern import Pattern, SearchedText
from cpreport.privacy.scan.search import _RUN, Search, _has, _numbers_in, _sums
from cpreport.privacy.scan.visible_text import visible_text
from tests.planted import UNKNOWN

pytestmark = pytest.mark.slow

PATTERNS = [pattern for kind in kinds() for pattern in kind.patterns]

#: What real text has between words.
BETWEEN = [" ", "", "-", ".", ":", ",", "#", "/", " - ", ". ", "\n", "\x1f", "'", "_", "(", ") "]
NUMBERS = [
    "7", "12", "2021", "004711", "123-45-6789", "0088123", "+49 30 901820", "(030) 901 8204",
    "555-123-4567", "10.20.30.40", "(01)04012345678901", "AB-12345", "9AB", "SW1A", "1ZZ", "14a",
]  # fmt: skip
OTHERS = ["Selin", "Krausnick", "de", "von", "K", "ſ", "ı", "İ", "@example.org", "https://a:b@c.de"]


def words_in(pattern: Pattern) -> list[str]:
    """Every word that a pattern spells out, with what it may have at its end."""
    spelt = re.sub(r"\\[a-zA-Z]|\(\?[^:)]*:|\{[^}]*\}|\[[^\]]*\]", " ", pattern.form.pattern)
    found = re.findall(r"[^\W\d_]+[.]?|[№#°]|nº|n°", spelt.replace("\\", ""))
    return list(dict.fromkeys(found))


def texts_for(pattern: Pattern) -> st.SearchStrategy[str]:
    words = words_in(pattern) or ["word"]
    cased = [f for w in words for f in (w, w.upper(), w.lower(), w.title(), f"Foo{w}", f"{w}es")]
    # Words and numbers twice as often as others: one choice, as each takes longer than the search.
    most = max(map(len, (cased, NUMBERS, OTHERS)))
    twice = (islice(cycle(pieces), 2 * most) for pieces in (cased, NUMBERS))
    piece = st.sampled_from([*chain(*twice), *islice(cycle(OTHERS), most)])
    return st.lists(st.tuples(piece, st.sampled_from(BETWEEN)), max_size=12).map(
        lambda pairs: "".join(piece + between for piece, between in pairs)
    )


@pytest.mark.parametrize("pattern", PATTERNS, ids=range(len(PATTERNS)))
def test_a_pattern_is_found_where_it_is_found_by_looking_everywhere(pattern: Pattern) -> None:
    @settings(max_examples=150, deadline=None)
    @given(texts_for(pattern))
    def same(text: str) -> None:
        everywhere = [match.span() for match in pattern.form.finditer(text)]
        assert [match.span() for match in pattern.matches(SearchedText(text))] == everywhere

    same()


@pytest.mark.parametrize("number", range(len(PATTERNS)))
def test_the_texts_that_are_tried_hold_what_each_pattern_finds(number: int) -> None:
    tried = PATTERNS[number]
    found = [text for text in EXAMPLES if any(True for _ in tried.matches(SearchedText(text)))]
    assert found


EXAMPLES = [
    *(f"Seen then, {text}, and later." for texts in UNKNOWN.values() for text in texts),
    "https://a:secret@b.de/x", "selin@example.org", "Tel. 030 901820", "+49 30 901820 47",
    "patient no. EX-4711", "MRN 004711", "M.R.N. 004711", "t.c. kimlik no: 12345678901",
    "número de expediente 12345", "Serial No. AB-1234", "ch.-b. 4711A", "(01)04012345678901",
    "14 Notreal Street", "5 rue Imaginaire", "Beispielgasse 14", "Calle Mayor 5", "ul. Zmyślona 3",
    "Hayali Mahallesi No: 4", "SW1A 1ZZ", "P.O. Box 123", "123-45-6789", "10.20.30.40",
]  # fmt: skip


@given(st.text("aeiou sztk|12", max_size=60), st.text("aeiou sztk12", min_size=1, max_size=8))
def test_words_are_found_as_in_the_whole_text(text: str, phrase: str) -> None:
    plain = words_of(phrase)
    sound, folded = squeeze(plain), Folded(text)
    if " " in plain:
        anywhere = f" {plain} " in f" {folded.lines} " or f" {sound} " in folded.sounds
        assert folded.has_words(plain, sound) == anywhere


@given(
    st.text("0123456789 -./,a", max_size=60),
    st.lists(st.tuples(st.text("0123", min_size=5, max_size=9), st.booleans()), max_size=4),
)
def test_numbers_are_found_as_in_every_run_of_digits(
    text: str, wanted: list[tuple[str, bool]]
) -> None:
    needles = tuple(Digits("P01", "a number", 1, number, ending) for number, ending in wanted)
    groups = [re.findall(r"\d+", run[0]) for run in _RUN.finditer(text)]
    sums = {number for group in groups for number in _sums(group, 40)}
    ends = {"".join(g[max(0, n - 5) : n]) for g in groups for n in range(1, len(g) + 1)}
    plain = {
        needle
        for needle in needles
        if (
            any(e.endswith(needle.digits) for e in ends) if needle.ending else needle.digits in sums
        )
    }
    longest = max((len(n.digits) for n in needles if not n.ending), default=0)
    assert longest <= 40
    assert set(_numbers_in(Search(Needles(digits=needles)), text, shown=True)) == plain


_WORDS = st.text("aeiou sztkyjh|12", min_size=1, max_size=12)


@pytest.mark.parametrize("few", [0, 300], ids=["text divided", "each looked for"])
def test_no_phrase_that_a_text_holds_is_missed_by_the_index(few: int) -> None:
    @settings(max_examples=400, deadline=None)
    @given(st.lists(_WORDS, max_size=8), _WORDS, st.sampled_from([" ", "", "-\n", ". "]))
    def same(texts: list[str], other: str, between: str) -> None:
        phrases = []
        for text in filter(None, map(words_of, [*texts, other])):
            sound = squeeze(text)
            stream = run_together(sound) if len(run_together(sound)) >= 5 else ""
            phrases.append(Phrase("P01", "the name", 1, text, sound, stream))
        folded = Folded(between.join([*texts[:3], other]))
        there = [phrase for phrase in phrases if _has(folded, phrase)]
        candidates = list(index_of(phrases).candidates(folded))
        assert [phrase for phrase in candidates if _has(folded, phrase)] == there

    before, index._FEW = index._FEW, few
    try:
        same()
    finally:
        index._FEW = before


def test_what_a_text_does_not_begin_is_not_looked_for() -> None:
    firsts = ["".join("bdfgklmnpr"[int(digit)] + "a" for digit in f"{n:04d}") for n in range(2000)]
    names = [f"{first} surname" for first in firsts]
    phrases = [Phrase("P01", "the name", 1, n, squeeze(n), run_together(squeeze(n))) for n in names]
    text = Folded(f"Visit of {names[7]} on the ward; {firsts[8]} was not there.")
    found = [phrase.plain for phrase in index_of(phrases).candidates(text)]
    assert set(names[7:9]) <= set(found)
    assert len(found) < 50


LOOKED_AROUND = [
    re.compile(form)
    for form in (r"(?<!\w)\d\d/\d(?!\w)", r"(?<![\w.])[A-Z]\d(?![\w-]|[.,]\d)", r"(?<=[A-Za-z][_-])\d", r"\d \d$")
]  # fmt: skip


@pytest.mark.parametrize("form", LOOKED_AROUND, ids=range(len(LOOKED_AROUND)))
def test_what_holds_no_small_letter_is_found_at_the_ends_of_a_text_and_where_it_comes_again(
    form: re.Pattern[str],
) -> None:
    @settings(max_examples=400, deadline=None)
    @given(st.text("aZ12/_-. ,\n", max_size=24))
    def found(text: str) -> None:
        if form.search(text):
            assert SearchedText(text).has_without_small_letters(form)

    found()
    # One stretch from end to end, and one that is first and comes again inside.
    for text in ("12/1", "_1 a _1a_1a", "x-1", "1 2"):
        assert bool(form.search(text)) <= SearchedText(text).has_without_small_letters(form)


@given(st.text("aZ12:. \n\x1f", max_size=24))
def test_what_holds_no_space_is_found_as_in_the_whole_text(text: str) -> None:
    form = re.compile(r"(?<![\w:])[a-zA-Z\d]{2}:[a-zA-Z\d](?![\w:])")
    assert SearchedText(text).has_without_spaces(form) == (form.search(text) is not None)


@given(st.text("ab_1 .", max_size=24), st.sampled_from(["a", "ab", "a1", "b_a", "1"]))
def test_a_word_begins_where_a_run_of_letters_is_the_word(text: str, word: str) -> None:
    runs = [run.start() for run in re.finditer(r"\w+", text) if run[0] == word]
    assert SearchedText(text).starts([word]) == runs


def test_a_character_is_seen_as_what_is_seen_as_itself() -> None:
    # Else what one is seen as could be taken for another, by the order in which they are looked at.
    seen = set("".join(visible_text(chr(code)) for code in range(0xD800)))
    assert {character for character in seen if visible_text(character) != character} == set()
    assert visible_text("１２\N{EN DASH}٣\xa0ﬁ\xad\r\n") == "12-3 fi\n"
