"""Fill a template with the records it prints: a finished HTML page.

Templates are sandboxed: they see what they are given and the templates folders, nothing else. A
name that does not exist stops the page with its place, and so does anything a browser or the PDF
renderer would have to load.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import jinja2

from cpreport.content_cache import make_once
from cpreport.figures.svg_marks import WRITTEN_MARK
from cpreport.problems import Problem, Refused, nearest
from cpreport.publish.folders import Folders, Medium, candidates
from cpreport.publish.html.environment import MissingName, environment_of
from cpreport.publish.html.script import script
from cpreport.publish.html.styles import check_css
from cpreport.publish.html.template_limits import TooMuch, joined

#: Attributes whose value a browser loads when it shows the page.
_LOADED = {
    "src", "srcset", "poster", "data", "background", "xlink:href", "imagesrcset", "action",
    "formaction", "manifest", "ping",
}  # fmt: skip
#: Elements that load something or run it; `a` is not among them: following a link is the reader's.
_LOADING = {"link", "iframe", "frame", "object", "embed", "base", "applet", "portal"}
#: SVG elements whose `href` is loaded.
_DRAWING = {"image", "use", "feimage", "tref", "pattern", "lineargradient", "radialgradient"}

#: What goes wrong in a template when it computes with what it was given.
_IN_A_TEMPLATE = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TooMuch,
    TypeError,
    ValueError,
)


def page(
    template: str,
    context: Mapping[str, object],
    *,
    medium: Medium,
    folders: Folders,
    images: frozenset[str] = frozenset(),
) -> str:
    """Fill a template.

    Parameters
    ----------
    template : str
        Its name in the templates folders, such as `report.html`.
    context : mapping of str to object
        Frozen records and their texts; nothing in them may reach files. `css` and `linked_data`
        are known to the check of what the page loads.
    images : frozenset of str
        Addresses of images beside the page that it may show.

    Raises
    ------
    Refused
        With CP501 or CP502 and the place in the template.
    """
    names = {**context, "medium": medium}
    environment = environment_of(folders)
    try:
        html = joined(environment.get_template(template).generate(names))
    except MissingName as error:
        raise Refused([_missing(error, names, template, folders)]) from None
    except (*_IN_A_TEMPLATE, UnicodeDecodeError) as error:
        raise Refused([_broken(error, template, folders)]) from None
    holds = _Held(
        str(context.get("css", "")).strip(),
        script() if medium == "screen" else None,
        str(context.get("linked_data", "")),
        images,
    )
    _check_loads_nothing(html, holds, template, folders)
    return html


# --- what went wrong, and where ------------------------------------------------------------------


def _missing(
    error: MissingName, names: Mapping[str, object], template: str, folders: Folders
) -> Problem:
    path, line = _where(error, template, folders)
    text = _line(path, line)
    found = re.search(rf"(?<!\w){re.escape(error.name)}(?!\w)", text)
    column = found.start() + 1 if found else 1
    place = folders.place(path, line, column, len(error.name) if found else max(1, len(text)))
    known = error.known or tuple(names)
    return Problem(
        "CP502", place, f"there is no `{error.name}` here", help=nearest(error.name, known)
    )


def _broken(error: Exception, template: str, folders: Folders) -> Problem:
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        place = folders.place(Path(error.filename), error.lineno)
        return Problem("CP501", place, str(error.message))
    path, line = _where(error, template, folders)
    message = error.message if isinstance(error, jinja2.TemplateError) else None
    if isinstance(error, TooMuch):
        message = str(error)
    message = message or f"{type(error).__name__}: {error}".removesuffix(": ")
    return Problem("CP501", folders.place(path, line), message)


def _where(error: BaseException, template: str, folders: Folders) -> tuple[Path, int]:
    """Find the innermost template and line that an error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        path = Path(frame.filename)
        if any(path.is_relative_to(folder) for folder in folders.templates):
            return path, frame.lineno or 0
    own = next((path for path, _ in candidates(folders.templates, template)), None)
    return own or (folders.templates[0] if folders.templates else Path()) / template, 0


def _line(path: Path, line: int) -> str:
    try:
        return path.read_text("utf-8").splitlines()[line - 1]
    except (OSError, IndexError, UnicodeDecodeError):
        return ""


# --- what a page may not do ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Held:
    """What a page may hold although it runs, styles or loads: these very texts and nothing else.

    script : str or None
        The one script that comes with cpreport; None in print.
    data : str
        What it says to search engines, which runs nothing.
    images : frozenset of str
        Addresses of images beside the page.
    """

    css: str
    script: str | None
    data: str
    images: frozenset[str]

    def allows_script(self, attributes: list[tuple[str, str | None]], text: str) -> bool:
        """Whether a `script` element is one of the two that cpreport writes."""
        if attributes == [("type", "application/ld+json")]:
            return text == self.data
        return not attributes and text == self.script


#: Stands for a mark of a drawing; no element of HTML is called so.
_SHORT_MARK = "drawn-mark"


class _Loads(HTMLParser):
    """Collects what a page would make its reader load, or run."""

    def __init__(self, held: _Held) -> None:
        super().__init__()
        self.found: list[str] = []
        self.styles: list[str] = []
        self.marks = 0
        self._held = held
        self._in_style = False
        self._script: list[tuple[str, str | None]] | None = None
        self._text: list[str] = []
        self._written = ""

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines: where a template says what was found is looked up in the template."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        self.marks += tag == _SHORT_MARK
        named = {name: value or "" for name, value in attrs}
        if tag == "script":
            self._script, self._text = attrs, []
            self._written = _address(attrs) or self.get_starttag_text() or "<script>"
            return
        if tag in _LOADING or named.get("http-equiv", "").casefold() == "refresh":
            self.found.append(_address(attrs) or f"<{tag}>")
        loaded = [value for name, value in named.items() if name in _LOADED]
        if tag in _DRAWING and "href" in named:
            loaded.append(named["href"])
        beside = self._held.images if tag == "img" else frozenset()
        self.found += [
            v for v in loaded if not v.strip().startswith(("data:image/", "#")) and v not in beside
        ]
        self.found += [v for v in named.values() if v.strip().casefold().startswith("javascript:")]
        self.found += [name for name in named if name.startswith("on")]
        if "style" in named:
            self.styles.append(named["style"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._in_style = False
        self._end_script()

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False
        self._end_script()

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._text.append(data)
        elif self._in_style and data.strip() != self._held.css:
            self.styles.append(data)

    def close(self) -> None:
        """Read what is left; a script that has no end is judged too."""
        super().close()
        self._end_script()

    def _end_script(self) -> None:
        if self._script is not None and not self._held.allows_script(
            self._script, "".join(self._text)
        ):
            self.found.append(self._written)
        self._script = None


def _address(attrs: list[tuple[str, str | None]]) -> str:
    return next((v for n, v in attrs if n in ("href", "src") and v), "")


def _check_loads_nothing(html: str, held: _Held, template: str, folders: Folders) -> None:
    """Refuse a page that would load something from outside itself, or run something."""
    made_from = (html, held.css, str(held.script), held.data, *sorted(held.images))
    loads = json.loads(make_once("what a page loads", made_from, partial(_read_loads, html, held)))
    problems = list(_outside(loads["found"], template, folders))
    file, _ = _where(Refused([]), template, folders)
    for style in loads["styles"]:
        try:
            check_css(style, file, folders)
        except Refused as refused:
            asked = [re.findall(r"`([^`]*)`", p.message)[:1] for p in refused.problems]
            problems += _outside([a[0] for a in asked if a], template, folders)
    if problems:
        raise Refused(problems)


def _read_loads(html: str, held: _Held) -> bytes:
    """List what a page would load, and the styles in it that are none of those it may hold."""
    # A mark of a drawing as we write it loads nothing: of each a short one is read, and its words.
    short, marks = WRITTEN_MARK.subn(rf"<{_SHORT_MARK}>\1", html)
    loads = _loads(short, held)
    if loads.marks != marks or _SHORT_MARK in html:
        # One stands where no element begins, as in an attribute: its quotation marks end that.
        loads = _loads(html, held)
    # Hundreds of marks in a drawing share few styles.
    told = {"found": loads.found, "styles": list(dict.fromkeys(loads.styles))}
    return json.dumps(told).encode()


def _loads(html: str, held: _Held) -> _Loads:
    loads = _Loads(held)
    loads.feed(html)
    loads.close()
    return loads


def _outside(found: Iterable[str], template: str, folders: Folders) -> Iterator[Problem]:
    for what in dict.fromkeys(found):
        path, line, column = _written(what, template, folders)
        yield Problem(
            "CP501",
            folders.place(path, line, column, len(what)),
            f"`{what}` would be loaded from outside the page",
            help="a page holds everything it shows; name images in a stylesheet instead",
        )


def _written(text: str, template: str, folders: Folders) -> tuple[Path, int, int]:
    """Find where a template says something, or give the template that was filled."""
    for folder in folders.templates:
        for path in sorted(folder.rglob("*.html")):
            if not path.resolve().is_relative_to(folder):
                continue
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                if text in line:
                    return path, number, line.index(text) + 1
    own, _ = _where(Refused([]), template, folders)
    return own, 0, 1
