"""Every language says everything, and what a rule makes of the results is right in each."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from cpreport.cases.visit_pair import VisitPair
from cpreport.letters.language import LANGUAGES, language
from cpreport.letters.letter_text import Voice
from cpreport.letters.measure_sentences import about, verdict_text
from cpreport.letters.plain_names import OF_SCALE
from cpreport.letters.story import MeasuredOutcome, Story
from cpreport.outcomes.change_records import Comparison
from cpreport.outcomes.comparing import item_change
from cpreport.outcomes.improvement_rules import RULES
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction
from cpreport.problems import Place
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ItemGrade
from cpreport.scales.reader import shipped_scales
from tests.letters_catalogue import catalogue, wanted
from tests.letters_series import composed, letter_of, smallest_letters, texts

pytestmark = pytest.mark.slow

OTHERS = tuple(code for code in LANGUAGES if code != "en")
SCALES = {s.id: s for s in shipped_scales().values() if s.kind == "outcome"}
#: What each direction is called in each language, as a sentence about a scale says it.
WORDS: dict[str, dict[Direction, str]] = {
    "en": {"better": "better than", "unchanged": "the same as", "worse": "worse than",
           "not assessable": "could not be compared"},
    "tr": {"better": "daha iyi", "unchanged": "aynı", "worse": "daha kötü",
           "not assessable": "kıyaslama yapamadık"},
    "de": {"better": "besser als", "unchanged": "gleich wie", "worse": "schlechter als",
           "not assessable": "nicht vergleichen"},
    "fr": {"better": "meilleur", "unchanged": "comme avant", "worse": "moins bon",
           "not assessable": "pas pu être comparé"},
    "es": {"better": "mejor que", "unchanged": "igual", "worse": "peor que",
           "not assessable": "no se pudo comparar"},
    "pt": {"better": "melhor do que", "unchanged": "igual", "worse": "pior do que",
           "not assessable": "não pôde ser comparad"},
    "ar": {"better": "أفضل من قبل", "unchanged": "كما كان", "worse": "أسوأ من قبل",
           "not assessable": "تعذرت مقارنة"},
}  # fmt: skip


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_there_and_keeps_its_places(code: str) -> None:
    texts_there = catalogue(code)
    keys = set()
    for context, message in wanted():
        first = message[0] if isinstance(message, tuple) else message
        found = texts_there.get(first, context)
        assert found is not None, first
        said = found.string if isinstance(found.string, tuple) else (found.string,)
        assert all(s.strip() for s in said), first
        assert not found.fuzzy
        assert len(said) == (texts_there.num_plurals if isinstance(message, tuple) else 1)
        needed = set(re.findall(r"\{\w+\}", first))
        for text in said:
            # A plural form may say its number in a word.
            assert set(re.findall(r"\{\w+\}", text)) | {"{n}"} == needed | {"{n}"}, text
        keys.add((context, first))
    there = {(m.context, m.id[0] if isinstance(m.id, tuple) else m.id) for m in texts_there if m.id}
    assert there - keys == set(), "texts that nobody says any more"


def test_every_shipped_scale_has_plain_words() -> None:
    assert set(SCALES) - set(OF_SCALE) == set()


@cache
def any_story() -> Story:
    written = letter_of(cases=("P02",)).written
    assert written is not None
    return written.story


def measured_of(scale: Scale, direction: Direction) -> MeasuredOutcome:
    """Grade one item so that it goes in a direction."""
    item = next(i for i in scale.items if i.number is None)
    ordered = sorted(scale.grade_sets[item.grades], key=lambda g: g.points)
    worst, best = ordered[0], ordered[-1]
    if scale.better == "lower":
        worst, best = best, worst
    before, after = {
        "better": (worst, best),
        "worse": (best, worst),
        "unchanged": (worst, worst),
        "not assessable": (worst, None),
    }[direction]

    def graded(visit: str, grade: object) -> ItemGrade:
        label, points = (grade.code, Decimal(grade.points)) if grade else (None, None)
        missing = "" if grade else "not assessed"
        return ItemGrade(
            "P01", visit, scale.id, item.name, None, label, points, missing, Place("x")
        )

    change = item_change(scale, item.name, None, graded("a", before), graded("b", after))
    rule = RULES["items"]
    compared = Comparison("P01", scale, (change,), (), VisitPair("a", "b"))
    judged = JudgedOutcome(scale.id, None, scale, rule)  # type: ignore[arg-type]
    return MeasuredOutcome(judged, compared, rule.verdict((change,), ()))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("id", sorted(SCALES.keys() & OF_SCALE.keys()))
def test_each_direction_is_said_rightly_of_each_scale(code: str, id: str) -> None:
    scale = SCALES[id]
    if all(item.number is not None for item in scale.items):
        pytest.skip("no graded items")
    voice, story = Voice(language(code)), any_story()
    said = {}
    for direction in WORDS[code]:
        measured = measured_of(scale, direction)
        assert measured.direction == direction
        first = next(about(voice, story, measured)).text
        assert WORDS[code][direction] in first, first
        wrong = [w for d, w in WORDS[code].items() if d != direction and w in first]
        assert wrong == [], first
        said[direction] = first
    assert len(set(said.values())) == 4


def test_mixed_is_neither_better_nor_worse() -> None:
    story = any_story()
    for code in LANGUAGES:
        text = verdict_text(Voice(language(code)), story, SCALES["MAS"], "mixed")
        assert text not in WORDS[code].values()


def test_one_changed_grade_changes_the_sentences_about_it_and_no_other(tmp_path: Path) -> None:
    cases = smallest_letters(
        tmp_path,
        ("series.yaml", "  - {scale: TCT, label: trunk control, rule: score}",
         "  - {scale: TCT, label: trunk control, rule: score}\n  - {scale: MAS, label: tone, rule: items}"),
    )  # fmt: skip
    path = cases / "P01.yaml"
    text = path.read_text()
    for code in LANGUAGES:
        words = {"series.yaml": (cases / "series.yaml").read_text()}
        if code != "en":
            plain = words["series.yaml"].replace("Cells: stem cells", f"Cells: {{{code}: abc}}")
            (cases / "series.yaml").write_text(plain)
        path.write_text(text)
        before = texts(letter_of(cases, language=code))
        # A worse elbow: what was better is unchanged now.
        assert text.count("MAS: {elbow flexors: {right: 1+, left: 1+}}") == 1
        path.write_text(text.replace("{right: 1+, left: 1+}", "{right: 2, left: 1+}"))
        after = texts(letter_of(cases, language=code))
        changed = {key for key in before if before[key] != after[key]}
        assert changed == {"measured.MAS.verdict", "measured.MAS.parts", "main.counts"}
        (cases / "series.yaml").write_text(words["series.yaml"])


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(LookupError):
        language("xx")


def test_what_a_catalogue_lacks_is_refused_and_never_said_in_english() -> None:
    with pytest.raises(LookupError):
        language("de").texts.gettext("A sentence that nobody translated.")


def test_arabic_counts_and_figures_as_arabic_does() -> None:
    arabic = language("ar")
    assert arabic.number(Decimal("41.5")) == "41.5"
    assert [arabic.count("letters.did.times", n) for n in (1, 2, 6, 12)] == [
        *("أعطيناه مرة واحدة.", "أعطيناه مرتين.", "أعطيناه 6 مرات.", "أعطيناه 12 مرة."),
    ]


def test_clinical_text_is_printed_in_its_own_language_and_said_to_be() -> None:
    told = letter_of(cases=("P01",), language="tr")
    assert told.written.foreign == ("en",)
    assert {s.lang for p in told.written.parts if p.key == "medicines" for s in p.sentences()} == {
        "en"
    }


def test_a_name_inside_sentences_must_be_there_in_the_language(tmp_path: Path) -> None:
    cases = smallest_letters(tmp_path)
    box = composed(cases, language="de")
    assert [(p.code, p.message) for p in box.problems] == [
        ("CP903", "`Cells` has no plain words in `de`")
    ]


def test_french_has_round_apostrophes_and_no_line_ends_before_a_colon() -> None:
    read = composed(language="fr", roles=("family", "referrer", "school"))
    parts = [part for told in read.told if told.written for part in told.written.parts]
    said = [s.text for part in parts for s in part.sentences() if s.lang != "en"]
    for message in catalogue("fr"):
        if message.id:
            said += [message.string] if isinstance(message.string, str) else message.string
    # The clinician's own words are among them, and a label that only the code puts together.
    assert {"En cas d’urgence\u00a0:", "Vous\u00a0:", "L’école\u00a0:"} <= set(said)
    faults = [s for s in said if "'" in s or re.search(r"[^\u00a0\u202f][:;?!]", s)]
    assert faults == []


def test_no_french_sentence_leaves_a_name_behind_a_word_that_would_lose_its_vowel() -> None:
    told = letter_of(cases=("P03",), language="fr")
    assert texts(told)["main.seen"].startswith("Nous avons vu Anselme Rougegorge le ")
    for id in ("about", "every"):
        assert not re.search(
            r"\b(de|que|le) \{(name|patient)\}", language("fr").text(f"letters.page.{id}")
        )
