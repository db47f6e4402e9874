"""Choose what sets a document as PDF: WeasyPrint, or Typst, which is quicker and needs no Pango."""

from __future__ import annotations

import contextlib
import ctypes
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from cpreport.cases.series import Style
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.attachment import Attachment
from cpreport.publish.folders import Folders, candidates, folders_of
from cpreport.publish.html.styles import in_one_column, names_of
from cpreport.publish.html.used_files import templates_used
from cpreport.publish.pdf.typeset_once import archive_once, typeset_once
from cpreport.publish.typst.compiler import TypstFailed, typst_version
from cpreport.publish.typst.looks import beyond
from cpreport.publish.typst.nodes import Data
from cpreport.publish.typst.typeset_data import typst_once
from cpreport.shipped import shipped_folder

Engine = Literal["weasyprint", "typst"]
NAMES: dict[Engine, str] = {"weasyprint": "WeasyPrint", "typst": "Typst"}
#: How the package with Typst comes to a machine.
INSTALL = 'pip install "cpreport[typst]"'
INSTALL_PANGO = "install Pango; `cpreport doctor` says how"
#: Under these names systems have Pango, which breaks the lines of a page.
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
_NO_PANGO = "0.0.0"


@dataclass(frozen=True, slots=True)
class SetPdf:
    """A finished PDF, who set it, and what is to be said of that.

    remark : str
        Why it is not as asked for; empty where it is.
    """

    content: bytes
    engine: Engine
    remark: str = ""


def set_pdf(
    engine: Engine,
    reserved: str,
    page: Callable[[], str],
    data: Callable[[], Data],
    attached: Sequence[Attachment] | None = None,
) -> SetPdf:
    """Set a document by the engine that was asked for, or by the other where that one cannot.

    Parameters
    ----------
    reserved : str
        Why only WeasyPrint can set it; empty where both can.
    page, data : callable
        Write it as HTML for print, and as data for Typst.
    attached : sequence of Attachment or None
        For archives; None where the PDF is not for one.

    Raises
    ------
    Refused
        Where neither can.
    """
    return set_by_either(
        engine,
        reserved,
        lambda: typeset_once(page()) if attached is None else archive_once(page(), attached),
        lambda: typst_once(data, attached),
    )


def set_by_either(
    engine: Engine, reserved: str, by_weasyprint: Callable[[], bytes], by_typst: Callable[[], bytes]
) -> SetPdf:
    """Have one of two ways set a PDF; parameters and errors are those of `set_pdf`."""
    if engine == "weasyprint" or (reserved and weasyprint_works()):
        return SetPdf(by_weasyprint(), "weasyprint")
    if reserved and reserved != TWO_COLUMNS:
        raise Refused([_neither(f"{reserved} need WeasyPrint, and Pango is missing")])
    try:
        content = by_typst()
    except TypstFailed as failed:
        if not weasyprint_works():
            raise Refused([_neither(f"Typst could not set it: {failed}")]) from failed
        why = f"set by WeasyPrint, because Typst could not: {failed}"
        return SetPdf(by_weasyprint(), "weasyprint", why)
    # Two columns are a matter of looks; without Pango one is better than no article.
    why = "set in one column: two need WeasyPrint, and Pango is missing" if reserved else ""
    return SetPdf(content, "typst", why)


def remark_problems(what: str, pdf: SetPdf, case: str | None = None) -> tuple[Problem, ...]:
    """Say of a PDF that it is not as asked for, and why; nothing where it is."""
    if not pdf.remark:
        return ()
    hint = "nothing is missing from it; its pages look a little different"
    message = f"{what} was {pdf.remark}"
    return (Problem("CP606", Place("."), message, help=hint, case=case, severity="warning"),)


def _neither(what: str) -> Problem:
    return Problem("CP601", Place("."), what, help=INSTALL_PANGO)


# --- what only WeasyPrint can set ----------------------------------------------------------------

TWO_COLUMNS = "two columns"


def reserved_for_weasyprint(
    beginnings: Sequence[str],
    folder: Path,
    style: Style,
    *,
    columns: bool = False,
    sheets: Sequence[str] = (),
) -> str:
    """Say why a document can be set by WeasyPrint alone; empty where Typst sets it, too.

    Parameters
    ----------
    beginnings : sequence of str
        The templates that its pages begin with.
    columns : bool
        Whether it is set in two columns where the style asks for them.
    sheets : sequence of str
        Its stylesheets; empty for those of print.
    """
    if columns and style.layout == "two columns":
        return TWO_COLUMNS
    folders = folders_of(folder)
    if len(folders.templates) == len(folders.styles) == 1:
        # Nothing lies beside the series.
        return ""
    used = templates_used(beginnings, folders)
    if any(_is_own(name, folders.templates, "templates") for name in used):
        return "templates of the series"
    sheets = sheets or names_of(folders, "print", in_one_column(style))
    if any(_says_more(name, folders) for name in sheets):
        return "stylesheets of the series"
    return ""


def _is_own(name: str, folders: tuple[Path, ...], kind: Literal["templates", "styles"]) -> bool:
    """Whether a template or stylesheet lies beside the series and not in the package."""
    path, _ = next(candidates(folders, name), (None, False))
    return path is not None and not path.is_relative_to(shipped_folder(kind).resolve())


def _says_more(name: str, folders: Folders) -> bool:
    if not _is_own(name, folders.styles, "styles"):
        return False
    path, inside = next(candidates(folders.styles, name))
    with contextlib.suppress(OSError, UnicodeDecodeError, RecursionError):
        # What cannot be read is refused, with its place, by whoever joins the stylesheets.
        return inside and beyond(path.read_text("utf-8"))
    return False


# --- what this machine has -----------------------------------------------------------------------


@cache
def pango() -> str:
    """Ask for the version of Pango; `0.0.0` where it has another name."""
    number = 0
    for name in _PANGO:
        try:
            number = int(ctypes.CDLL(name).pango_version())
        except OSError:
            continue
        break
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def weasyprint_works() -> bool:
    """Whether WeasyPrint finds Pango on this machine, under whatever name."""
    if pango() != _NO_PANGO:
        return True
    try:
        # What it prints there is advice on its own installation.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


def engine_for(asked: Engine | None) -> tuple[Engine, str]:
    """Choose the engine of a build, and say why where it is not the usual one."""
    if asked is not None:
        return asked, ""
    if weasyprint_works() or not typst_version():
        return "weasyprint", ""
    return "typst", "Pango is missing on this machine, so Typst sets the PDFs."


def lacking() -> Problem | None:
    """Say what to do where nothing on this machine can set a PDF; None where something can."""
    if weasyprint_works() or typst_version():
        return None
    message = "this machine has neither Pango nor Typst: HTML and DOCX are made in the place of PDF"
    return Problem(
        "CP601",
        Place("."),
        message,
        help=f"{INSTALL}, or install Pango: `cpreport doctor` says how",
    )


def missing_engine(asked: Engine | None) -> str:
    """Say what an engine that was asked for lacks; empty where it is there."""
    if asked == "typst" and not typst_version():
        return f"--engine typst needs the package typst: {INSTALL}"
    return ""


def engine_in_words(engine: Engine) -> str:
    """Name an engine with its version, `Typst 0.15.2`; that of WeasyPrint is a library's."""
    return f"Typst {typst_version()}" if engine == "typst" else NAMES[engine]
