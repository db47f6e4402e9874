"""Write a work that was entered in a form as an entry of the file of references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

#: What a work can be, with the type of its entry and the field that says what it stands in.
KINDS: Mapping[str, tuple[str, str]] = {
    "article": ("article", "journal"),
    "book": ("book", "publisher"),
    "chapter": ("incollection", "booktitle"),
    "report": ("report", "institution"),
    "web": ("online", "organization"),
}
_SIGNS = re.compile(r"[&%$#_]")


def bibtex_entry(form: Mapping[str, str], taken: Collection[str]) -> str:
    """Write an entry of what was entered, under a key of its own."""
    said = {name: " ".join(_bare(form.get(name, "")).split()) for name in _FIELDS}
    kind, within = KINDS.get(form.get("kind", ""), KINDS["article"])
    names = [" ".join(line.split()) for line in _bare(form.get("author", "")).splitlines()]
    authors = " and ".join(filter(None, names))
    fields = {"author": authors, "title": said["title"], within: said["within"]}
    fields |= {name: said[name] for name in _FIELDS[2:]}
    key = _key(names[0] if names else said["title"], said["year"], taken)
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


#: In the order of an entry; a number is what journals call an issue.
_FIELDS = ("title", "within", "year", "volume", "number", "pages", "doi", "url")


def _bare(text: str) -> str:
    """Take out what would end a field, and mark the signs that stand for something else."""
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", re.sub(r"[{}\\]", "", text))


def _key(name: str, year: str, taken: Collection[str]) -> str:
    """Make a key of the first author's family name and the year, as in `Rosenbaum2007`."""
    family = name.partition(",")[0] if "," in name else name.rpartition(" ")[2]
    plain = unicodedata.normalize("NFKD", family).encode("ascii", "ignore").decode()
    wanted = re.sub(r"[^A-Za-z]", "", plain) or "Work"
    wanted += re.sub(r"[^0-9]", "", year)
    every = [wanted, *(wanted + letter for letter in "abcdefghijklmnopqrstuvwxyz")]
    return next((key for key in every if key not in taken), f"{wanted}{len(taken)}")
