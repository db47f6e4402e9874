"""Write the letters of an order, or say what stands in the way."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.atomic_write import not_written, write_all
from cpreport.builder.make import attempt
from cpreport.cases.case import Case
from cpreport.cases.letter_record import Letters, Role
from cpreport.cases.reader import read_series
from cpreport.cases.series import SeriesRecord
from cpreport.cases.text import plain
from cpreport.letters.addressees import Addressee, find_addressees, first_day
from cpreport.letters.language import LANGUAGES, language
from cpreport.letters.letter_paper import LetterForm, Paper
from cpreport.letters.letter_text import Voice
from cpreport.letters.log import LOG, MERGE, LogEntry, log_bytes, merge_bytes, read_log
from cpreport.letters.readability import Reading, plain_problems, reading
from cpreport.letters.story import Story, story
from cpreport.letters.written_letter import (
    WrittenLetter,
    apply_overrides,
    missing_problems,
    parts_of,
)
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.privacy.identities import Identities, read_identities
from cpreport.problems import Place, Problem, Refused, has_error, in_order
from cpreport.publish.engines import INSTALL_PANGO, Engine, SetPdf, remark_problems
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import image
from cpreport.scales.scoring import score_series

FOLDER = "letters"
FORMATS = ("pdf", "html")


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """Which letters are asked for, and in which form.

    cases : tuple of str
        Empty for every case.
    changed_only : bool
        Leave out the letters whose data are those of the letter that was written last.
    visit : str or None
        The visit they are about; None for the later of the two that are compared.
    language : str or None
        None for the recipient's own, or else that of the series' letters.
    day : date
        That the letters bear.
    paper : str or None
        None for that of the series.
    large, draft : bool
        See `LetterForm`.
    passphrase : str
        Locks the PDFs; empty for none.
    engine : {"weasyprint", "typst"}
        Sets the PDFs.
    """

    folder: Path
    output: Path
    identities: Path
    roles: tuple[Role, ...]
    day: dt.date
    cases: tuple[str, ...] = ()
    changed_only: bool = False
    visit: str | None = None
    language: str | None = None
    formats: tuple[str, ...] = FORMATS
    paper: Paper | None = None
    large: bool = False
    draft: bool = False
    passphrase: str = field(default="", repr=False)
    engine: Engine = "weasyprint"


@dataclass(frozen=True, slots=True)
class LetterOutcome:
    """What became of one letter.

    written : WrittenLetter or None
        None where problems stood in the way.
    files : tuple of str
        Empty where it was only looked at, or nothing had changed.
    engine : {"weasyprint", "typst"} or None
        Set its PDF.
    """

    case: str
    role: Role
    written: WrittenLetter | None = field(default=None, repr=False)
    read: Reading | None = None
    files: tuple[str, ...] = ()
    unchanged: bool = False
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Every letter of an order, with every problem."""

    told: tuple[LetterOutcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    names: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every letter of an order is written from."""

    order: LetterOrder
    form: LetterForm
    findings: Findings
    letters: Letters
    identities: Identities = field(repr=False)
    log: tuple[LogEntry, ...]
    names: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where letters lie."""
        return self.order.output / FOLDER


def letters(order: LetterOrder, *, write: bool) -> Letterbox:
    """Compose the letters of an order; write them, or only give their text."""
    desk, problems = _ready(order)
    if desk is None:
        return Letterbox(problems=in_order(problems))
    bad = {p.case for p in problems if p.case and p.severity == "error"}
    told: list[LetterOutcome] = []
    for case in desk.findings.cases:
        if (order.cases and case.id not in order.cases) or case.id in bad:
            continue
        for role in order.roles:
            done, more = _of_case(desk, case.case, role, write=write)
            told += done
            problems += more
    if not order.draft and any(t.files for t in told):
        problems += _keep_log(desk, told)
    asked = [p for p in problems if not order.cases or p.case is None or p.case in order.cases]
    visits = tuple(v.id for v in desk.findings.record.visits)
    return Letterbox(tuple(told), in_order(asked), desk.names, visits)


def _ready(order: LetterOrder) -> tuple[_Desk | None, list[Problem]]:
    series, found = read_series(order.folder)
    problems = list(found)
    if series is None:
        return None, problems
    identities, found = read_identities(order.identities.parent, order.identities.name)
    problems += found
    shared = series.record.letters
    if shared is None:
        hint = "add `letters:` with `sender`, `clinic`, `treatments` and `contacts`"
        place = Place(series.record.source.file)
        problems.append(Problem("CP901", place, "the series has no `letters`", help=hint))
    if identities is None or shared is None or not series.cases:
        return None, problems
    problems += _pictureless(order.folder, series.record, shared)
    scored, found = score_series(series)
    problems += found
    findings, found = find(scored)
    problems += found
    if not found and not findings.judged:
        message = "a letter tells what became of the outcomes, and the series judges none"
        hint = "declare `outcomes`, and with `compare` the visits that they are judged between"
        problems.append(Problem("CP901", Place(series.record.source.file), message, help=hint))
    if any(p.case is None and p.severity == "error" for p in problems):
        return None, problems
    paper = order.paper or series.record.page_size
    window = shared.window or ("DIN" if paper == "A4" else "US")
    form = LetterForm(paper, window, order.large, order.draft)
    names = (*(case.id for case in series.cases), *series.failed)
    log = read_log(order.output / FOLDER)
    return _Desk(order, form, findings, shared, identities, log, names), problems


def _pictureless(folder: Path, record: SeriesRecord, shared: Letters) -> Iterator[Problem]:
    """Find a logo or a signature that is named and not there: no letter goes out without it."""
    folders = folders_of(folder)
    named = (("logo", shared.logo, ()), ("signature", shared.sender.signature, ("sender",)))
    for key, file, above in named:
        if file is not None and image(folders, file) is None:
            place = record.source.place("letters", *above, key)
            message = f"`{file}` is not an SVG, PNG or JPEG file in the styles folder"
            hint = "put the file into the styles folder beside the series"
            yield Problem("CP901", place, message, help=hint)


def _last_compared(findings: Findings, case: Case) -> str:
    """Choose the last visit of the case that is compared with another."""
    later = {pair.later for pair in findings.pairs}
    held = {visit.id for visit in case.visits}
    found = [v.id for v in findings.record.visits if v.id in later and v.id in held]
    return found[-1] if found else findings.pairs[0].later


def _of_case(
    desk: _Desk, case: Case, role: Role, *, write: bool
) -> tuple[list[LetterOutcome], tuple[Problem, ...]]:
    """Write every letter of one case in one role; none goes out where any part is in doubt."""
    visit = desk.order.visit or _last_compared(desk.findings, case)
    if visit not in {v.id for v in case.visits}:
        place, message = case.source.place("visits"), f"there is no visit `{visit}` in this case"
        there = tuple(v.id for v in case.visits)
        return [LetterOutcome(case.id, role)], (
            Problem("CP902", place, message, there, case=case.id),
        )
    first = first_day(case, desk.identities)
    about = story(desk.findings, case.id, visit, desk.letters, first)
    copies = tuple(r for r in about.letter.copies if r != role)
    recipients, problems = find_addressees(case, role, copies, desk.identities)
    if problems:
        return [LetterOutcome(case.id, role)], problems
    told: list[LetterOutcome] = []
    found: list[Problem] = []
    for recipient in recipients:
        one, more = _one(desk, about, recipient, write=write)
        told.append(one)
        found += more
    return told, tuple(found)


def _one(
    desk: _Desk, about: Story, to: Addressee, *, write: bool
) -> tuple[LetterOutcome, list[Problem]]:
    nothing = LetterOutcome(to.case, to.role)
    code = desk.order.language or to.language or about.letters.language
    if code not in LANGUAGES:
        message = "there is no catalogue for the language of this recipient"
        return nothing, [Problem("CP910", to.place, message, LANGUAGES, case=to.case)]
    voice = Voice(language(code), about.letters.language)
    problems = list(missing_problems(voice, about, to.role))
    if problems:
        return nothing, problems
    parts, found = apply_overrides(voice, about, parts_of(voice, about, to.role, to.patient))
    written = WrittenLetter(
        to.role, voice, about, desk.order.day, _reference(to, about, code), to, parts
    )
    read = reading(written)
    problems = [*found, *plain_problems(written, read)]
    if has_error(problems):
        return replace(nothing, read=read), problems
    done = LetterOutcome(to.case, to.role, written, read)
    if not write:
        return done, problems
    before = next((e for e in desk.log if e.reference == written.reference), None)
    if desk.order.changed_only and before is not None and before.data == _data(desk, about):
        return replace(done, unchanged=True), problems
    pdfs: list[SetPdf] = []
    files, failed = attempt(lambda: _store_letter(desk, written, pdfs), "a letter", to.case)
    problems += [
        *map(_nameless, failed),
        *(said for pdf in pdfs for said in remark_problems("a letter", pdf, to.case)),
    ]
    return replace(done, files=files or (), engine=pdfs[0].engine if pdfs else None), problems


def _nameless(problem: Problem) -> Problem:
    """Take from a failure nobody foresaw what it may quote of the letter."""
    if problem.code != "CP601" or problem.help == INSTALL_PANGO:
        return problem
    return replace(problem, message="the letter could not be typeset")


def _store_letter(desk: _Desk, written: WrittenLetter, pdfs: list[SetPdf]) -> tuple[str, ...]:
    """Write the files of a letter; who set its PDF is noted in `pdfs`."""
    from cpreport.letters.letter_page import encrypt, letter_html, letter_pdf

    order, form = desk.order, desk.form
    style = desk.findings.record.style
    name = f"{'draft-' if form.draft else ''}letter-{written.reference}"
    files: dict[str, bytes] = {}
    if "pdf" in order.formats:
        made = letter_pdf(written, form, engine=order.engine, folder=order.folder, style=style)
        pdfs.append(made)
        content = made.content
        files[f"{name}.pdf"] = encrypt(content, order.passphrase) if order.passphrase else content
    # Only a PDF can be locked, so a locked letter has no other form.
    if "html" in order.formats and not order.passphrase:
        page = letter_html(written, form, medium="screen", folder=order.folder, style=style)
        files[f"{name}.html"] = page.encode()
    if "docx" in order.formats and not order.passphrase:
        from cpreport.letters.editable import letter_docx

        files[f"{name}.docx"] = letter_docx(written, form)
    _store(desk.folder, files)
    return tuple(files)


def _store(folder: Path, files: dict[str, bytes]) -> None:
    """Write files that their owner alone may read, into a folder that is as closed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o700)
    except OSError as error:
        raise Refused([not_written(folder, error)]) from error
    write_all(folder, files, mode=0o600)


def _reference(to: Addressee, about: Story, code: str) -> str:
    """Make a reference that tells nobody the study id, and is the same for the same letter."""
    parts = (to.patient, to.born.isoformat(), to.name, to.role, about.visit.id, code)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def _data(desk: _Desk, about: Story) -> str:
    """Hash all that a letter is made from but who it is about."""
    record = desk.findings.record
    shared = [
        [list(pair) for pair in record.compare],
        [outcome.model_dump(mode="json") for outcome in record.outcomes],
        *(about.letters.model_dump(mode="json"), about.visit.id, plain(about.case.source.root)),
    ]
    text = json.dumps(shared, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _keep_log(desk: _Desk, told: list[LetterOutcome]) -> tuple[Problem, ...]:
    """Keep which letter said what, and who gets which file."""
    done = [(t, t.written) for t in told if t.written is not None and t.files]
    log = log_bytes(desk.log, [_entry(desk, t, w) for t, w in done])
    merge = merge_bytes(
        (
            *(w.to.name, ", ".join(w.to.address), w.to.patient, w.voice.language.code),
            *(t.role, w.reference, t.files[0]),
        )
        for t, w in done
    )
    try:
        _store(desk.folder, {LOG: log, MERGE: merge})
    except Refused as refused:
        return refused.problems
    return ()


def _entry(desk: _Desk, told: LetterOutcome, written: WrittenLetter) -> LogEntry:
    marks = {s.key: s.mark for p in written.parts for s in p.sentences() if s.basis}
    return LogEntry(
        told.case,
        written.story.visit.id,
        told.role,
        written.reference,
        written.voice.language.code,
        written.day.isoformat(),
        _data(desk, written.story),
        dict(sorted(marks.items())),
        told.files,
    )
