"""Write finished documents into an output folder, and take away what may not lie there.

Every file is searched for who the patients are before it gets its name, and noted before any of it
has one, so that what a stopped build leaves is known to be cpreport's. The one deletion that
cpreport makes is here too: of what it made itself, that nobody changed, and that may not be shown.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.atomic_write import Content, write_all
from cpreport.builder.cache import empty
from cpreport.builder.make import Made
from cpreport.builder.output_folder import OutputFolder, hold
from cpreport.builder.privacy_gate import Gate, gate_of, search_outputs, take_back
from cpreport.builder.record import (
    RECORD,
    Output,
    SearchedFile,
    finished,
    forget,
    note,
    now,
    record_json,
    sha256,
)
from cpreport.check.check_series import Ready, Unreadable
from cpreport.privacy.images import FOLDER
from cpreport.privacy.scan import Searched
from cpreport.problems import Place, Problem, Refused, in_order, reason


@dataclass(slots=True)
class Outputs:
    """What lies in an output folder while a build writes into it.

    outputs : dict of str to Output
        By path; those of earlier builds, too.
    searched : dict of str to SearchedFile
        What was found in the files of this build, by path.
    """

    folder: OutputFolder
    gate: Gate
    outputs: dict[str, Output]
    searched: dict[str, SearchedFile] = field(default_factory=dict)

    def add(
        self, made: Made, draft: Output, searched: Mapping[str, Searched | str]
    ) -> tuple[Problem, ...]:
        """Write the files of a document, or say why none of them may have its name.

        Parameters
        ----------
        draft : Output
            What is the same for all of its files.
        searched : mapping of str to Searched or str
            What was found in some of them before, or why one cannot be searched.
        """
        try:
            return self._add(made, draft, searched)
        finally:
            for path in made.unfinished.values():
                # What got no name goes: something stood in its way.
                with contextlib.suppress(OSError):
                    path.unlink()

    def _add(
        self, made: Made, draft: Output, searched: Mapping[str, Searched | str]
    ) -> tuple[Problem, ...]:
        files: dict[str, Content] = {**made.files, **made.unfinished}
        if problems := made.problems or self.folder.in_the_way(files):
            return problems
        found, problems = search_outputs(self.gate, files, made.document.case, searched)
        if problems:
            # What an earlier build left of this document may tell the same.
            take_back(self.gate, made.document.outputs, self.outputs)
            return problems
        self.searched |= found
        # The search has named what it searched; a data file can be long to read again.
        hashes = {p: found[p].sha256 if p in found else sha256(c) for p, c in files.items()}
        drafts = {path: replace(draft, path=path, sha256=named) for path, named in hashes.items()}
        try:
            _write_noted(self.folder.path, files, drafts)
        except Refused as refused:
            self.outputs |= finished(self.folder.path, drafts.items())
            return refused.problems
        self.outputs |= drafts
        return ()


def _write_noted(folder: Path, files: Mapping[str, Content], drafts: Mapping[str, Output]) -> None:
    """Write files; noted first, what a build that is stopped leaves is known to be cpreport's."""
    write_all(folder, files, before=lambda: note(folder, drafts))


def add_files(
    ready: Unreadable | Ready,
    output: Path,
    document: str,
    files: Mapping[str, bytes],
    inputs: Mapping[str, str],
    problems: Iterable[Problem],
) -> tuple[Problem, ...]:
    """Write further files into the folder of a finished build, or say what stood in the way.

    Parameters
    ----------
    document : str
        What they are, as `build.json` calls it; one of `build.ADDED`.
    files : mapping of str to bytes
        By path below the output folder, with `/`.
    inputs : mapping of str to str
        What they were made from, with its hashes.
    problems : iterable of Problem
        What the build told; the record keeps it.
    """
    try:
        with hold(output) as folder:
            found, told = search_outputs(gate_of(ready, output), files)
            if wrong := (*folder.in_the_way(files), *told):
                return in_order(wrong)
            drafts = {
                path: Output(path, document, "", inputs, sha256(content), now())
                for path, content in files.items()
            }
            _write_noted(folder.path, files, drafts)
            record = replace(
                folder.record,
                outputs={**folder.record.outputs, **drafts},
                searched={**folder.record.searched, **found},
            )
            write_all(folder.path, {RECORD: record_json(record, tuple(problems))})
            forget(folder.path)
    except Refused as refused:
        return refused.problems
    return ()


# --- what may not be shown any more --------------------------------------------------------------


def withdraw(
    folder: Path, outputs: dict[str, Output], cases: Mapping[str, str], unseen: Collection[str] = ()
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Delete what shows cases without consent for publication, here and among the outputs.

    Parameters
    ----------
    cases : mapping of str to str
        The case's file by its id.
    unseen : collection of str
        Ids of the cases of which no picture may be shown; what has none of theirs is not meant.

    Returns
    -------
    dict of str to list of str, and list of Problem
        What was deleted, by document; and what may not be deleted, which stays among the outputs.
    """
    gone: dict[str, list[str]] = {}
    problems: list[Problem] = []
    found = _showing(outputs, cases, unseen)
    if found:
        # What is kept for the next build may show the case as well.
        empty(folder)
    for path, output in sorted(found.items()):
        if why := _delete(folder / path, output):
            whose = sorted(cases) if output.document not in unseen else [output.document]
            problems.append(_to_do(folder / path, why, whose))
        else:
            del outputs[path]
            gone.setdefault(output.document, []).append(path)
    for case in {*cases, *gone}:
        # The folder of the case goes with its last file.
        with contextlib.suppress(OSError):
            (folder / "cases" / case).rmdir()
    return gone, problems


def _showing(
    outputs: Mapping[str, Output], cases: Mapping[str, str], unseen: Collection[str]
) -> dict[str, Output]:
    """Find the outputs that show one of these cases: its own, and those of several cases."""
    files = set(cases.values())
    found = {
        path: output
        for path, output in outputs.items()
        if output.document in cases
        or files & set(output.inputs)
        or (output.document in unseen and any(map(_is_picture, output.inputs)))
    }
    # Checklists tell of the documents that they are filled from.
    return found | {p: o for p, o in outputs.items() if found.keys() & set(o.inputs)}


def _is_picture(name: str) -> bool:
    return name.startswith(f"{FOLDER}/")


def _delete(path: Path, output: Output) -> str:
    """Delete one file; say why it could not be done, or nothing."""
    if not os.path.lexists(path):
        return ""
    try:
        if path.is_symlink() or sha256(path) != output.sha256:
            return "something else changed it"
        path.unlink()
    except OSError as error:
        return reason(error)
    return ""


def _to_do(path: Path, why: str, cases: Iterable[str]) -> Problem:
    return Problem(
        "CP702",
        Place(path.as_posix()),
        f"{why}, and it may show {', '.join(cases)}, without consent for publication",
        help="take it away yourself, and from wherever it was sent",
    )
