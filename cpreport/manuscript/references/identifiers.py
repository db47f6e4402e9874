"""Read the addresses and identifiers of works: DOIs, web addresses, and those of archives."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_DOI_PREFIX = re.compile(
    r"^(?:https?://[\w.-]*doi[\w.-]*/(?:abs/|full/)?|doi\s*:?\s*)+(?=10\.)", re.IGNORECASE
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ESCAPED = re.compile(r"\\([_%&#~${}^ -])")
_COMMANDS = (
    (re.compile(r"\\(?:url|nolinkurl|path)\s*\{(?P<inside>[^{}]*)\}"), r"\g<inside>"),
    (re.compile(r"\\textasciitilde(?:\s*\{\})?|\$\\sim\$|\\~\{\}|\{\\~\}"), "~"),
    (re.compile(r"\\textunderscore(?:\s*\{\})?|\\string_"), "_"),
    (re.compile(r"\{?\$?\\textless\$?\}?(?:\s*\{\})?|\$<\$|\\?&lt;"), "<"),
    (re.compile(r"\{?\$?\\textgreater\$?\}?(?:\s*\{\})?|\$>\$|\\?&gt;"), ">"),
    (re.compile(r"\\&amp;|&amp;"), "&"),
)
#: Where the works of an archive are found by their numbers.
_ARCHIVES = {
    "arxiv": "https://arxiv.org/abs/{}",
    "jstor": "https://www.jstor.org/stable/{}",
    "hdl": "https://hdl.handle.net/{}",
    "googlebooks": "https://books.google.com/books?id={}",
    "hal": "https://hal.science/{}",
}
#: Servers of preprints, by their names without case and blanks.
_SERVERS = {
    "arxiv": "arXiv", "biorxiv": "bioRxiv", "medrxiv": "medRxiv", "chemrxiv": "ChemRxiv",
    "psyarxiv": "PsyArXiv", "researchsquare": "Research Square", "ssrn": "SSRN",
    "preprints.org": "Preprints.org", "osfpreprints": "OSF Preprints", "socarxiv": "SocArXiv",
    "techrxiv": "TechRxiv", "eartharxiv": "EarthArXiv", "edarxiv": "EdArXiv", "zenodo": "",
}  # fmt: skip


def without_latex(text: str) -> str:
    r"""Read an address out of a BibTeX field: what LaTeX needs goes, everything else stays.

    >>> without_latex(r"https://example.org/form\_a%20b--c.pdf")
    'https://example.org/form_a%20b--c.pdf'
    """
    for form, said in _COMMANDS:
        text = form.sub(said, text)
    # A protected brace is one of the address; the others only hold it together.
    kept = _ESCAPED.sub(lambda m: {"{": "\ue000", "}": "\ue001"}.get(m[1], m[1]), text)
    kept = kept.replace("{", "").replace("}", "").replace("\ue000", "{").replace("\ue001", "}")
    # An address that goes on in the next line is one; two addresses are not.
    kept = re.split(r"\s+(?=https?://)", re.sub(r"[ \t]*\n\s*", "", kept.strip()))[0]
    address = "%20".join(kept.split()) if is_address(kept) else "".join(kept.split())
    return address[1:-1] if address.startswith("<") and address.endswith(">") else address


def doi_of(text: str) -> str:
    """Read a DOI without what people put before it.

    >>> doi_of("https://doi.org/10.1000/x"), doi_of("doi: 10.1000/x"), doi_of("DOI 10.1000/x.")
    ('10.1000/x', '10.1000/x', '10.1000/x')
    """
    text = "".join(text.split()) if "10." in text else text.strip()
    bare = _DOI_PREFIX.sub("", text)
    if bare != text and text[:4].casefold() == "http":
        bare = unquote(bare)
    return bare.rstrip(".,;")


def is_doi(text: str) -> bool:
    """Whether a text has the form of a DOI."""
    return bool(_DOI.fullmatch(text))


def doi_in(address: str) -> str:
    """Find the DOI that an address of doi.org leads to; nothing where it leads elsewhere."""
    match = re.match(r"https?://(?:dx\.|www\.)?doi\.org/(10\..+)", address, re.IGNORECASE)
    return doi_of(address) if match else ""


def doi_address(doi: str) -> str:
    """Say where a DOI leads.

    >>> doi_address("10.1002/(SICI)1<2::AID>3.0")
    'https://doi.org/10.1002/(SICI)1%3C2::AID%3E3.0'
    """
    return f"https://doi.org/{quote(doi, safe='/:;()._-,+=!*@~$&' + chr(39))}"


def is_address(text: str) -> bool:
    """Whether a text is an address that may be followed: of the web, and of nothing else."""
    return bool(re.match(r"https?://[^\s/]", text, re.IGNORECASE))


def archive_address(archive: str, number: str) -> str:
    """Say where a work of an archive is found; nothing where that is not known."""
    form = _ARCHIVES.get(archive.casefold(), "")
    return form.format(number) if form and number else ""


def server_of(text: str) -> str:
    """Name the server of preprints that a text names, as its people write it.

    >>> server_of("arXiv preprint arXiv:1412.6980"), server_of("MEDRXIV"), server_of("J Ex")
    ('arXiv', 'medRxiv', '')
    """
    word = re.sub(r"\s+|preprints?$", "", text.casefold().split(":")[0].split(" preprint")[0])
    return _SERVERS.get(word, "")
