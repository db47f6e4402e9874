"""Describe a package for programs: an RO-Crate 1.2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cpreport.cases.series import Affiliation, Author, SeriesRecord
from cpreport.data.data_package import PACKAGED
from cpreport.journal.package_terms import Terms

PATH = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.2"
_SOFTWARE = "#cpreport"

#: What a file is to programs, by its ending.
_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eps": "application/postscript",
    "html": "text/html",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "xml": "application/xml",
    "yaml": "application/yaml",
}
#: Folders of a package with what they hold.
FOLDERS = {
    "manuscript": "The article, to be read and to be worked on",
    "cases": "The report of every patient",
    "figures": "The figures to the journal's specification, with alternative texts and captions",
    "tables": "The tables, to be worked on and to be read by programs",
    "data": "Item grades, scores, changes, outcomes, treatments and adverse events, with a "
    "codebook and with every reported number",
    "scales": "The definitions of the scales by which the grades were scored",
    "checklists": "Reporting guidelines, item by item",
    "supplement": "What does not stand in the article, with numbers of its own",
    "series": "What everything else in the package is made from",
}
_ABOUT = {
    "README.md": "What is in the package, and how to check it",
    "LICENSE.md": "What may be done with it",
    "PRIVACY.md": "What was left out or made coarser, and who might still be recognised",
    "datapackage.json": "Schema of the data files (Frictionless Data Package)",
    "package.json": "What the package was made with",
    "data/results.json": "Every reported number with its printed form, method and sources",
    "SHA256SUMS": "Checksums of all other files",
}


def crate(record: SeriesRecord, terms: Terms, files: Mapping[str, bytes]) -> bytes:
    """Write `ro-crate-metadata.json`.

    Parameters
    ----------
    files : mapping of str to bytes
        Every other file of the package.
    """
    paths = sorted((*files, "SHA256SUMS"))
    folders = [f for f in FOLDERS if any(path.startswith(f"{f}/") for path in paths)]
    graph: list[dict[str, Any]] = [
        {
            "@id": PATH,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        _root(record, terms, folders, paths),
        *(_folder(folder, paths) for folder in folders),
        *(_file(path, files.get(path)) for path in paths),
        *(_person(author, record) for author in record.authors),
        *(_organisation(key, place) for key, place in record.affiliations.items()),
        {
            "@id": _SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "cpreport",
            "softwareVersion": terms.versions.get("cpreport", ""),
            "softwareRequirements": ", ".join(
                f"{name} {version}"
                for name, version in sorted(terms.versions.items())
                if name != "cpreport"
            ),
        },
        {
            "@id": "#making",
            "@type": "CreateAction",
            "name": "Making of the package from series/",
            "instrument": {"@id": _SOFTWARE},
            "object": {"@id": "series/"},
            "result": {"@id": "./"},
        },
    ]
    written = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def _root(
    record: SeriesRecord, terms: Terms, folders: list[str], paths: list[str]
) -> dict[str, Any]:
    title = " ".join(record.title.split())
    top = [path for path in paths if "/" not in path]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": f"Manuscript, figures, tables, checklists and data of: {title}."
        + (f" {' '.join(record.notice.split())}" if record.notice else ""),
        "datePublished": terms.year,
        "license": {"@id": "LICENSE.md"},
        "inLanguage": record.language,
        "keywords": list(record.keywords),
        "author": [{"@id": _id_of(author)} for author in record.authors],
        "hasPart": [{"@id": f"{folder}/"} for folder in folders] + [{"@id": p} for p in top],
        "mentions": {"@id": "#making"},
    }


def _folder(folder: str, paths: list[str]) -> dict[str, Any]:
    inside = [path for path in paths if path.startswith(f"{folder}/")]
    return {
        "@id": f"{folder}/",
        "@type": "Dataset",
        "name": folder,
        "description": FOLDERS[folder],
        "hasPart": [{"@id": path} for path in inside],
    }


def _file(path: str, content: bytes | None) -> dict[str, Any]:
    described = {path: f"Each row is {file.of}" for path, file in PACKAGED.items()} | _ABOUT
    told: dict[str, Any] = {
        "@id": path,
        "@type": "File",
        "name": path.rpartition("/")[2],
        "encodingFormat": _TYPES.get(path.rpartition(".")[2], "text/plain"),
    }
    if path in described:
        told["description"] = described[path]
    if content is not None:
        told["contentSize"] = str(len(content))
    return told


def _id_of(author: Author) -> str:
    if author.orcid:
        return f"https://orcid.org/{author.orcid}"
    return f"#{'-'.join(author.name.casefold().split())}"


def _person(author: Author, record: SeriesRecord) -> dict[str, Any]:
    told: dict[str, Any] = {"@id": _id_of(author), "@type": "Person", "name": author.name}
    known = [{"@id": f"#affiliation-{key}"} for key in author.affiliations]
    if known := [k for k in known if k["@id"].rpartition("-")[2] in record.affiliations]:
        told["affiliation"] = known
    if author.email and author.corresponding:
        told["email"] = author.email
    return told


def _organisation(key: str, place: Affiliation) -> dict[str, Any]:
    told = {"@id": f"#affiliation-{key}", "@type": "Organization", "name": place.printed}
    return {**told, "identifier": place.ror} if place.ror else told
