"""Hold, for every problem code, what it means and the smallest mistake that provokes it.

Each example changes the smallest series there is (`tests/smallest.py`). The pages print what the
tool says to it; a test sees that it says this code, and that the fix makes it go away.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from types import MappingProxyType

from cpreport.journal.zip_archive import archive
from docs.making.changes_examples import CHANGES_EXAMPLES
from docs.making.dicom_file import dicom_file
from docs.making.example import Edit, Example
from docs.making.letter_examples import IDENTITY_EXAMPLES, LETTER_EXAMPLES


def _one(means: str, file: str, old: str, wrong: str, right: str | None = None) -> Example:
    return Example(means, (Edit(file, old, wrong, right),))


def _measured(means: str, wrong: str, right: str) -> Example:
    """Make the example of a number that cannot be read as it is written."""
    declared = (
        "measures:\n  CRP: {name: C-reactive protein, unit: mg/L, better: lower, range: 0 to 1000,"
        " plausible: 0 to 500}\noutcomes:"
    )
    visit = "lying: 0, sitting balance: 12}\n"
    return Example(
        means,
        (
            Edit("series.yaml", "outcomes:", declared, declared),
            Edit(
                "P01.yaml",
                visit,
                f"{visit}    measurements: {wrong}\n",
                f"{visit}    measurements: {right}\n",
            ),
        ),
    )


_IMAGES_ARE_FINE = Edit(
    "P01.yaml", "date: 2023-02-14}", "date: 2023-02-14}\n  images: {given: yes, by: mother, date: 2023-02-14}",
    "date: 2023-02-14}\n  images: {given: yes, by: mother, date: 2023-02-14}",
)  # fmt: skip


def picture(wide: int, high: int) -> bytes:
    """Write a grey PNG of a size."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    dots = zlib.compress(b"".join(b"\0" + b"\x99" * wide for _ in range(high)), 9)
    chunks = ((b"IHDR", head), (b"IDAT", dots), (b"IEND", b""))
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


_BURNT_IN = dicom_file(32, 32, bytes(range(256)) * 4, {(0x0028, 0x0301): ("CS", "YES")})


def _pictured(
    means: str,
    entry: str,
    files: Mapping[str, bytes],
    fixed: Mapping[str, bytes],
    how: str,
) -> Example:
    """Hold an example of what may be wrong with a picture; without a right file it is taken out."""
    right = f"media:\n  - {entry}\nadverse_events: none" if fixed else "adverse_events: none"
    return Example(
        means,
        (
            _IMAGES_ARE_FINE,
            Edit(
                "P01.yaml", "adverse_events: none",
                f"media:\n  - {entry}\nadverse_events: none",
                right,
            ),
        ),
        files=files,
        fixed=fixed or dict.fromkeys(files),
        how=how,
    )  # fmt: skip


_LOGO = "style: {logo: logo.svg, logo_name: The clinic}\nvisits:\n"
_SIZED = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">'
    '<rect width="60" height="30" fill="#0b5566"/></svg>\n'
)
_UNSIZED = _SIZED.replace('svg" width="60" height="30"', 'svg" width="0" height="0"')
_REPORTS = ("build", "cases", "--only", "reports", "--to", "html", "-j", "1")
_PDF = ("build", "cases", "--only", "reports", "--to", "pdf", "-j", "1")

_OWN_SCALE = """\
id: SMILE
name: Smile Scale
measures: smiling during play
better: higher
items: [smile]
grades:
  0: none
  1: with help
  2: by itself
source: {citation: Defined for this series}
"""

_TEN_VISITS = "".join(
    f"  - {{id: {visit}, label: {visit.capitalize()}}}\n"
    for visit in ("b2", "b3", "b4", "b5", "after", "t2", "t3", "t4", "t5")
)
_PHASES = "{baseline: [before, b2, b3, b4, b5], treatment: [after, t2, t3, t4, t5], of: [TCT]}"
_REFERENCE = """\
@article{Doe2001,
  author = {Doe, Jane},
  title = {A title},
  journal = {A journal},
  year = {2001}
}
"""

#: A citation style that Pandoc does not take.
_EMPTY_STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Own</title><id>own</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<citation><layout><text/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""

#: Figures of few dots, which are made quickly.
_SMALL_FIGURES = "figures:\n  formats: [png]\n  dots_per_inch: 72\n"


def _asked(
    means: str,
    rule: str,
    *edits: Edit,
    kept: str | None = None,
    how: str = "",
    files: Mapping[str, str] = MappingProxyType({}),
    of: str = "check",
) -> Example:
    """Write the example of a journal that asks for one thing; the fix meets it, or changes it."""
    file, head = "journals/own.yaml", "id: own\nname: A journal\n"
    broken = {file: head + rule, **files}
    fixed = {file: head + (rule if kept is None else kept), **files}
    command = (of, "cases", "--journal", "own")
    return Example(means, edits, broken, fixed, command=command, how=how)


#: An archive whose one file would land outside the folder that it is unpacked in.
_SLIP = archive({"../outside.txt": b"Here I am."})


#: A sheet of a second patient, and its map.
_SHEET = (
    "Patient,Visit,Date,TCT sitting balance\nP02,before,2023-03-01,12\nP02,after,2024-01-20,25\n"
)
_MAP = """\
confirmed: yes
file: data.csv
visits: {before: before, after: after}
everybody:
  patient.age: 7 years
  patient.sex: female
  patient.diagnosis: Spastic cerebral palsy
  consent.publication.given: yes
  consent.publication.by: mother
  consent.publication.date: 2023-02-14
  adverse_events: not reported
columns:
  - {column: Patient, is: case}
  - {column: Visit, is: visit}
  - {column: Date, is: visit.date}
  - {column: TCT sitting balance, measure: TCT, item: sitting balance}
"""


def _import(means: str, how: str, *, sheet: str = _SHEET, said: str = _MAP) -> Example:
    """Hold an example of what may be wrong with a sheet or its map; the fix is the right one."""
    return Example(
        means,
        files={"../data.csv": sheet, "map.yaml": said},
        fixed={"../data.csv": _SHEET, "map.yaml": _MAP},
        command=("import", "data.csv", "--into", "cases"),
        how=how,
    )


def _workbook(means: str, content: str | bytes, how: str, instead: tuple[str, ...] = ()) -> Example:
    """Hold an example of what may be wrong with a workbook; the fix is the right one."""
    right = content if instead else "WORKBOOK"
    return Example(
        means,
        files={"../patients.xlsx": content},
        fixed={"../patients.xlsx": right},
        command=("import", "patients.xlsx", "--into", "cases"),
        instead=instead,
        how=how,
    )


EXAMPLES: dict[str, Example] = {
    "CP001": Example(
        "The bytes of the file are not text in UTF-8. It was often saved by a program that uses "
        "another encoding.",
        files={"methods.md": "We assessed one child twice, in Würzburg.\n".encode("latin-1")},
        fixed={"methods.md": "We assessed one child twice, in Würzburg.\n"},
        how="Save the file as UTF-8 (in most editors: Save as, Encoding, UTF-8).",
    ),
    "CP002": _one(
        "The file breaks a rule of YAML or JSON, so that it cannot be read to its end.",
        "P01.yaml", "routes: [intrathecal], dose", "routes: [intrathecal, dose",
    ),
    "CP003": Example(
        "A file in the series folder is not of a kind that a series has. Where it may be a case "
        "it is an error, because a patient could be left out; anything else is a warning.",
        files={"P02.xlsx": b"PK"},
        fixed={"P02.xlsx": None},
        how="Write the case as a YAML or JSON file, or move the file out of the series folder.",
    ),
    "CP004": Example(
        "A file that the series names is not there.",
        (
            Edit(
                "series.yaml",
                "{title: Results, file: results.md}",
                "{title: Results, file: results.md}\n  - {title: Discussion, file: discusion.md}",
                "{title: Results, file: results.md}\n  - {title: Discussion, file: discussion.md}",
            ),
        ),
        files={"discussion.md": "One child says little.\n"},
        fixed={"discussion.md": "One child says little.\n"},
    ),
    "CP005": _one(
        "The same key stands twice in one place. Neither value is taken.",
        "P01.yaml", "  sex: female\n", "  sex: female\n  sex: male\n",
    ),
    "CP006": _one(
        "The key is not known here. Unknown keys are never ignored, because a slip of the pen "
        "would then lose data in silence.",
        "P01.yaml", "  sex: female\n", "  sex: female\n  aetiolgy: Preterm birth\n",
        "  sex: female\n  aetiology: Preterm birth\n",
    ),
    "CP007": _one(
        "A required key is missing.",
        "P01.yaml", "  diagnosis: Spastic cerebral palsy\n", "",
    ),
    "CP008": _one(
        "The value is not of the kind that the key takes: not one of the allowed words, not a "
        "number, a list in the place of a value.",
        "P01.yaml", "sex: female", "sex: femal",
    ),
    "CP009": Example(
        "The folder has a `series.yaml` but no case file.",
        without=("P01.yaml",),
        how="Add a case file such as `P01.yaml`.",
    ),
    "CP010": _one(
        "A key has no value. A blank could mean not asked, not known or none; cpreport asks for "
        "the word.",
        "P01.yaml", "  sex: female\n", "  sex: female\n  aetiology:\n",
        "  sex: female\n  aetiology: not reported\n",
    ),
    "CP011": _one(
        "A `#` behind a space begins a comment in YAML, and what follows it is not read. Before a "
        "word or a number it is hardly meant so: quote the value. This is a warning; write a "
        "comment with a space behind its sign.",
        "P01.yaml", "diagnosis: Spastic cerebral palsy", "diagnosis: Spastic cerebral palsy #1",
        'diagnosis: "Spastic cerebral palsy #1"',
    ),
    "CP101": _one(
        "No scale of the library or of the series' own `scales` folder has this name.",
        "P01.yaml", "MAS: {elbow flexors: {right: 2, left: 1+}}",
        "MSA: {elbow flexors: {right: 2, left: 1+}}",
    ),
    "CP102": _one(
        "The scale has no item of this name, nor a listed synonym.",
        "P01.yaml", "elbow flexors: {right: 2, left", "elbow flexers: {right: 2, left",
    ),
    "CP103": _one(
        "An item that is graded on both sides has a single grade, or an item without sides has "
        "two.",
        "P01.yaml", "MAS: {elbow flexors: {right: 2, left: 1+}}", "MAS: {elbow flexors: 2}",
    ),
    "CP104": _one(
        "The scale has no such grade. Grades are taken as written and never rounded.",
        "P01.yaml", "{right: 2, left: 1+}", "{right: 2+, left: 1+}",
    ),
    "CP105": Example(
        "Two things share one id, so that their results could not be told apart.",
        files={"P02.yaml": "CASE"},
        fixed={"P02.yaml": None},
        how="Here `P02.yaml` is a copy of `P01.yaml`: take it away, or give the case in it its own "
        "id.",
    ),
    "CP106": _one(
        "The id cannot be used: it names files and results, so it must be a plain word that is "
        "not reserved.",
        "P01.yaml", "id: P01", "id: P01/follow-up",
    ),
    "CP107": _one(
        "A total written on the form differs from the sum of its items. One of the two is wrong, "
        "and only the form can say which.",
        "P01.yaml",
        "lying: 12, sitting balance: 25}\n",
        "lying: 12, sitting balance: 25}\n    entered_totals: {TCT: 62}\n",
        "lying: 12, sitting balance: 25}\n    entered_totals: {TCT: 74}\n",
    ),
    "CP108": _one(
        "No grades whatever can give this total, so that it must be a slip.",
        "P01.yaml",
        "lying: 12, sitting balance: 25}\n",
        "lying: 12, sitting balance: 25}\n    entered_totals: {TCT: 60}\n",
        "lying: 12, sitting balance: 25}\n    entered_totals: {TCT: 74}\n",
    ),
    "CP109": _one(
        "The case does not say whether there were adverse events. Silence is not `none`.",
        "P01.yaml", "adverse_events: none\n", "",
    ),
    "CP110": _one(
        "A visit is not among those that `series.yaml` declares.",
        "P01.yaml", "id: after", "id: aftr",
    ),
    "CP111": _one(
        "The same visit is recorded, or declared, twice.",
        "P01.yaml", "adverse_events: none",
        "  - {id: after, date: 2024-02-20}\nadverse_events: none",
    ),
    "CP112": _one(
        "One item has two grades at one visit, perhaps under two of its names.",
        "P01.yaml", "MAS: {elbow flexors: {right: 2, left: 1+}}",
        "MAS: {elbow flexors: {right: 2, left: 1+}, biceps: {right: 3}}",
    ),
    "CP113": _one(
        "What is said of an adverse event cannot all be true.",
        "P01.yaml", "adverse_events: none\n",
        "adverse_events:\n"
        "  - {term: Fever, grade: 2, onset: {day: 1}, duration: 1 day, serious: no,\n"
        "     relatedness: possible, action: none, outcome: fatal}\n",
        "adverse_events:\n"
        "  - {term: Fever, grade: 2, onset: {day: 1}, duration: 1 day, serious: no,\n"
        "     relatedness: possible, action: none, outcome: recovered}\n",
    ),
    "CP114": Example(
        "The case lacks one of the two visits that are compared. This is a warning: the patient "
        "counts as not assessable.",
        (
            Edit("series.yaml", "compare: [before, after]", "compare: [before, late]"),
            Edit(
                "series.yaml",
                "{id: after, label: After treatment}",
                "{id: after, label: After treatment}\n  - {id: late, label: Late}",
                "{id: after, label: After treatment}",
            ),
        ),
    ),
    "CP115": _one(
        "A total is entered for a score that the scale does not have.",
        "P01.yaml",
        "lying: 12, sitting balance: 25}\n",
        "lying: 12, sitting balance: 25}\n    entered_totals: {TCT: {totl: 74}}\n",
        "lying: 12, sitting balance: 25}\n    entered_totals: {TCT: {total: 74}}\n",
    ),
    "CP116": Example(
        "A picture is not in the folder `media`, is no PNG, JPEG, TIFF or DICOM file, moves, is torn, or "
        "is larger than the [limits](security.md#limits).",
        (
            _IMAGES_ARE_FINE,
            Edit(
                "P01.yaml", "adverse_events: none",
                "media:\n  - {file: media/gait.jpg, caption: Gait., alt: A child walks.}\n"
                "adverse_events: none",
                "adverse_events: none",
            ),
        ),
        files={"media/gait.jpg": "This is a text."},
        fixed={"media/gait.jpg": None},
        how="Put the photograph there. (Here it is taken out.)",
    ),
    "CP117": _one(
        "A treatment is told in two ways at once, such as by sessions and by a course; it has an "
        "end and no beginning; or a dose is a number without a unit.",
        "P01.yaml", "dose: 1e6 cells/kg", "dose: 60", "dose: 60 mg",
    ),
    "CP120": _measured(
        "There is no such measure, or grades, totals and numbers stand in each other's place.",
        "{CRT: 89}",
        "{CRP: 89}",
    ),
    "CP121": _measured(
        "A measured value is neither a number with or without its unit, nor a category of the list, "
        "nor a word that the measure knows, nor a missing word.",
        "{CRP: \"8,9\"}",
        "{CRP: 8.9}",
    ),
    "CP122": _measured(
        "The value has a unit of another quantity than the one that `measures` declares, or an unknown one. "
        "Another unit of the same quantity is converted.",
        "{CRP: 8.9 mmol/L}",
        "{CRP: 89 mg/L}",
    ),
    "CP123": _measured(
        "The value lies outside what `range` says is possible.", "{CRP: 8900}", "{CRP: 89}"
    ),
    "CP124": _measured(
        "The value lies outside what `plausible` says is likely. It is a warning: the value is printed.",
        "{CRP: 890}",
        "{CRP: 89}",
    ),
    "CP125": _measured(
        "A visit has a list of values, and the measure does not say with `repeats` which one counts, or "
        "a limit is among them.",
        "{CRP: [89, 91]}",
        "{CRP: 89}",
    ),
    "CP131": _pictured(
        "A picture of a figure has fewer than 300 dots an inch where it is printed. It is a warning: "
        "journals ask for 300, and a coarse picture is blurred in print.",
        "{file: media/a.png, visit: before, caption: Gait., alt: A child walks.}",
        {"media/a.png": picture(90, 60)},
        {"media/a.png": picture(1600, 900)},
        "Take the file as the camera wrote it.",
    ),
    "CP132": _pictured(
        "A DICOM file says that words are burnt into its picture, such as a name, and no mask covers "
        "them.",
        "{file: media/a.dcm, caption: Radiograph., alt: The hip is displaced.}",
        {"media/a.dcm": _BURNT_IN},
        {},
        "Cover the words with `mask`. (Here the picture is taken out.)",
    ),
    "CP133": _pictured(
        "`crop` is no part of the picture, or an arrow points outside it. Where some panels of a figure "
        "have a scale and others none, it is a warning.",
        "{file: media/a.png, caption: Gait., alt: A child walks., crop: {left: 60, top: 0, width: 80, height: 50}}",
        {"media/a.png": picture(1600, 900)},
        {},
        "Let `left` and `width` add up to 100 at most. (Here the picture is taken out.)",
    ),
    "CP201": _one(
        "The date is not in the calendar, or the age is no possible age.",
        "P01.yaml", "date: 2023-02-20", "date: 2023-02-30",
    ),
    "CP202": _one(
        "Things are dated in an order that cannot be.",
        "P01.yaml", "date: 2023-03-08", "date: 2023-02-25",
    ),
    "CP203": _one(
        "An age and the dates, or two ages, contradict each other.",
        "P01.yaml", "age: 6 years", "age: 6 years\n  age_at_diagnosis: 8 years",
        "age: 6 years\n  age_at_diagnosis: 8 months",
    ),
    "CP204": _one(
        "Something has no time, two times, or a time that cannot be counted from the first "
        "session.",
        "P01.yaml", "    date: 2024-01-20\n", "",
    ),
    "CP301": Example(
        "A scale of the series' own has the id of a shipped one. The shipped one would be "
        "replaced in silence.",
        files={"scales/own.yaml": _OWN_SCALE.replace("id: SMILE", "id: TCT")},
        fixed={"scales/own.yaml": _OWN_SCALE},
    ),
    "CP302": Example(
        "A scale file contradicts itself or leaves out what scoring needs.",
        files={"scales/own.yaml": _OWN_SCALE.replace("items: [smile]", "items: []")},
        fixed={"scales/own.yaml": _OWN_SCALE},
    ),
    "CP303": _one(
        "The scale has no such setting, or the setting no such choice.",
        "series.yaml", "compare: [before, after]\n",
        "compare: [before, after]\nsettings: {MI: {plus_one: sometimes}}\n",
        "compare: [before, after]\nsettings: {MI: {plus_one: if_nonzero}}\n",
    ),
    "CP304": _one(
        "The improvement rule is not known, or it needs a published threshold that the scale "
        "does not have.",
        "series.yaml",
        "{scale: TCT, label: trunk control, rule: score}",
        "{scale: TCT, label: trunk control, rule: score}\n"
        "  - {scale: MAS, label: spasticity, rule: item}",
        "{scale: TCT, label: trunk control, rule: score}\n"
        "  - {scale: MAS, label: spasticity, rule: items}",
    ),
    "CP305": _one(
        "The outcome names a score that the rule cannot judge, or a classification, whose levels are "
        "neither better nor worse.",
        "series.yaml",
        "{scale: TCT, label: trunk control, rule: score}",
        "{scale: TCT, label: trunk control, rule: score}\n"
        "  - {scale: MAS, label: spasticity, rule: items, score: sum}",
        "{scale: TCT, label: trunk control, rule: score}\n"
        "  - {scale: MAS, label: spasticity, rule: score, score: sum}",
    ),
    "CP306": _one(
        "A mean is asked for, and every outcome is an ordinal scale, whose steps are no equal "
        "amounts.",
        "series.yaml",
        "compare: [before, after]\n",
        "compare: [before, after]\nsummaries: [median (quartiles), mean (SD)]\n",
        "compare: [before, after]\nsummaries: [median (quartiles)]\n",
    ),
    "CP307": _one(
        "The phases name a visit or a scale that cannot be compared, or a phase has fewer than five "
        "visits, of which no index is computed.",
        "series.yaml",
        "compare: [before, after]\n",
        "compare: [before, after]\n"
        "phases: {baseline: [before], treatment: [after], of: [TCT]}\n",
        "compare: [before, after]\n",
    ),
    "CP308": Example(
        "A patient has fewer than five values in a phase. Nothing is computed of this patient there.",
        (
            Edit("series.yaml", "  - {id: after, label: After treatment}\n", _TEN_VISITS),
            Edit(
                "series.yaml",
                "compare: [before, after]\n",
                f"compare: [before, after]\nphases: {_PHASES}\n",
                "compare: [before, after]\n",
            ),
        ),
    ),
    "CP401": _one(
        "A claim of the manuscript is not what the data say. The article is not built.",
        "series.yaml", "holds: TCT.improved = 1 of 1", "holds: TCT.worse = 1 of 1",
    ),
    "CP402": _one(
        "A claim is proved, but its words stand nowhere in the manuscript, so that it guards "
        "nothing.",
        "series.yaml", "text: one child had better trunk control", "text: one child sat better",
    ),
    "CP403": _one(
        "The text or a claim names a result that the series does not have.",
        "methods.md", "one child twice",
        '{{ results["patiens"].in_words }} child twice',
        '{{ results["patients"].in_words }} child twice',
    ),
    "CP404": Example(
        "The text cites a reference that `references.bib` or `references.json` does not hold.",
        (Edit("methods.md", "twice.", "twice [@Do2001].", "twice [@Doe2001]."),),
        files={"references.bib": _REFERENCE},
        fixed={"references.bib": _REFERENCE},
    ),
    "CP405": _one(
        "The text points to a figure that the article does not have.",
        "methods.md", "twice.", "twice ([@fig:chang]).", "twice ([@fig:change]).",
    ),
    "CP406": _one(
        "The text points to a table that the article does not have.",
        "methods.md", "twice.", "twice ([@tbl:scors]).", "twice ([@tbl:scores]).",
    ),
    "CP407": _one(
        "The text points to a case that the series does not have.",
        "methods.md", "one child twice", "one child ([@case:P09]) twice",
        "one child ([@case:P01]) twice",
    ),
    "CP408": _one(
        "A section of the article has no text.",
        "methods.md", "We assessed one child twice.\n", "\n",
    ),
    "CP409": _one(
        "What a claim holds to is not written as a result, a sign and a value.",
        "series.yaml", "holds: TCT.improved = 1 of 1", "holds: TCT.improved is 1",
    ),
    "CP410": Example(
        "A reference lacks what a reader needs to find the work.",
        files={"references.bib": _REFERENCE.replace("  journal = {A journal},\n", "")},
        fixed={"references.bib": _REFERENCE},
    ),
    "CP411": _one(
        "The text points to a section that the article does not have.",
        "methods.md", "twice.", "twice ([@sec:result]).", "twice ([@sec:results]).",
    ),
    "CP412": _one(
        "What stands in `{{ }}` is not the name of a result or of a methods text. Prose names "
        "results and computes nothing.",
        "methods.md", "one child twice",
        '{{ results["patients"].words }} child twice',
        '{{ results["patients"].in_words }} child twice',
    ),
    "CP413": Example(
        "The file of references is not BibTeX or CSL-JSON, or uses a key twice.",
        files={"references.bib": _REFERENCE.replace("  year = {2001}\n}\n", "  year = {2001\n")},
        fixed={"references.bib": _REFERENCE},
    ),
    "CP414": Example(
        "A field of a reference says something that was probably not meant: a name that is empty, "
        "a command of LaTeX that is not known, an abbreviation that is not defined.",
        files={"references.bib": _REFERENCE.replace("journal = {A journal}", "journal = ajournal")},
        fixed={"references.bib": _REFERENCE},
    ),
    "CP415": _one(
        "A sign `[^1]` has no line `[^1]: …` that says what stands at the foot of the page, or such "
        "a line has no sign.",
        "methods.md", "twice.", "twice.[^1]", "twice.[^1]\n\n[^1]: By the same assessor.",
    ),
    "CP416": _one(
        "Markup that other tools know and cpreport does not set. It would be printed as it is "
        "written, so this is a warning.",
        "methods.md", "twice.", "twice. {width=50%}", "twice.",
    ),
    "CP417": _one(
        "A comment begins with `<!--` or `{#` and has no end in its paragraph, so that it would be printed.",
        "methods.md", "twice.", "twice. <!-- ask her mother", "twice. <!-- ask her mother -->",
    ),
    "CP418": _one(
        "A line could be a heading, a list or a quotation, and could be words with a sign before "
        "them. Lists and quotations begin after a blank line; `\\` before a sign prints it. This is "
        "a warning.",
        "methods.md", "twice.", "twice:\n- by hand\n- on video", "twice:\n\n- by hand\n- on video",
    ),
    "CP419": _one(
        "A number in brackets looks like a citation typed by hand. It would stand among numbers "
        "that are counted, and lead nowhere, so this is a warning.",
        "methods.md", "twice.", "twice, as others did [12].", "twice, as others did.",
    ),
    "CP420": _one(
        "`references_style` names a citation style that does not come with cpreport, or a file that "
        "is no style of the Citation Style Language, or one of footnotes.",
        "series.yaml", "language: en-GB\n", "language: en-GB\nreferences_style: aap\n",
        "language: en-GB\nreferences_style: apa\n",
    ),
    "CP421": Example(
        "Pandoc, which sets references in all styles but the Vancouver style, is not there, or it "
        "failed, as with this style that says nothing where something must be said. The document "
        "has its references in the Vancouver style.",
        (
            Edit("series.yaml", "language: en-GB\n",
                 "language: en-GB\nreferences_style: own.csl\n",
                 "language: en-GB\nreferences_style: vancouver\n"),
            Edit("methods.md", "twice.", "twice [@Doe2001].", "twice [@Doe2001]."),
        ),
        files={"references.bib": _REFERENCE, "own.csl": _EMPTY_STYLE},
        how="Install Pandoc (`pip install \"cpreport[csl]\"`), mend the style, or do without it.",
    ),
    "CP422": Example(
        "`wording` puts a text of the authors in the place of a generated sentence, and the records "
        "make another sentence now than the one it stood for. What is printed may not hold any "
        "more; this is a warning. [Generated sentences](sentences.md) tells of `wording`.",
        (
            Edit(
                "series.yaml", "language: en-GB\n",
                "language: en-GB\nwording:\n  report.assessor.missing:\n"
                "    text: Nobody wrote down who made the assessments.\n"
                "    instead_of: Who made the assessments is not known.\n",
                "language: en-GB\nwording:\n  report.assessor.missing:\n"
                "    text: Nobody wrote down who made the assessments.\n"
                "    instead_of: Who made the assessments is not recorded.\n",
            ),
        ),
        how="Read your text against the sentence that the records make now, and put that one in "
        "`instead_of`.",
    ),
    "CP423": _one(
        "`wording` names a generated sentence that there is not, or its text leaves out what is "
        "filled in, or has a place for what is not. [Generated sentences](sentences.md) lists them.",
        "series.yaml", "language: en-GB\n",
        "language: en-GB\nwording:\n  report.visits.counted: {text: two visits}\n",
        'language: en-GB\nwording:\n  report.visits.counted: {text: "{n} occasions", '
        "instead_of: two visits}\n",
    ),
    "CP501": Example(
        "A template of your own breaks a rule of Jinja2, or asks a page to load something from "
        "outside.",
        files={"../templates/report.html": '{% extends "base.html" %}\n{% block main %}\n'},
        fixed={"../templates/report.html": None},
        command=_REPORTS,
        how="Close the block with `{% endblock %}`; taking the file away gives back the shipped "
        "template.",
    ),
    "CP502": Example(
        "A template of your own uses a name that nothing gives it.",
        files={
            "../templates/report.html": '{% extends "base.html" %}\n'
            "{% block main %}{{ titel }}{% endblock %}\n"
        },
        fixed={"../templates/report.html": None},
        command=_REPORTS,
        how="Write the name as it is; taking the file away gives back the shipped template.",
    ),
    "CP503": Example(
        "A stylesheet of your own is not there, cannot be read or would load something from "
        "outside.",
        files={"../styles/theme.css": '@import "https://example.org/fonts.css";\n'},
        fixed={"../styles/theme.css": "h1 { color: #7a1f3d }\n"},
        command=_REPORTS,
    ),
    "CP601": Example(
        "A page could not be turned into an output. The message says what stood in the way.",
        files={
            "../styles/logo.png": b"not a picture",
            "../styles/theme.css": "h1 { background: url(logo.png) }\n",
        },
        fixed={"../styles/logo.png": None, "../styles/theme.css": None},
        command=_PDF,
        how="Here `logo.png` is not a picture: replace it, or take it out of the stylesheet.",
    ),
    "CP602": Example(
        "An output could not be written: no permission, no space, or something else of that name "
        "is in the way.",
        files={"../output/cases": "a file where a folder must be\n"},
        fixed={"../output/cases": None},
        command=_REPORTS,
        how="Move what is in the way, or name another folder with `-o`.",
    ),
    "CP603": Example(
        "A letter is in none of the fonts, neither those of cpreport nor those of the machine. A box "
        "would be printed in its place, so nothing is. `cpreport doctor` says which scripts can be "
        "printed.",
        (Edit("series.yaml", "name: Ada Example", 'name: "Ada \\u0378"', "name: Ada Example"),),
        command=_PDF,
        how="Install a font that has the letter. Here it was a slip: no script has this one.",
    ),
    "CP604": Example(
        "`build.json` in the output folder keeps what was made from what. Here it is damaged; one "
        "that a later version of cpreport wrote cannot be used either. Everything is made anew, and "
        "the exit code is 0.",
        files={"../output/build.json": '{"format": 1, "outputs": {', "../output/.cpreport-lock": ""},
        fixed={"../output/build.json": None, "../output/.cpreport-lock": None},
        command=_REPORTS,
        how="The build that says so has put a whole one in its place; the next says nothing.",
    ),
    "CP605": Example(
        "Another build is at work in the output folder, so this one writes nothing. The lock ends "
        "with the build that holds it, however that ends: there is no file to take away by hand. As "
        "a warning, it says that the disk has no locks, as some network drives have not.",
        busy="process 4711, since 2026-03-02T09:15:00Z",
        command=_REPORTS,
        how="Wait until the other build is finished.",
    ),
    "CP606": Example(
        "A PDF was set by the other engine than was asked for, or in one column instead of two. "
        "Nothing is missing from it; the message says why. See "
        "[Two engines for print](engines.md).",
        (Edit("series.yaml", "visits:\n", _LOGO, _LOGO),),
        files={"../styles/logo.svg": _UNSIZED},
        fixed={"../styles/logo.svg": _SIZED},
        command=(*_PDF, "--engine", "typst"),
        how="Here `logo.svg` says that it has no width and no height: give it both.",
    ),
    "CP611": Example(
        "The documents were to be made on a Dask cluster, and it cannot be used: Dask is not installed, "
        "no scheduler answers, a worker has other versions than this machine, or there are no workers. "
        "The message says which. What was made before is kept.",
        command=("build", "cases", "--executor", "dask", "--scheduler", "desk"),
        instead=_REPORTS,
        how="Name the scheduler as `dask scheduler` prints its address, or build on this machine. See "
        "[Beyond one machine](beyond-one-machine.md).",
    ),
    "CP612": Example(
        "A series, or its output folder, is named by an address, and what lies there cannot be read or "
        "written: no such folder, no credentials, no answer, or a package that is missing. What a store "
        "itself says is not repeated, because it may hold a key.",
        command=("check", "memory://registry/cases"),
        instead=("check", "cases"),
        how="See that the address is right, and that the store's own program can list it. See "
        "[Folders elsewhere](beyond-one-machine.md#folders-elsewhere).",
    ),
    "CP701": _one(
        "Without consent for publication a patient is in no publication. The exit code is 4.",
        "P01.yaml", "{given: yes, by: mother, date: 2023-02-14}", "{given: no}",
    ),
    "CP702": Example(
        "When consent is withdrawn, the next build takes away what it made of the patient. Here "
        "somebody changed the file since, so it is no longer cpreport's to delete, and it may still "
        "show the patient. A package beside the output folder that shows the patient, or holds data "
        "that may not be shared any more, is named as well. The exit code is 4 until it is gone.",
        (Edit("P01.yaml", "{given: yes, by: mother, date: 2023-02-14}", "{given: no}"),),
        files={
            "../output/cases/P01/P01.html": "a page that somebody edited\n",
            "../output/build.json": '{"format": 1, "outputs": {"cases/P01/P01.html": {'
            '"document": "P01", "key": "", "inputs": {"P01.yaml": ""}, "sha256": "", '
            '"made": "2026-03-02T09:15:00Z"}}}',
        },
        fixed={"../output/cases/P01/P01.html": None, "../output/build.json": None},
        command=_REPORTS,
        how="Take the file away. (Here the consent is given again as well, so that the build has "
        "nothing else to say.)",
    ),
    "CP703": Example(
        "A picture needs consent of its own. `--without-unconsented` prints the report without it. The "
        "exit code is 4.",
        (Edit(
            "P01.yaml", "adverse_events: none",
            "media:\n  - {file: media/gait.jpg, caption: Gait., alt: A child walks.}\n"
            "adverse_events: none",
            "adverse_events: none",
        ),),
        how="Ask for consent, or take the pictures out.",
    ),
    "CP711": Example(
        "Without the identity file nobody can say what to search for, so nothing is built. What "
        "stands in it is shown nowhere, not even here. The exit code is 4.",
        files={"identities.yaml": "P01:\n  name: Wilma Ersatz\n  born: 2016-05-04\n"},
        fixed={"identities.yaml": "P01:\n  name: Wilma Ersatz\n  date_of_birth: 2016-05-04\n"},
    ),
    "CP712": Example(
        "The identity file is for you alone: others on the computer may not read it, and git may not "
        "keep it. The exit code is 4.",
        files={"identities.yaml": "P01:\n  name: Wilma Ersatz\n"},
        exposed=True,
        how="`chmod 600 identities.yaml`; where git keeps it, `git rm --cached identities.yaml`.",
    ),
    "CP713": Example(
        "A finished output tells what the identity file says of a patient. Nothing of that document "
        "is published, and what an earlier build left of it is taken away if it tells the same. "
        "The place is where it came from. The exit code is 4.",
        (Edit(
            "P01.yaml", "  sex: female",
            "  sex: female\n  history: Born at term, Wilma walked at 3 years.",
            "  sex: female\n  history: Born at term, she walked at 3 years.",
        ),),
        files={"identities.yaml": "P01:\n  name: Wilma Ersatz\n"},
        fixed={"identities.yaml": "P01:\n  name: Wilma Ersatz\n"},
        command=_REPORTS,
    ),
    "CP714": Example(
        "A finished output holds what looks like a date, an address or a number of somebody. Take it "
        "out, or answer it with a reason: `not_identifying` in the case file or in series.yaml. "
        "`privacy.html` lists all of them.",
        (Edit(
            "P01.yaml", "  sex: female",
            "  sex: female\n  history: Fitted with a walker (lot W4711-23) before treatment.",
            "  sex: female\n  history: Fitted with a walker before treatment.",
        ),),
        command=_REPORTS,
    ),
    "CP715": _import(
        "A cell that is to go into a case file holds what tells who the patient is: a telephone number, "
        "an e-mail address, the number of a record. Columns of such things go to `identities.yaml`, or "
        "nowhere. The exit code is 4.",
        "Take it out of the cell, or give its column `identity` in the map.",
        sheet=_SHEET.replace("2023-03-01", "2023-03-01 call 0170 7654321"),
    ),
    **IDENTITY_EXAMPLES,
    "CP801": _asked(
        "A journal profile in the folder `journals` contradicts itself, or asks for what cannot be "
        "made.",
        "keywords: {least: 8, most: 5}\n",
        Edit("series.yaml", "language: en-GB", "language: en-GB\nkeywords: [a, b, c, d, e]",
             "language: en-GB\nkeywords: [a, b, c, d, e]"),
        kept="keywords: {least: 5, most: 8}\n",
    ),
    "CP802": _asked(
        "The journal takes no series of so many patients, or none on such a question. Where only the "
        "authors can say whether that is so, it is a warning.",
        "eligibility:\n  original_article_from: {value: 1, source: its page, verified: yes}\n",
        kept="eligibility:\n  original_article_from: {value: 6, source: its page, verified: yes}\n",
        how="Choose another journal, or another type of article. (Here the rule is changed.)",
    ),
    "CP803": _asked(
        "The title says what the journal does not want there, or lacks what it wants.",
        "title:\n  never: {value: [case series], source: its page, verified: yes}\n",
        Edit("series.yaml", "title: A small case series", "title: A small case series",
             "title: Cells in cerebral palsy"),
    ),
    "CP804": _asked(
        "The abstract is longer or shorter than the journal wants, or has another form.",
        "abstract:\n  most_words: {value: 2, source: its page, verified: yes}\n",
        Edit("series.yaml", "Background: Little is known.", "Background: Little is known.",
             "Background: Unknown."),
    ),
    "CP805": _asked(
        "There are fewer or more keywords than the journal wants.",
        "keywords:\n  least: {value: 2, source: its page, verified: yes}\n",
        Edit("series.yaml", "language: en-GB", "language: en-GB\nkeywords: [cells]",
             "language: en-GB\nkeywords: [cells, cerebral palsy]"),
    ),
    "CP806": _asked(
        "The points in brief, `key_points`, are too few, too many or too long; journals call them "
        "highlights or learning points.",
        "highlights:\n  most_characters: {value: 30, source: its page, verified: yes}\n",
        Edit("series.yaml", "claims:", "key_points: [One child had better trunk control.]\nclaims:",
             "key_points: [One child sat better.]\nclaims:"),
    ),
    "CP807": _asked(
        "The sections are not those of the journal, or stand in another order.",
        "text:\n  sections: {value: [Methods, Results, Discussion], source: its page, verified: yes}\n",
        Edit("series.yaml", "{title: Results, file: results.md}",
             "{title: Results, file: results.md}",
             "{title: Results, file: results.md}\n  - {title: Discussion, file: discussion.md}"),
        files={"discussion.md": "One child says little.\n"},
    ),
    "CP808": _asked(
        "A statement that the journal wants after the text is not there.",
        "declarations:\n  required: {value: {funding: Funding}, source: its page, verified: yes}\n",
        Edit("series.yaml", "language: en-GB", "language: en-GB", "language: en-GB\nfunding: None."),
    ),
    "CP809": _asked(
        "The text has more words, or more figures and tables, than the journal takes.",
        "text:\n  most_words: {value: 15, source: its page, verified: yes}\n",
        kept="text:\n  most_words: {value: 3000, source: its page, verified: yes}\n",
        how="Shorten the text. (Here the rule is changed.)",
    ),
    "CP810": _asked(
        "The text names an institution of the authors, and the journal wants none named there.",
        "text:\n  institutions: {value: no, source: its page, verified: yes}\n",
        Edit("series.yaml", "language: en-GB", "affiliations: {A: Hilltop Hospital}\nlanguage: en-GB",
             "affiliations: {A: Hilltop Hospital}\nlanguage: en-GB"),
        Edit("methods.md", "We assessed one child twice.",
             "At Hilltop Hospital we assessed one child twice.",
             "At our hospital we assessed one child twice."),
    ),
    "CP811": _asked(
        "The series sets references in another style than the journal wants. `references_style` "
        "names the style; where the series names none, `cpreport package` takes the journal's.",
        "references:\n  vancouver: {value: no, source: its page, verified: yes}\n",
        Edit("methods.md", "twice.", "twice [@Doe2001].", "twice [@Doe2001]."),
        kept="references:\n  vancouver: {value: yes, source: its page, verified: yes}\n",
        how="Name the journal's style in `references_style`. (Here the rule is changed.)",
        files={"references.bib": _REFERENCE},
    ),
    "CP812": _asked(
        "A finished figure was opened and measured, and its size, colours, resolution, fonts or "
        "letters are not what the journal wants.",
        _SMALL_FIGURES + "  most_megabytes: {value: 0.001, source: its page, verified: yes}\n",
        kept=_SMALL_FIGURES + "  most_megabytes: {value: 10, source: its page, verified: yes}\n",
        how="Ask for fewer dots in an inch, where the journal allows it. (Here the rule is changed.)",
        of="figures",
    ),
    "CP813": _asked(
        "The title or the legend of a figure has more words than the journal takes. cpreport words "
        "captions from the data, so this is a warning.",
        _SMALL_FIGURES + "  legend_words: {value: 5, source: its page, verified: yes}\n",
        kept=_SMALL_FIGURES + "  legend_words: {value: 300, source: its page, verified: yes}\n",
        how="Shorten the legend in the manuscript. (Here the rule is changed.)",
        of="figures",
    ),
    **CHANGES_EXAMPLES,
    "CP830": Example(
        "A section of the supplement has the id of a section of the article, or of another one, so "
        "that a reference to it could mean either.",
        (
            Edit(
                "series.yaml",
                "sections:\n",
                "supplement:\n  sections:\n    - {title: Results, tables: [scores]}\nsections:\n",
                "supplement:\n  sections:\n    - {title: Results, tables: [scores], id: all-scores}\n"
                "sections:\n",
            ),
        ),
    ),
    "CP840": Example(
        "Nothing in the records, or in the documents made from them, answers an item of a reporting "
        "guideline. Only `check --guideline` says so; [Reporting checklists](checklists.md) lists "
        "what answers each item.",
        (Edit("P01.yaml", "name: Cells", "name: Cells", "name: Exercise"),),
        command=("check", "cases", "--guideline", "cell-therapy"),
        how="Write what is asked, or answer the items under `checklists`. (Here the fix is a "
        "treatment without cells, to which the items do not apply.)",
    ),
    "CP841": Example(
        "The words that the authors named as the place of an item are in no document.",
        (Edit("series.yaml", "language: en-GB",
              "language: en-GB\nchecklists: {care: {8b: {stands: no test}}}",
              "language: en-GB\nchecklists: {care: {8b: {stands: We assessed one child}}}"),),
    ),
    "CP842": Example(
        "An answer is to a guideline, or to an item, that there is not.",
        (Edit("series.yaml", "language: en-GB",
              "language: en-GB\nchecklists: {care: {8f: {stands: We assessed}}}",
              "language: en-GB\nchecklists: {care: {8b: {stands: We assessed}}}"),),
    ),
    "CP851": Example(
        "There is no consent for sharing the data of a patient whose case is published. The package "
        "holds the report and not the data, and `cpreport verify` cannot prove what depends on them. "
        "An export leaves the patient out; where nobody's data may be shared, it is not written.",
        (Edit(
            "P01.yaml", "date: 2023-02-14}", "date: 2023-02-14}",
            "date: 2023-02-14}\n  data_sharing: {given: yes, by: mother, date: 2023-02-14}",
        ),),
        files={"journals/mine.yaml": "id: mine\nname: A journal\n"},
        fixed={"journals/mine.yaml": "id: mine\nname: A journal\n"},
        command=("package", "cases", "--journal", "mine"),
        how="Ask for consent to the sharing of de-identified data, or leave it so.",
    ),
    "CP852": Example(
        "The file that `cpreport verify` was given is not a ZIP archive, or it is damaged.",
        files={"../package.zip": "the manuscript, the figures and the data"},
        fixed={"../package.zip": "PACKAGE"},
        command=("verify", "package.zip"),
        how="Name the file that `cpreport package` wrote, or fetch it again.",
    ),
    "CP853": Example(
        "Opening the archive could do harm: a name in it leads out of the folder, it holds a link, "
        "two files have one name, or it unpacks to more than is read.",
        files={"../package.zip": _SLIP},
        fixed={"../package.zip": "PACKAGE"},
        command=("verify", "package.zip"),
        how="Do not unpack it; ask the authors for the package as cpreport wrote it.",
    ),
    "CP861": _workbook(
        "The file is damaged, is too large, or is nothing that patients are kept in.",
        b"PK\x03\x04 and nothing more",
        "Save it anew in the program that it is from, and import that.",
    ),
    "CP862": _workbook(
        "A row names a patient, a visit or an item that is not there, or none.",
        "WORKBOOK TCT!A3=P10", "Name the patient as the sheet `Patients` does.",
    ),
    "CP863": _workbook(
        "Two cells say the same thing of a patient: one visit twice, one item twice.",
        "WORKBOOK Visits!B4=before", "Keep one of the two.",
    ),
    "CP864": _workbook(
        "A cell holds a formula, an error, or a date that Excel made of something else. What was "
        "typed cannot be known, and is not guessed.",
        "WORKBOOK TCT!D3==12+0", "Format the cell as text, and type the value.",
    ),
    "CP865": _workbook(
        "A sheet or a column that no form has was not read. This is a warning: what it says would be "
        "lost.",
        "WORKBOOK TCT!J3=tired", "Move it to a column of the form, or to the sheet `Other`.",
    ),
    "CP866": _workbook(
        "A case file that is there says something else than the workbook, and is kept. The first "
        "differences are named.",
        "WORKBOOK Patients!D3=Spastic diplegia",
        "Look at the differences, and replace the file, or leave it.",
        instead=("import", "patients.xlsx", "--into", "cases", "--replace"),
    ),
    "CP871": _import(
        "`map.yaml` says how the columns of a source become case files. It was proposed, and nobody has "
        "looked at it yet; nothing is written before.",
        "Look at each line of the map, and write `confirmed: yes` into it.",
        said=_MAP.replace("confirmed: yes", "confirmed: no"),
    ),
    "CP872": _import(
        "The map asks something that only somebody who knows the patients can say: whether 9 is a value, "
        "which of two numbers is the month.",
        "Put what you know in the place of the question mark.",
        said=_MAP.replace("everybody:", 'missing: {9: "?"}\neverybody:'),
    ),
    "CP873": _import(
        "The map and the source do not belong together: a column that is not there or not in the map, a "
        "visit, a measure or an item by another name.",
        "Correct the name, in the map or in the source.",
        said=_MAP.replace("item: sitting balance", "item: siting balance"),
    ),
    "CP874": _import(
        "Two rows are about the same visit of a patient. Which of them holds is not guessed.",
        "Keep one of the two, or name another visit in one of them.",
        sheet=f"{_SHEET}P02,after,2024-01-20,12\n",
    ),
    **LETTER_EXAMPLES,
}  # fmt: skip
