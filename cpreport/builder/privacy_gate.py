"""Search finished files for who the patients are, and say which may be published."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from cpreport.addresses import without_secrets
from cpreport.atomic_write import Content
from cpreport.builder.record import Output, SearchedFile, hash_of, sha256
from cpreport.builder.searched_pieces import search_in_pieces
from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.cases.values import NotIdentifying
from cpreport.check.check_series import Ready, Unreadable
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.references.date_parts import date_in_full, forms_of
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.manuscript.references.work import DateParts
from cpreport.privacy.scan import (
    Finding,
    Hit,
    Search,
    Searched,
    Sources,
    Unsearchable,
    key_at,
    line_of,
    name_hit,
    same_text,
    search_content,
    search_of,
    source_of,
)
from cpreport.problems import Place, Problem

#: Warnings that are listed one by one; the report lists all.
_MOST_WARNINGS = 50
#: Keys of a series whose text is printed as it stands.
DECLARED = ("ethics", "funding", "data_availability", "acknowledgements")
_AND_OTHERS = ("et al", "and colleagues", "and others", "and coworkers", "and co-workers")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file says of a text that the search warns of."""

    text: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Gate:
    """What every output passes before it is published.

    search : Search or None
        None where it cannot be said what to look for; then nothing is made anyway.
    name : str
        Of the search: the same name, the same search.
    cases : frozenset of str
        The ids that may be named.
    """

    folder: Path
    output: Path
    search: Search | None
    name: str
    sources: Sources = field(repr=False)
    answers: tuple[Answer, ...] = ()
    cases: frozenset[str] = frozenset()


def gate_of(ready: Unreadable | Ready, output: Path) -> Gate:
    """Set up the gate of a series."""
    if isinstance(ready, Unreadable):
        return Gate(ready.folder, output, None, "", Sources(dict))
    record = ready.findings.record
    answers = tuple(_answers(ready))
    search, name = search_of(
        ready.folder,
        _public(ready),
        record.privacy.institutions,
        (answer.text for answer in answers),
        _declared(record),
    )
    sources = Sources(lambda: _texts(ready))
    return Gate(ready.folder, output, search, name, sources, answers, frozenset(ready.names))


def _answers(ready: Ready) -> Iterator[Answer]:
    series = ready.findings.scored.series
    records: tuple[SeriesRecord | Case, ...] = (series.record, *series.cases)
    for record in records:
        said: tuple[NotIdentifying, ...] = record.not_identifying
        for number, answer in enumerate(said):
            place = record.source.place("not_identifying", number, "text")
            yield Answer(answer.text, answer.reason, place)


def _public(ready: Ready) -> Iterator[str]:
    """List what is public: study ids, authors, where they work, what they cite."""
    # `patient P0001` has the shape of a record number, and is how a report names its patient.
    yield from (f"patient {case.id}, case {case.id}" for case in ready.findings.cases)
    record = ready.findings.record
    for author in record.authors:
        yield from filter(None, (author.name, author.email, author.orcid))
    for institution in record.affiliations.values():
        yield from filter(None, (institution.printed, institution.name, institution.ror))
    if record.publication.doi:
        yield record.publication.doi
    for _, parts in record.publication.dates:
        date = DateParts(parts)
        yield from forms_of(date)
        yield from (date_in_full(date, american=False), date.iso, date.iso.replace("-", "/"))
    # All of them: where the article cannot be composed, an earlier one may still cite them.
    for work in ready.bibliography.works.values():
        text = words_of(*vancouver(work))
        yield text
        for date in (work.accessed, work.issued, work.event_date):
            yield from forms_of(date)
        authors = text.partition(". ")[0].split(", ")
        yield from authors
        # In a sentence the last names of those who are cited stand alone.
        last = [author.rpartition(" ")[0] for author in authors if " " in author]
        yield from (f"{name} {others}" for name in last[:1] for others in _AND_OTHERS)
        yield " and ".join(last[:2])


def _declared(record: SeriesRecord) -> Iterator[str]:
    """List the texts that are printed as they stand: public, unless they tell who a patient is."""
    for funder in record.funders:
        yield from filter(None, (funder.name, funder.id, *funder.awards))
    if record.copyright is not None:
        yield record.copyright.holder
    yield from filter(None, (getattr(record, key) for key in DECLARED))
    yield from filter(None, (record.design.registration,))


def _texts(ready: Ready) -> dict[str, str]:
    """Read the texts of the series' own files by name."""
    series = ready.findings.scored.series
    texts = {
        name: _text(ready.folder / name)
        for name in (series.record.source.file, *(case.source.file for case in series.cases))
    }
    others = (*series.sections.values(), *series.bibliography, *series.scale_files)
    return {**texts, **{other.file: other.text for other in others}}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def search_outputs(
    gate: Gate,
    files: Mapping[str, Content],
    case: str | None = None,
    searched: Mapping[str, Searched | str] = MappingProxyType({}),
) -> tuple[dict[str, SearchedFile], tuple[Problem, ...]]:
    """Search finished files, and give what was found in each, or why none may be published.

    Parameters
    ----------
    searched : mapping of str to Searched or str
        What `search_files` found before in some of them; every other is searched here.
    """
    found: dict[str, SearchedFile] = {}
    hits: list[tuple[str, Hit]] = []
    problems: list[Problem] = []
    unknown = {path: content for path, content in files.items() if path not in searched}
    results = {**searched, **search_files(gate.search, gate.name, unknown)}
    for path, result in results.items():
        if isinstance(result, str):
            problems.append(_unsearchable(gate, path, result, case))
            continue
        content = files[path]
        hits += [(path, hit) for hit in result.hits]
        found[path] = SearchedFile(
            sha256(content), gate.name, result.pages, result.characters, result.findings
        )
    return found, (*problems, *_told(gate, hits, case))


def search_files(
    search: Search | None, name: str, files: Mapping[str, Content]
) -> dict[str, Searched | str]:
    """Search finished files; say of one that cannot be searched why, which tells nothing of it."""
    return {} if search is None else {p: _search_file(search, name, p, c) for p, c in files.items()}


def _search_file(search: Search, name: str, path: str, content: Content) -> Searched | str:
    try:
        if isinstance(content, Path):
            return search_in_pieces(search, name, path, content)
        return search_content(search, path, content)
    except Unsearchable as reason:
        return str(reason)
    except Exception as error:
        # Whatever went wrong, its message may hold what it stumbled on.
        return type(error).__name__


def title_to_show(gate: Gate, title: str, folder: Path) -> str:
    """Choose what the pages about the build are called: nothing that tells who a patient is."""
    names = (name for name in (title, folder.name) if name)
    safe = (name for name in names if gate.search is None or not name_hit(gate.search, name))
    return next(safe, "Case series")


def gate_of_pages(gate: Gate) -> Gate:
    """Set up the gate of the pages about a build, also where the series cannot be read."""
    if gate.search is not None:
        return gate
    return replace(gate, search=search_of(gate.folder)[0])


def to_keep(gate: Gate, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Hide what problems quote where it tells who a patient is: pages and records keep them."""
    search = gate.search
    if search is None or not name_hit(search, "\n".join(map(_quoted, problems))):
        return tuple(problems)
    return tuple(
        replace(p, message=_HIDDEN, allowed=(), help="") if name_hit(search, _quoted(p)) else p
        for p in problems
    )


_HIDDEN = "what is said here tells who a patient is: see the line itself, or `cpreport check`"


def _quoted(problem: Problem) -> str:
    return "\n".join((problem.message, problem.help, *problem.allowed))


def _unsearchable(gate: Gate, path: str, reason: str, case: str | None) -> Problem:
    message = f"{path} could not be searched, so it is not published: {reason}"
    return Problem("CP713", _place_of(gate, path), message, case=case)


def _told(gate: Gate, hits: Iterable[tuple[str, Hit]], case: str | None) -> Iterator[Problem]:
    """Yield one problem for each value that stands in outputs, at the line it came from."""
    assert gate.search is not None or not hits
    by_value: dict[tuple[str, str, int], list[tuple[str, Hit]]] = {}
    for path, hit in hits:
        by_value.setdefault((hit.what, hit.case, hit.line), []).append((path, hit))
    places = {
        value: source_of(gate.search, found[0][1], gate.sources) if gate.search else None
        for value, found in by_value.items()
    }
    for (what, whose, line), found in by_value.items():
        path, hit = found[0]
        place = places[what, whose, line]
        whole = (what.removeprefix("a part of "), whose, line)
        if whole[0] != what and place is not None and place == places.get(whole):
            # The whole value stands there: that is one mistake.
            continue
        owner = whose if whose in gate.cases else "a patient"
        outputs = ", ".join(dict.fromkeys(_named(gate, path, hit) for path, hit in found))
        key = key_at(gate.sources, place) if place else ""
        of = f"`{key}`, from this line" if key else "this line"
        yield Problem(
            "CP713",
            place or _place_of(gate, path),
            f"{what} of {owner} (identities.yaml, line {line}) is in {outputs}",
            help=f"take it out of {of}; the output is not published",
            case=case,
        )


def _named(gate: Gate, path: str, hit: Hit) -> str:
    """Name an output and the part of it; one that has the value in its name is not named."""
    if gate.search is not None and name_hit(gate.search, path):
        return "the name of an output"
    return f"{path} ({hit.where})" if hit.where else path


def _place_of(gate: Gate, path: str) -> Place:
    try:
        return Place(Path(os.path.relpath(gate.output / path, gate.folder)).as_posix())
    except ValueError:  # on another drive
        return Place((gate.output / path).as_posix())


def search_earlier(
    gate: Gate,
    outputs: dict[str, Output],
    new: Mapping[str, SearchedFile],
    earlier: Mapping[str, SearchedFile],
) -> tuple[dict[str, SearchedFile], list[Problem]]:
    """Search what no build has searched for the same; take away what tells who a patient is.

    Outputs that are taken away also leave `outputs`.
    """
    if gate.search is None:
        return {path: s for path, s in earlier.items() if path in outputs}, []
    found: dict[str, SearchedFile] = {}
    problems: list[Problem] = []
    for path, output in sorted(outputs.items()):
        known = new.get(path) or earlier.get(path)
        if known is not None and (known.sha256, known.search) == (output.sha256, gate.name):
            found[path] = known
            continue
        content = gate.output / path
        if not (content.is_file() and os.access(content, os.R_OK)):
            continue
        result, told = search_outputs(gate, {path: content})
        problems += told
        if told:
            take_back(gate, [path], outputs)
        else:
            found |= result
    return found, problems


def take_back(gate: Gate, paths: Iterable[str], outputs: dict[str, Output]) -> None:
    """Delete earlier outputs that tell who a patient is, if they are as cpreport made them."""
    for path in paths:
        content = gate.output / path
        if path not in outputs or hash_of(content) != outputs[path].sha256:
            continue
        if search_outputs(gate, {path: content})[1]:
            with contextlib.suppress(OSError):
                (gate.output / path).unlink()
                del outputs[path]


@dataclass(frozen=True, slots=True)
class Warned:
    """A text that looks as if it identified somebody, with the outputs it stands in."""

    finding: Finding
    outputs: tuple[str, ...]
    answer: Answer | None = None


def warned_of(gate: Gate, found: Mapping[str, SearchedFile]) -> tuple[Warned, ...]:
    """List every finding once, with its answer where there is one."""
    by_text: dict[tuple[str, str], tuple[Finding, list[str]]] = {}
    for path, file in found.items():
        for finding in file.findings:
            where = f"{path} ({finding.where})" if finding.where else path
            by_text.setdefault((finding.kind, finding.text), (finding, []))[1].append(where)
    return tuple(
        Warned(finding, tuple(where), _answer_to(finding, gate.answers))
        for finding, where in by_text.values()
    )


def same_as(answer: Answer, text: str) -> bool:
    """Whether an answer speaks of a text."""
    return same_text(answer.text, text) or same_text(without_secrets(answer.text), text)


def _answer_to(finding: Finding, answers: Iterable[Answer]) -> Answer | None:
    return next((a for a in answers if same_as(a, finding.text)), None)


def _looks(kind: str) -> str:
    if kind == "institution":
        return "is an institution that may not be told"
    return f"looks like {'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def warnings(gate: Gate, warned: Iterable[Warned]) -> Iterator[Problem]:
    """Warn of what nobody has answered."""
    unanswered = [w for w in warned if w.answer is None]
    for one in unanswered[:_MOST_WARNINGS]:
        place = line_of(one.finding, gate.sources)
        first = one.outputs[0]
        more = f" and {len(one.outputs) - 1} more" if len(one.outputs) > 1 else ""
        yield Problem(
            "CP714",
            place or _place_of(gate, first.partition(" (")[0]),
            f"`{one.finding.text}` {_looks(one.finding.kind)}; it is in {first}{more}",
            help="take it out, or answer it: "
            "`not_identifying: [{text: …, reason: …}]` in the case file or series.yaml",
            severity="warning",
        )
    if len(unanswered) > _MOST_WARNINGS:
        message = (
            f"{len(unanswered) - _MOST_WARNINGS} more texts look as if they identified somebody"
        )
        hint = "privacy.html lists them all"
        yield Problem("CP714", Place("."), message, help=hint, severity="warning")
