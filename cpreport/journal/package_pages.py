"""Write the pages that explain a package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cpreport.data.columns import MISSING
from cpreport.data.data_package import PACKAGED
from cpreport.journal.crate import FOLDERS
from cpreport.journal.package_terms import TERMS, Terms
from cpreport.numbers import counted
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import join_names
from cpreport.privacy.small_cells import Alone, small_cells

_NO_LICENCE = """\
# Licence

The authors state no licence. Ask the corresponding author before you use the text, the figures or
the data for anything but the review of the manuscript.
"""


def explaining_files(
    findings: Findings, terms: Terms, files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Write README.md, LICENSE.md and PRIVACY.md.

    Parameters
    ----------
    findings : Findings
        Of every case of the article.
    files : mapping of str to bytes
        What else is in the package.
    """
    return {
        "README.md": _paragraphs(_readme(findings, terms, files)),
        "LICENSE.md": _licence(findings).encode(),
        "PRIVACY.md": _paragraphs(_privacy(findings, terms)),
    }


def _paragraphs(told: Iterable[str]) -> bytes:
    return ("\n\n".join(told) + "\n").encode()


def _readme(findings: Findings, terms: Terms, files: Mapping[str, bytes]) -> Iterator[str]:
    record = findings.record
    yield f"# {' '.join(record.title.split())}"
    if record.notice:
        yield f"**{' '.join(record.notice.split())}**"
    yield f"By {join_names([author.name for author in record.authors])}. {terms.year}."
    patients = len(terms.cases)
    yield (
        f"The package of a case series of {counted(patients, 'patient')}, made by "
        f"cpreport {terms.versions['cpreport']} for the journal profile `{terms.journal}`. Every "
        "number in it is computed from the graded items in `series/`; text, tables, figures and "
        "data files print the same record."
    )
    yield "## What is in it"
    there = [f for f in FOLDERS if any(path.startswith(f"{f}/") for path in files)]
    yield "\n".join(
        [
            *(f"- `{folder}/`: {FOLDERS[folder]}." for folder in there),
            "- `datapackage.json`, `ro-crate-metadata.json`: the same for programs.",
            f"- `{TERMS}`: what the package was made with.",
            "- `PRIVACY.md`, `LICENSE.md`: what was left out, and what may be done with the rest.",
            "- `SHA256SUMS`: checksums of all files; `sha256sum --check SHA256SUMS` checks them.",
        ]
    )
    yield "## How to check it"
    yield (
        "`cpreport verify FILE.zip` scores every graded item again, makes every document, table "
        "and figure again, compares all of it with what is here, and says what does not follow "
        "from the data. It needs nothing but this package; it does not use the network."
    )
    if terms.withheld:
        yield (
            f"The data of {join_names(list(terms.withheld))} stay with the authors, because "
            "consent for sharing them was not given. What depends on them cannot be computed again."
        )
    yield "## The data"
    yield "\n".join(f"- `{path}`: each row is {file.of}." for path, file in PACKAGED.items())
    missing = [f"`{word}` ({meaning})" for word, meaning in MISSING.items()]
    yield (
        "`data/codebook.csv` describes every column, and gives the numeric code of every grade. "
        "Grades are ordinal: a code serves order and plotting, not arithmetic. A missing value is "
        f"a word, never a blank: {join_names(missing)}. `data/results.json` holds every reported "
        "number with its printed form, its method and its sources; the places it names are lines "
        "of the files in `series/`."
    )


def _licence(findings: Findings) -> str:
    licence = findings.record.licence
    if licence is None:
        return _NO_LICENCE
    return f"# Licence\n\n{' '.join(licence.split())}\n"


def _privacy(findings: Findings, terms: Terms) -> Iterator[str]:
    yield "# Privacy"
    yield (
        "Every patient in this package, or who may decide for the patient, consented to the "
        "publication."
        + (
            " Data are given of those who also consented to sharing them: "
            f"{join_names(list(terms.shared))}."
            if terms.shared
            else " Nobody consented to the sharing of data, so that there are none."
        )
    )
    yield "## Left out, or made coarser"
    yield "\n".join(
        [
            "- Names, addresses, record numbers and dates of birth: they are in none of the files "
            "that the package is made from, and the finished files were searched for them.",
            f"- Calendar dates: time is given in days since {findings.zero}.",
            "- When consent was given: that it was, and by whom, is kept.",
            "- Ages: as completed years and months at the first treatment.",
            "- Comments in the authors' files, their answers to the privacy search, and the fields "
            "of their bibliography that are not printed.",
            "- Pictures without consent for images; of the others, whatever a camera wrote beside "
            "them, and what lies under a mask.",
            *(
                [f"- All data of {join_names(list(terms.withheld))}, whose report is published."]
                if terms.withheld
                else []
            ),
        ]
    )
    yield "## Who might still be recognised"
    cells = small_cells(findings)
    yield (
        "Removing names does not make a report anonymous. Printed of every patient: "
        f"{join_names(list(cells.identifiers))}."
    )
    if cells.alone:
        yield "Those who know a patient may recognise one who stands alone on what is printed:"
        yield "\n".join(f"- {one.case}: {_combination(one)}" for one in cells.alone)
    else:
        yield "No patient stands alone on any combination of up to three of these."


def _combination(alone: Alone) -> str:
    first = alone.combinations[0]
    said = join_names([f"{name} ({value})" for name, value in first])
    more = len(alone.combinations) - 1
    return f"by {said}" + (f", and in {more} more ways." if more else ".")
