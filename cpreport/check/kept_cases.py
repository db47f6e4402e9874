"""Read of the cases of a series only those whose files have changed since they were kept."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cpreport.cases.reader import read_section
from cpreport.cases.series import SectionText, Series
from cpreport.check.check_part import check_in_parts, pack_file
from cpreport.check.checked_case import CheckedCase, Common
from cpreport.check.kept_form import KeptResults, read_form
from cpreport.content_cache import current_cache, find_made, fold, keep, unfold
from cpreport.outcomes.result import Result
from cpreport.scales.graded import ScoredCase

_KIND = "checked case"


def with_what_decides(common: Common) -> Common:
    """Name all that decides what is known of a case, besides its file and its pictures.

    cpreport itself and its libraries are in the name of whatever is kept.
    """
    if current_cache() is None:
        return common
    series = common.scored.series
    limits = sorted(item for item in os.environ.items() if item[0].startswith("CPREPORT_MAX_"))
    parts = [
        series.record.source.sha256,
        [[text.file, text.sha256] for text in _beside(series)],
        series.record.unit_of_time,
        repr(common.texts.style),
        common.leave_out,
        limits,
    ]
    made_from = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return replace(common, keep=True, made_from=made_from)


def _beside(series: Series) -> Iterator[SectionText]:
    yield from (*series.bibliography, *series.scale_files)
    if series.style_file is not None:
        yield series.style_file


def check_what_changed(common: Common, files: Sequence[str], jobs: int) -> Iterator[CheckedCase]:
    """Check the cases of a series, those as they were kept whose files are the same.

    Parameters
    ----------
    jobs : int
        Processes for the others; 0 for as many as there is work for.
    """
    kept = {file: case for file in files if (case := _kept(common, file)) is not None}
    others = check_in_parts(common, [file for file in files if file not in kept], jobs)
    return (kept[file] if file in kept else next(others) for file in files)


def keep_cases(forms: Mapping[str, bytes]) -> None:
    """Keep cases for the next build, one version of each.

    Parameters
    ----------
    forms : mapping of str to bytes
        What is known of them, by their files.
    """
    for file, form in forms.items():
        keep(_KIND, (file,), form)


def _kept(common: Common, file: str) -> CheckedCase | None:
    """Look for a case as it was kept; None where there is none, or its file has changed since."""
    content = find_made(_KIND, (file,))
    if content is None:
        return None
    folder = common.scored.series.folder
    text, problems = read_section(folder, file)
    if text is None or problems:
        return None
    form = read_form(common, file, text.sha256, content)
    if form is None or form.checked.kept is None:
        return None
    if any(_hash_of(folder / image) != known for image, known in form.checked.kept.images.items()):
        return None
    if not common.packed:
        return form.checked
    pressed = fold(text.text)
    pack = _KeptPack(common, file, text.sha256, pressed, form.results, form.scored_on)
    return replace(form.checked, kept=replace(form.checked.kept, pack=pack))


def _hash_of(image: Path) -> str:
    with contextlib.suppress(OSError), image.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""


@dataclass(frozen=True, slots=True)
class _KeptPack:
    """A case that was kept, with its results, and its file for whoever needs it whole.

    text : bytes
        The file as it was read, pressed: what is saved a moment later is for the next build.
    """

    common: Common
    file: str
    sha256: str
    text: bytes
    kept: KeptResults
    scales: tuple[str, ...]

    def scored_case(self) -> ScoredCase:
        """Read and score the case."""
        text = SectionText(self.file, unfold(self.text), self.sha256)
        return pack_file(self.common, self.file, text).scored_case()

    def at_hand(self) -> tuple[Result, ...]:
        """Read the results that are none of its visits."""
        return tuple(self.kept.read_others().values())

    def results(self) -> tuple[Result, ...]:
        """Read all results."""
        return self.kept.read()
