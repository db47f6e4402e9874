"""Join the stylesheets of a medium to one CSS text that loads nothing from outside.

An image or font that a stylesheet names is read from the styles folders and put into the text.
Whatever else it asks for, by file or by network, is refused with its place.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cpreport.cases.series import SeriesRecord, Style
from cpreport.colours import DARK_PAPER, mix, readable_on
from cpreport.problems import Problem, Refused, nearest
from cpreport.publish.case_pictures import fault
from cpreport.publish.folders import Folders, Medium, candidates

#: The user's own stylesheet, which comes last and need not exist.
OWN = "theme.css"
#: Folders of the themes and layouts that a series chooses by name.
_THEMES = "themes"
_LAYOUTS = {"two columns": "layouts/two-columns.css", "review": "layouts/review.css"}

#: What may be taken into the page from the styles folders.
_IMAGES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_FONTS = {".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}
#: How much paper is in a tint.
_TINT = 0.93
#: Functions whose plain strings are addresses.
_OF_ADDRESSES = {"url", "src", "image-set", "-webkit-image-set"}
#: The name of such a function, also one written with escapes; without any, nothing is asked for.
_MAY_ASK = re.compile(r"(?:url|src|image-set|\\[\w\\\s-]*)\(", re.IGNORECASE)


def stylesheet(folders: Folders, medium: Medium, style: Style | None = None) -> str:
    """Join all CSS of a medium.

    Parameters
    ----------
    style : Style
        What the series chooses; the user's `theme.css` comes after it.

    Raises
    ------
    Refused
        With CP503 where a stylesheet is missing, cannot be read or reaches outside the folders.
    """
    style = style or Style()
    sheets = {name: sheet(folders, name) for name in names_of(folders, medium, style)}
    own = sheets.pop(OWN, "")
    return "\n".join(text for text in (*sheets.values(), _chosen(style), own) if text)


def names_of(folders: Folders, medium: Medium, style: Style) -> tuple[str, ...]:
    """Name the stylesheets of a medium in their order; the user's own only where there is one."""
    names = ["tokens.css", f"{medium}.css"]
    names += [f"{_THEMES}/{style.theme}.css"] if style.theme else []
    names += [_LAYOUTS[style.layout]] if medium == "print" and style.layout in _LAYOUTS else []
    names += [OWN] if any(candidates(folders.styles, OWN)) else []
    return tuple(names)


def in_one_column(style: Style) -> Style:
    """Choose the style of what is not the article: two columns are for that alone."""
    return style.model_copy(
        update={"layout": "one column"} if style.layout == "two columns" else {}
    )


def sheet(folders: Folders, name: str) -> str:
    """Read one stylesheet by its name, the user's own before the shipped one.

    Raises
    ------
    Refused
        With CP503, as for `stylesheet`.
    """
    return _sheet(_found(folders, name), folders)


def letter_stylesheet(folders: Folders, style: Style) -> str:
    """Join all CSS of a letter, which is one for print and for screens.

    Raises
    ------
    Refused
        With CP503 as for `stylesheet`.
    """
    sheets = [sheet(folders, name) for name in ("tokens.css", "letter.css")]
    return "\n".join([*sheets, _chosen(style)])


def themes(folders: Folders) -> tuple[str, ...]:
    """Name the themes there are, the user's and the shipped ones."""
    found = (path for folder in folders.styles for path in (folder / _THEMES).glob("*.css"))
    return tuple(sorted({path.stem for path in found}))


def image(folders: Folders, name: str) -> str | None:
    """Embed an image of the styles folders as a `data:` address; None where there is none."""
    return _inside(name, folders, _IMAGES)


def style_problems(record: SeriesRecord, folders: Folders) -> Iterator[Problem]:
    """Find what a series asks for and the styles folders do not have."""
    style, source = record.style, record.source
    known = themes(folders)
    if style.theme is not None and style.theme not in known:
        message = f"there is no theme `{style.theme}`"
        place = source.place("style", "theme")
        yield Problem("CP503", place, message, known, nearest(style.theme, known))
    if style.logo is not None and image(folders, style.logo) is None:
        why = _fault_of(folders, style.logo) or _NO_IMAGE
        message = f"`{style.logo}` {why}"
        yield Problem("CP503", source.place("style", "logo"), message, help=_BESIDE)
    if style.logo is not None and style.logo_name is None:
        message = "the logo has no name for those who cannot see it"
        hint = "add `logo_name` with the name of the institution"
        yield Problem("CP503", source.place("style", "logo"), message, help=hint)


def _chosen(style: Style) -> str:
    """Write the rules for what a series sets by itself."""
    faces = {"serif": "var(--serif)", "sans serif": "var(--sans)"}
    rules = []
    if style.text:
        rules.append(f"--text-face: {faces[style.text]}")
    if style.headings:
        rules.append(f"--heading-face: {faces[style.headings]}")
    if style.accent is None:
        return f":root {{ {'; '.join(rules)} }}" if rules else ""
    rules += _accent(style.accent, "#ffffff")
    dark = "; ".join(_accent(style.accent, DARK_PAPER))
    return (
        f":root {{ {'; '.join(rules)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    )


def _accent(colour: str, paper: str) -> list[str]:
    tint = mix(colour, paper, _TINT)
    return [f"--accent: {readable_on(tint, colour)}", f"--accent-soft: {tint}"]


def addresses(css: str) -> tuple[str, ...]:
    """Name what a stylesheet asks for that is not in it."""
    if not _MAY_ASK.search(css):
        return ()
    try:
        asked = [address for _, address in _asked_for(_tokens(css))]
    except RecursionError:
        # No page is made with it, and the page says so then.
        return ()
    return tuple(a for a in asked if a is not None and not a.startswith(("data:", "#")))


def check_css(css: str, file: Path, folders: Folders) -> str:
    """Embed the images of a CSS text, or refuse what it reaches for."""
    tokens = _tokens(css)
    problems = []
    changed = False
    for token, address in _asked_for(tokens):
        if address is not None and address.startswith(("data:", "#")):
            continue
        inside = None if address is None else _inside(address, folders, _IMAGES | _FONTS)
        if inside is None:
            problems.append(_outside(token, address, file, folders))
        else:
            _put_in(token, inside)
            changed = True
    if "</style" in css.casefold():
        line = css.casefold().split("</style", 1)[0].count("\n") + 1
        place = folders.place(file, line)
        problems.append(Problem("CP503", place, "`</style` cannot stand in a stylesheet"))
    if problems:
        raise Refused(problems)
    return _serialized(tokens) if changed else css


def _found(folders: Folders, name: str) -> Path:
    for path, inside in candidates(folders.styles, name):
        if inside:
            return path
        place = folders.place(path)
        raise Refused([Problem("CP503", place, f"`{name}` lies outside the styles folder")])
    place = folders.place(folders.styles[0] / name if folders.styles else Path(name))
    raise Refused([Problem("CP503", place, f"there is no stylesheet `{name}`")])


def _sheet(path: Path, folders: Folders) -> str:
    try:
        stat = path.stat()
        return _checked(path, (stat.st_mtime_ns, stat.st_size), folders)
    except (OSError, UnicodeDecodeError) as error:
        what = f"it cannot be read: {error}"
        raise Refused([Problem("CP503", folders.place(path), what)]) from error


@lru_cache(maxsize=32)
def _checked(path: Path, _: object, folders: Folders) -> str:
    """Read and check a stylesheet, once for each state of the file."""
    try:
        return check_css(path.read_text("utf-8"), path, folders)
    except RecursionError:
        message = "the rules are nested too deeply"
        raise Refused([Problem("CP503", folders.place(path), message)]) from None


def _tokens(css: str) -> list[Any]:
    import tinycss2

    parsed: list[Any] = tinycss2.parse_component_value_list(css)
    return parsed


def _serialized(tokens: list[Any]) -> str:
    import tinycss2

    return str(tinycss2.serialize(tokens))


def _asked_for(tokens: list[Any], function: str = "") -> Iterator[tuple[Any, str | None]]:
    """Yield every token that makes a reader load something, with its address if it has one."""
    for token in tokens:
        if token.type == "url" or (token.type == "string" and function in _OF_ADDRESSES):
            yield token, str(token.value).strip()
        elif token.type == "at-keyword" and token.lower_value == "import":
            yield token, None
        elif token.type == "function":
            yield from _asked_for(token.arguments, token.lower_name)
        elif token.type in ("() block", "[] block", "{} block"):
            yield from _asked_for(token.content, function)


def _inside(address: str, folders: Folders, kinds: Mapping[str, str]) -> str | None:
    """Embed a file of the styles folders as a `data:` address; None where there is none."""
    kind = kinds.get(Path(address).suffix.lower())
    if kind is None or ":" in address or address.startswith("/"):
        return None
    for path, inside in candidates(folders.styles, address):
        if inside and not fault(path.read_bytes(), kind):
            return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
    return None


def _fault_of(folders: Folders, name: str) -> str:
    """Say what is wrong with a picture of the styles folder; nothing where none is there."""
    kind = _IMAGES.get(Path(name).suffix.lower())
    found = (path for path, inside in candidates(folders.styles, name) if inside and kind)
    return next((fault(path.read_bytes(), str(kind)) for path in found), "")


_NO_IMAGE = "is not an SVG, PNG or JPEG file in the styles folder"
_BESIDE = "put the file into the styles folder beside the series and name it without a folder"


def _put_in(token: Any, address: str) -> None:
    token.value = address
    token.representation = f'url("{address}")' if token.type == "url" else f'"{address}"'


def _outside(token: Any, address: str | None, file: Path, folders: Folders) -> Problem:
    if address is None:
        place = folders.place(file, token.source_line, token.source_column, len("@import"))
        hint = f"put the rules in this file or in `{OWN}`"
        return Problem("CP503", place, "`@import` is not followed", help=hint)
    place = folders.place(file, token.source_line, token.source_column, len(address))
    return Problem(
        "CP503",
        place,
        f"`{address}` is not an image or a font in the styles folder, and nothing else is loaded",
        help=_BESIDE,
    )
