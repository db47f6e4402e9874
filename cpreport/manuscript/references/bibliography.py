"""Read the bibliographies of a series: every work by its key, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from cpreport.cases.series import SectionText
from cpreport.manuscript.references.bibtex import Fault, split
from cpreport.manuscript.references.bibtex_works import work_of
from cpreport.manuscript.references.csl_json import read_csl
from cpreport.manuscript.references.work import Work
from cpreport.problems import Place, Problem

#: Without these a work cannot be found by a reader.
_ARTICLE = ("title", "container", "year")
_NEEDED = {
    "article-journal": _ARTICLE,
    "article-magazine": _ARTICLE,
    "article-newspaper": _ARTICLE,
    "chapter": _ARTICLE,
    "paper-conference": _ARTICLE,
    "webpage": ("title", "url"),
    "post": ("title", "url"),
    "post-weblog": ("title", "url"),
    "document": ("title",),
    "manuscript": ("title",),
}
_USUALLY = ("title", "year")
#: What a reader misses, and can do without.
_WANTED = {"thesis": "school", "article": "server, DOI or address", "dataset": "DOI or address"}
_IN_WORDS = {"container": "journal or book title", "url": "address (url)"}
#: So many faults of works that nobody cites are said one by one.
_MOST_SAID = 5


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The works that a series may cite.

    works : mapping of str to Work
        By their keys.
    faults : tuple of Fault
        What is wrong with the entries of the files.
    """

    works: Mapping[str, Work] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, as it were if every work was cited."""
        return tuple(fault.problem for fault in self.faults)

    def cited_problems(self, cited: Collection[str]) -> Iterator[Problem]:
        """Yield what is wrong with the works that a document cites."""
        yield from (fault.problem for fault in self.faults if fault.key in cited)

    def other_problems(self, cited: Collection[str]) -> Iterator[Problem]:
        """Yield what is wrong with works that a document does not cite, and with whole files.

        Of a work that nobody cites it is no more than a warning, and of many such works only the
        first ones are said one by one: a file may be what a program of references holds.
        """
        said: dict[str, int] = {}
        for fault in self.faults:
            if not fault.key:
                yield fault.problem
            elif fault.key not in cited:
                file = fault.problem.place.file
                said[file] = said.get(file, 0) + 1
                if said[file] <= _MOST_SAID:
                    yield replace(fault.problem, severity="warning")
        for file, number in said.items():
            if number > _MOST_SAID:
                message = (
                    f"{number - _MOST_SAID} more faults are in works that the article does not cite"
                )
                hint = "they matter once the works are cited"
                yield Problem("CP414", Place(file), message, help=hint, severity="warning")


@lru_cache(maxsize=4)
def read_bibliography(files: tuple[SectionText, ...]) -> Bibliography:
    """Read every work of the series by its key; once, however many documents cite them.

    A key used twice, an entry that cannot be read and one that lacks what a reader needs are
    faults; the works that could be read are given all the same.
    """
    works: dict[str, Work] = {}
    faults: list[Fault] = []
    for file in files:
        for found in read_csl(file) if file.file.endswith(".json") else _read_bibtex(file):
            if isinstance(found, Fault):
                faults.append(found)
            elif found.key in works:
                faults.append(_twice(found, works[found.key]))
            else:
                works[found.key] = found
                faults += (Fault(found.key, problem) for problem in _incomplete(found))
    return Bibliography(works, tuple(faults))


def _read_bibtex(file: SectionText) -> Iterator[Work | Fault]:
    entries, faults = split(file)
    yield from faults
    for entry in entries:
        work, found = work_of(entry)
        yield work
        yield from found


def _twice(again: Work, first: Work) -> Fault:
    message = f"`{again.key}` is already the key of {first.place}"
    hint = "give each reference its own key"
    return Fault(again.key, Problem("CP413", again.place, message, help=hint))


def _incomplete(work: Work) -> Iterator[Problem]:
    said = {
        "title": work.title,
        "container": work.container or work.event_title,
        "year": work.issued.year or work.status,
        "url": work.url or work.doi,
    }
    for name in _NEEDED.get(work.kind, _USUALLY):
        if not said[name]:
            word = _IN_WORDS.get(name, name)
            message = f"`{work.key}` has no {word}"
            yield Problem("CP410", work.place, message, help=f"add the {word}")
    if work.kind in _WANTED and not (work.publisher or work.doi or work.url):
        word = _WANTED[work.kind]
        message = f"`{work.key}` has no {word}"
        yield Problem("CP410", work.place, message, help=f"add the {word}", severity="warning")
