"""Take pictures of a built example series, and write the page that shows them."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml
from pypdfium2 import PdfDocument

from docs.making.steps import REPOSITORY
from tests.forked import run

#: Dots per inch of the pictures: legible, and small enough to carry about.
_DPI = 96


@dataclass(frozen=True, slots=True)
class Variant:
    """One way that pages can look.

    style : str
        What `series.yaml` says.
    document : str
        The PDF whose pages are shown, below the output folder.
    pages : int
        How many pages are shown, from the first.
    """

    name: str
    style: str
    document: str
    pages: int

    @property
    def slug(self) -> str:
        """The name, fit for files."""
        return re.sub(r"\W+", "-", self.name.casefold())

    def place(self, series: Path) -> Path:
        """Name the folder that it is built in."""
        return series / f"variant-{self.slug}"


#: Series of other fields.
_EXAMPLES = REPOSITORY / "examples"
#: Of them the one whose article is set soonest; layouts of articles are shown with it.
_SHORTEST = _EXAMPLES / "dermatology"
_REPORT, _ARTICLE = "cases/P01/P01.pdf", "article/article.pdf"

#: The report that themes are shown with, cut short.
_SHOWN, _SHOWN_PDF = "P04", "cases/P04/P04.pdf"
_LAYOUTS = {
    "two columns": f"The article in two columns, of the series in `examples/{_SHORTEST.name}`. "
    "Case reports keep one.",
    "review": "For referees, of an article or a report: wide lines with their numbers.",
}


def themes() -> list[str]:
    """Name the themes that come with cpreport."""
    return sorted(path.stem for path in (REPOSITORY / "styles" / "themes").glob("*.css"))


def variants() -> list[Variant]:
    """List every theme and layout there is."""
    found = [Variant(name, f"{{theme: {name}}}", _SHOWN_PDF, 2) for name in themes()]
    known = (REPOSITORY / "styles" / "layouts").glob("*.css")
    layouts = [path.stem.replace("-", " ") for path in known]
    for name in sorted(layouts, key=lambda n: (n not in _LAYOUTS, n)):
        document = _SHOWN_PDF if name == "review" else _ARTICLE
        found.append(Variant(name, f"{{layout: {name}}}", document, 2))
    return found


def gallery(series: Path) -> dict[str, str | bytes]:
    """Make the page and its pictures by path.

    Parameters
    ----------
    series : Path
        A folder with the example series in `cases`, built in `output`.
    """
    jobs = variants()
    # An article takes about as long as two short reports.
    articles = [job for job in jobs if job.document == _ARTICLE]
    reports = [job for job in jobs if job.document != _ARTICLE]
    shares = [[*reports[::2]], [*reports[1::2], *articles]]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda share: _built(series, share), shares))
    files: dict[str, str | bytes] = {}
    parts = [_INTRO]
    for title, pdf in (("A case report", _REPORT), ("The article", _ARTICLE)):
        shown = list(_pictures(series / "output" / pdf, title.casefold().replace(" ", "-")))
        files |= dict(shown)
        parts += [f"## {title}", _strip(title, [path for path, _ in shown])]
    parts += ["## Other fields", _ABOUT["Other fields"]]
    for example in sorted(path.parent for path in _EXAMPLES.glob("*/series.yaml")):
        shown = list(_pictures(_example_article(example, series), f"example-{example.name}"))
        files |= dict(shown)
        parts += [f"### {example.name.capitalize()}", _title(example)]
        parts.append(_strip(example.name, [path for path, _ in shown]))
    shown_kinds: set[str] = set()
    for variant in jobs:
        kind = "Themes" if "theme" in variant.style else "Layouts"
        if kind not in shown_kinds:
            shown_kinds.add(kind)
            parts += [f"## {kind}", _ABOUT[kind]]
        shown = list(
            _pictures(
                variant.place(series) / "output" / variant.document, variant.slug, variant.pages
            )
        )
        files |= dict(shown)
        told = _LAYOUTS.get(variant.name, "")
        parts += [
            f"### {variant.name.capitalize()}",
            f"{told} `style: {variant.style}`".strip(),
            _strip(variant.name, [path for path, _ in shown]),
        ]
    return {"gallery.md": "\n\n".join(parts) + "\n", **files}


_INTRO = """\
# Gallery

These are pages of the example series, and where it is said of series of other fields. Their
patients, authors and centres are invented, and nothing in them is evidence for or against any
treatment. The pictures were made from the PDFs when this page was made; the PDFs are sharper, and
their text can be searched and read aloud. Choose a picture to see it larger."""

_ABOUT = {
    "Other fields": "The articles of the series in `examples/`. They are invented like the first; "
    "their photographs are drawn.",
    "Themes": "A theme is one small stylesheet, chosen by name in `series.yaml`. A stylesheet of "
    "your own, `styles/theme.css` beside the series folder, comes after it: "
    "[the keys](format/series.md#style).",
    "Layouts": "A layout arranges the article in print. `one column` is the default.",
}


def _built(series: Path, jobs: Sequence[Variant]) -> None:
    """Build the documents of variants, each in a folder of its own."""
    for variant in jobs:
        place = variant.place(series)
        if variant.document == _ARTICLE:
            shutil.copytree(_SHORTEST, place / "cases")
            record = place / "cases" / "series.yaml"
            record.write_text(f"{record.read_text('utf-8')}\nstyle: {variant.style}\n", "utf-8")
        else:
            _short_series(series / "cases", place / "cases", variant.style)
        only = "article" if variant.document == _ARTICLE else "reports"
        words = ("build", "cases", "--only", only, "--to", "pdf", "-j", "1")
        environment = {**os.environ, "COLUMNS": "80"}
        done = run(words, cwd=place, environment=environment, together=True)
        if done.returncode:
            raise RuntimeError(f"the gallery cannot be built:\n{done.stdout}")


def _example_article(example: Path, place: Path) -> Path:
    """Build the article of an example in a folder of its own, and name its PDF."""
    output = place / f"example-{example.name}"
    words = ("build", str(example), "--only", "article", "--to", "pdf", "-j", "1")
    environment = {**os.environ, "COLUMNS": "80"}
    done = run((*words, "-o", str(output)), cwd=place, environment=environment, together=True)
    if done.returncode:
        raise RuntimeError(f"the gallery cannot be built:\n{done.stdout}")
    return output / "article" / "article.pdf"


def _title(example: Path) -> str:
    """Tell what an example is about, by its title."""
    title = yaml.safe_load((example / "series.yaml").read_text("utf-8"))["title"]
    return f"{title} (`examples/{example.name}`)"


def _short_series(cases: Path, place: Path, style: str) -> None:
    """Write one patient with one scale at two visits: enough to see a theme, and quickly set."""
    case = yaml.load((cases / f"{_SHOWN}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    record = yaml.load((cases / "series.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    compared = record["compare"]
    visits = [visit for visit in case["visits"] if visit["id"] in compared]
    for visit in visits:
        visit["scores"] = {"TCT": visit["scores"]["TCT"]}
        visit.pop("entered_totals", None)
    written = {
        f"{_SHOWN}.json": case | {"visits": visits, "checklists": {}},
        "series.json": {key: record[key] for key in record if key not in _OF_THE_ARTICLE}
        | {
            "outcomes": [o for o in record["outcomes"] if o["scale"] == "TCT"],
            "abstract": "The abstract is of no use here.",
            "sections": [{"title": "Introduction", "file": "introduction.md"}],
            "style": yaml.load(style, Loader=yaml.BaseLoader),
        },
    }
    place.mkdir(parents=True)
    for name in ("introduction.md", "references.bib"):
        shutil.copy(cases / name, place / name)
    for name, data in written.items():
        (place / name).write_text(json.dumps(data, ensure_ascii=False), "utf-8")


#: Keys of `series.yaml` that speak of results which the short series does not have.
_OF_THE_ARTICLE = {
    "claims", "key_points", "settings", "abstract", "sections", "outcomes", "supplement",
    "checklists",
}  # fmt: skip


def _pictures(pdf: Path, name: str, most: int | None = None) -> Iterator[tuple[str, bytes]]:
    """Take a picture of each page, by path."""
    with PdfDocument(pdf) as document:
        for number, page in enumerate(islice(document, most), start=1):
            picture = io.BytesIO()
            page.render(scale=_DPI / 72).to_pil().save(picture, "png")
            yield f"gallery/{name}-{number}.png", picture.getvalue()


def _strip(title: str, paths: list[str]) -> str:
    pictures = "\n".join(
        f'<a href="../{path}"><img src="../{path}" alt="{title.capitalize()}, page {n}" '
        f'loading="lazy" width="420"></a>'.replace("../", "")
        for n, path in enumerate(paths, start=1)
    )
    return f'<div class="pages">\n{pictures}\n</div>'
