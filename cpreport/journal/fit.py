"""Check a series against a journal's profile: what stands in the way, with its place.

A limit that is not verified, or only recommended, gives a warning and says so; it stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from cpreport.cases.series import Series, SeriesRecord
from cpreport.cases.text import Path as Keys
from cpreport.cases.text import Scalar, Source, leaves
from cpreport.check.check_series import Ready, Unreadable, check
from cpreport.journal.counts import Counts, counts_of
from cpreport.journal.profile import NOT_VERIFIED, JournalSection, Profile, Stated
from cpreport.manuscript.references.csl_styles import VANCOUVER, same_style, style_names
from cpreport.numbers import counted
from cpreport.outcomes.wording import join_names
from cpreport.problems import Place, Problem, Severity, in_order
from cpreport.scales.phrases import join_words

#: Words in a title that tell the age or the sex of a patient.
_TELLING = {
    "age": re.compile(
        r"\b\d+[\s-]*(?:years?|months?|weeks?|days?)\b|\baged?\s+\d+|-year-old", re.I
    ),
    "sex": re.compile(
        r"\b(?:fe)?males?\b|\b(?:boys?|girls?|m[ae]n|wom[ae]n|sons?|daughters?)\b", re.I
    ),
}
#: Two capitals in a word make an abbreviation; roman numerals do not.
_ABBREVIATION = re.compile(r"\b(?![IVXLC]+\b)\w*[A-Z]\w*[A-Z]\w*\b")
#: The part of an affiliation that names an institution.
_INSTITUTION = re.compile(
    r"hospital|universit|institut|cent(?:re|er)|clinic|klinik|college|school|foundation|trust", re.I
)
#: Prose of a case that stands in the article.
_PROSE_OF_A_CASE = {"history", "findings", "diagnostics", "outcome", "patient_perspective"}


@dataclass(frozen=True, slots=True)
class _Fit:
    """A series beside a profile."""

    series: Series
    profile: Profile
    counts: Counts

    @property
    def record(self) -> SeriesRecord:
        return self.series.record

    @property
    def source(self) -> Source:
        return self.series.record.source

    def key(self, *path: str | int) -> Place:
        """Find the place of a key of `series.yaml`, or of its beginning where it has none."""
        if self.source.node(path) is None:
            return Place(self.source.file, 1, 1)
        return self.source.key_place(*path)

    def problem(
        self,
        code: str,
        place: Place,
        message: str,
        stated: Stated[Any],
        hint: str,
        allowed: Sequence[str] = (),
        severity: Severity = "error",
    ) -> Problem:
        """Make a problem of what a journal states; a warning where that is not sure, or advice."""
        doubt = "" if stated.verified else f" ({NOT_VERIFIED})"
        note = f"; {stated.note}" if stated.note else ""
        said = f"{hint} ({self.profile.source_of(stated)}{note})"
        severity = severity if stated.verified and not stated.advice else "warning"
        return Problem(code, place, f"{message}{doubt}", tuple(allowed), said, severity)


def _most(stated: Stated[int]) -> str:
    return f"{stated.value} {'recommended' if stated.advice else 'allowed'}"


def _least(stated: Stated[int]) -> str:
    return f"at least {stated.value} {'recommended' if stated.advice else 'asked for'}"


def journal_problems(found: Unreadable | Ready, profile: Profile) -> tuple[Problem, ...]:
    """Find what keeps a series from being sent to a journal, in the order of files and lines.

    Parameters
    ----------
    found : Unreadable or Ready
        Where its article could not be composed, only what `series.yaml` says is looked at.
    profile : Profile
    """
    if isinstance(found, Unreadable):
        return ()
    fit = _Fit(found.findings.scored.series, profile, counts_of(found))
    return in_order(problem for check in _CHECKS for problem in check(fit))


def check_for_journal(
    folder: Path, profile: Profile, *, strict: bool = False
) -> Unreadable | Ready:
    """Check a series, and add what stands in the way of a journal.

    Parameters
    ----------
    strict : bool
        Treat warnings as errors, those of the journal too.
    """
    found = check(folder, strict=strict)
    more = journal_problems(found, profile)
    if strict:
        more = tuple(replace(problem, severity="error") for problem in more)
    return replace(found, problems=in_order([*found.problems, *more]))


def _eligible(fit: _Fit) -> Iterator[Problem]:
    asked, place = fit.profile.eligibility, fit.key("design")
    cases = fit.counts.cases
    has = f"the series has {counted(cases, 'case')}"
    if asked.most_cases is not None and cases > asked.most_cases.value:
        message = f"{has}, {_most(asked.most_cases)}"
        hint = "ask the editor, or choose another journal"
        yield fit.problem("CP802", place, message, asked.most_cases, hint)
    limit = asked.original_article_from
    if limit is not None and cases >= limit.value:
        message = f"{has}; from {limit.value} on it is an original article"
        yield fit.problem("CP802", place, message, limit, "submit it as an original article")
    if asked.excludes is not None:
        treatments = join_names(_treatments(fit.series))
        excluded = ", nor on ".join(asked.excludes.value)
        message = f"the series judges what followed {treatments}; no report is taken on {excluded}"
        hint = "ask yourselves whether yours is such a report"
        place = fit.key("outcomes")
        yield fit.problem("CP802", place, message, asked.excludes, hint, severity="warning")


def _treatments(series: Series) -> list[str]:
    return list(dict.fromkeys(t.name for case in series.cases for t in case.treatment))


# --- the front -----------------------------------------------------------------------------------


def _title(fit: _Fit) -> Iterator[Problem]:
    asked, title = fit.profile.title, fit.record.title
    if asked.one_of is not None and not any(_word(w).search(title) for w in asked.one_of.value):
        words = join_words([f"“{word}”" for word in asked.one_of.value], "or")
        message = f"title does not say {words}"
        place = fit.source.place("title")
        yield fit.problem("CP803", place, message, asked.one_of, "add one of them")
    for stated, patterns, says in (
        (asked.never, _words(asked.never), "says"),
        (asked.never_tells, _telling(asked.never_tells), "tells"),
        (asked.never_begins, _beginnings(asked.never_begins), "begins with"),
        (asked.question, _if_no(asked.question, re.compile(r"\?")), "asks"),
        (asked.abbreviations, _if_no(asked.abbreviations, _ABBREVIATION), "has the abbreviation"),
    ):
        for told, pattern in patterns:
            if (found := pattern.search(title)) and stated is not None:
                what = f" {told}" if told else ""
                message = f"title {says}{what} “{found[0]}”, which is not allowed"
                place = _place_in(fit.source, ("title",), found)
                yield fit.problem("CP803", place, message, stated, "leave it out")


_Patterns = list[tuple[str, re.Pattern[str]]]


def _word(text: str) -> re.Pattern[str]:
    """Match whole words, whatever their capitals, with any spaces between them."""
    inner = r"\s+".join(map(re.escape, text.split()))
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    after = r"(?!\w)" if re.search(r"\w$", text) else ""
    return re.compile(f"{before}{inner}{after}", re.I)


def _words(stated: Stated[tuple[str, ...]] | None) -> _Patterns:
    return [] if stated is None else [("", _word(word)) for word in stated.value]


def _telling(stated: Stated[Any] | None) -> _Patterns:
    told = () if stated is None else stated.value
    return [(f"the {what}:", _TELLING[what]) for what in told if what in _TELLING]


def _beginnings(stated: Stated[tuple[str, ...]] | None) -> _Patterns:
    words = () if stated is None else stated.value
    return [("", re.compile(rf"^\s*{re.escape(word)}\b", re.I)) for word in words]


def _if_no(stated: Stated[bool] | None, pattern: re.Pattern[str]) -> _Patterns:
    return [("", pattern)] if stated is not None and not stated.value else []


def _place_in(source: Source, path: Keys, found: re.Match[str]) -> Place:
    """Find the place of what was found in a value of a file."""
    node = source.node(path)
    if not isinstance(node, Scalar):
        return source.place(*path)
    before = node.text[: found.start()]
    column = len(before) - (before.rfind("\n") + 1) + 1
    return node.place_of(before.count("\n") + 1, column, len(found[0].split("\n")[0]))


def _abstract(fit: _Fit) -> Iterator[Problem]:
    asked, place = fit.profile.abstract, fit.key("abstract")
    words, name = fit.counts.abstract_words, asked.name.value.lower() if asked.name else "abstract"
    most, least = asked.most_words, asked.least_words
    if words is not None and most is not None and words > most.value:
        message = f"{name} has {words} words, {_most(most)}"
        yield fit.problem("CP804", place, message, most, f"leave out {words - most.value}")
    if words is not None and least is not None and words < least.value:
        message = f"{name} has {words} words, {_least(least)}"
        yield fit.problem("CP804", place, message, least, f"add {least.value - words}")
    yield from _abstract_form(fit, name)


def _abstract_form(fit: _Fit, name: str) -> Iterator[Problem]:
    asked, written = fit.profile.abstract, fit.record.abstract
    headings = () if isinstance(written, str) else tuple(written or ())
    place = fit.key("abstract")
    if asked.form is not None and asked.form.value == "unstructured" and headings:
        message = f"{name} has headings: {', '.join(headings)}; none allowed"
        hint = "write `abstract: >-` and the text, without headings"
        yield fit.problem("CP804", place, message, asked.form, hint)
    if asked.form is not None and asked.form.value == "structured" and not headings:
        message = f"{name} has no headings"
        wanted = asked.headings.value if asked.headings is not None else ()
        hint = "write each part under its heading"
        yield fit.problem("CP804", place, message, asked.form, hint, wanted)
    wanted = asked.headings.value if asked.headings is not None else ()
    if asked.headings is not None and headings and _fold(headings) != _fold(wanted):
        message = f"{name} has the headings {join_names(headings)}"
        yield fit.problem(
            "CP804", place, message, asked.headings, "take the journal's headings", wanted
        )


def _fold(names: Sequence[str]) -> list[str]:
    return [name.casefold().replace("'", "’").strip() for name in names]


def _keywords(fit: _Fit) -> Iterator[Problem]:
    number = len(fit.record.keywords)
    told = "1 keyword" if number == 1 else f"{number or 'no'} keywords"
    yield from _number_fits(
        fit, "CP805", fit.key("keywords"), number, told,
        fit.profile.keywords.least, fit.profile.keywords.most,
    )  # fmt: skip


def _number_fits(
    fit: _Fit,
    code: str,
    place: Place,
    number: int,
    told: str,
    least: Stated[int] | None,
    most: Stated[int] | None,
) -> Iterator[Problem]:
    """Say where there are fewer than the least, or more than the most."""
    if least is not None and number < least.value:
        message = f"{told}, {_least(least)}"
        yield fit.problem(code, place, message, least, f"add {least.value - number}")
    if most is not None and number > most.value:
        message = f"{told}, {_most(most)}"
        yield fit.problem(code, place, message, most, f"leave out {number - most.value}")


def _highlights(fit: _Fit) -> Iterator[Problem]:
    asked = fit.profile.highlights
    name = (asked.name.value if asked.name is not None else "points in brief").lower()
    number = len(fit.record.key_points)
    told = f"{number or 'no'} {name} (`key_points`)"
    yield from _number_fits(
        fit, "CP806", fit.key("key_points"), number, told, asked.least, asked.most
    )
    most = asked.most_characters
    for n, length in enumerate(fit.counts.key_point_characters):
        if most is not None and length > most.value:
            message = f"key point {n + 1} has {length} characters, {_most(most)}"
            place = fit.source.place("key_points", n)
            yield fit.problem("CP806", place, message, most, f"leave out {length - most.value}")


# --- the text ------------------------------------------------------------------------------------


def _sections(fit: _Fit) -> Iterator[Problem]:
    stated = fit.profile.text.sections
    if stated is None:
        return
    parts, titles = stated.value, _fold([s.title for s in fit.record.sections])
    names = [part.name for part in parts]
    at = [next((n for n, t in enumerate(titles) if t in _fold(p.names)), None) for p in parts]
    for part, found in zip(parts, at, strict=True):
        if found is None and not part.optional:
            message = f"there is no section “{part.name}”"
            hint = f"add it, or call yours so{_or_also(part)}"
            yield fit.problem("CP807", fit.key("sections"), message, stated, hint)
    known = {name for part in parts for name in _fold(part.names)}
    for n, section in enumerate(fit.record.sections):
        if titles[n] not in known:
            message = f"“{section.title}” is not a section of the journal"
            hint = "make it a part of one of them"
            place = fit.source.place("sections", n, "title")
            yield fit.problem("CP807", place, message, stated, hint, names)
    there = [(n, part) for n, part in zip(at, parts, strict=True) if n is not None]
    for (earlier, first), (later, second) in pairwise(there):
        if earlier > later:
            message = f"“{second.name}” stands before “{first.name}”"
            place = fit.source.place("sections", later, "title")
            yield fit.problem("CP807", place, message, stated, "move it after that", names)


def _or_also(part: JournalSection) -> str:
    return f"; also taken: {', '.join(part.also)}" if part.also else ""


def _declarations(fit: _Fit) -> Iterator[Problem]:
    asked = fit.profile.declarations
    if asked.required is None:
        return
    empty = f", with “{asked.empty.value}” where there is none" if asked.empty is not None else ""
    roles = any(author.roles for author in fit.record.authors)
    for key, heading in asked.required.value.items():
        there = roles if key == "contributions" else getattr(fit.record, key) is not None
        if there:
            continue
        hint = "give the authors their `roles`" if key == "contributions" else f"add `{key}: …`"
        message = f"the declaration “{heading}” is missing"
        place = fit.key("authors") if key == "contributions" else Place(fit.source.file, 1, 1)
        yield fit.problem("CP808", place, message, asked.required, f"{hint}{empty}")


def _length(fit: _Fit) -> Iterator[Problem]:
    asked, counts, place = fit.profile.text, fit.counts, fit.key("sections")
    if counts.text_words is None:
        return
    for number, most, told in (
        (counts.text_words, asked.most_words, "words in the text"),
        (counts.figures, asked.most_figures, "figures"),
        (counts.tables, asked.most_tables, "tables"),
        (counts.figures + counts.tables, asked.most_figures_and_tables, "figures and tables"),
    ):
        if most is not None and number > most.value:
            message = f"{number} {told}, {_most(most)}"
            hint = f"leave out {number - most.value}, or move them to the supplement"
            yield fit.problem("CP809", place, message, most, hint)


def _institutions(fit: _Fit) -> Iterator[Problem]:
    stated = fit.profile.text.institutions
    if stated is None or stated.value:
        return
    patterns = [_word(name) for name in _institution_names(fit.record)]
    for place_of, text in _prose(fit.series):
        for pattern in patterns:
            for found in pattern.finditer(text):
                message = (
                    f"“{' '.join(found[0].split())}” is named in the text, which is not allowed"
                )
                hint = "write “our centre”, or the like"
                yield fit.problem("CP810", place_of(found), message, stated, hint)


def _institution_names(record: SeriesRecord) -> list[str]:
    """List the names of institutions, the longest first: as affiliations and the file have them."""
    parts = [
        re.sub(r"\s*\([^)]*\)\s*$", "", part).strip()
        for affiliation in record.affiliations.values()
        for part in affiliation.printed.split(",")
        if _INSTITUTION.search(part)
    ]
    return sorted({*parts, *record.privacy.institutions}, key=lambda name: (-len(name), name))


def _prose(series: Series) -> Iterator[tuple[Any, str]]:
    """Yield every text of the article with the way from what is found in it to its place."""
    for section in series.sections.values():
        yield _places_in_file(section.file), section.text
    source = series.record.source
    for sub, scalar in leaves(source.node(("abstract",)) or source.root):
        yield _places_in_value(source, ("abstract", *sub)), scalar.text
    for case in series.cases:
        for path, scalar in leaves(case.source.root):
            if _PROSE_OF_A_CASE & {path[-1], *path[:1]}:
                yield _places_in_value(case.source, path), scalar.text


def _places_in_file(file: str) -> Any:
    def place_of(found: re.Match[str]) -> Place:
        before = found.string[: found.start()]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Place(file, line, column, len(found[0].split("\n")[0]))

    return place_of


def _places_in_value(source: Source, path: Keys) -> Any:
    return lambda found: _place_in(source, path, found)


def _references(fit: _Fit) -> Iterator[Problem]:
    asked, own = fit.profile.references, fit.record.references_style
    if asked.vancouver is None or asked.vancouver.value or not fit.counts.references:
        return
    csl = asked.csl.value if asked.csl is not None else ""
    if own != VANCOUVER and (not csl or same_style(own, csl)):
        return
    style = asked.style.value if asked.style is not None else "another style"
    set_in = "the Vancouver style" if own == VANCOUVER else f"the style `{own}`"
    message = f"references are set in {set_in}; the journal has them {style}"
    hint = f"a reference manager sets them anew by the CSL style {csl}".rstrip()
    if csl in style_names():
        hint = f"write `references_style: {csl}`; `cpreport package` does so by itself"
    place = fit.key("references_style")
    yield fit.problem("CP811", place, message, asked.vancouver, hint, severity="warning")


_CHECKS = (
    _eligible,
    _title,
    _abstract,
    _keywords,
    _highlights,
    _sections,
    _declarations,
    _length,
    _institutions,
    _references,
)
