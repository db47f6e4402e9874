"""Take the stylesheets of a medium, and give their CSS as one text that loads nothing from outside.

An image that a stylesheet names is read from the styles folders and put into the text. Whatever
else it asks for, by file or by network, is refused with its place.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from cpreport.problems import Problem, Refused
from cpreport.render.folders import Folders, Medium, candidates

#: The stylesheets of each medium, in order. `theme.css` is the user's own and need not exist.
SHEETS: dict[Medium, tuple[str, ...]] = {
    "print": ("tokens.css", "print.css"),
    "screen": ("tokens.css", "screen.css"),
}
THEME = "theme.css"

#: What a stylesheet may take into the page from the styles folders.
_IMAGES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
#: Functions whose plain strings are addresses.
_OF_ADDRESSES = {"url", "src", "image-set", "-webkit-image-set"}


def stylesheet(folders: Folders, medium: Medium) -> str:
    """Give all CSS of a medium.

    Raises
    ------
    Refused
        With CP503 where a stylesheet is missing, cannot be read or reaches outside the folders.
    """
    names = [*SHEETS[medium], *([THEME] if any(candidates(folders.styles, THEME)) else [])]
    return "\n".join(_sheet(_found(folders, name), folders) for name in names)


def check_css(css: str, file: Path, folders: Folders) -> str:
    """Give a CSS text with its images inside, or refuse what it reaches for."""
    tokens = _tokens(css)
    problems = []
    changed = False
    for token, address in _asked_for(tokens):
        if address is not None and address.startswith(("data:", "#")):
            continue
        image = _image(address, folders) if address is not None else None
        if image is None:
            problems.append(_outside(token, address, file, folders))
        else:
            _put_in(token, image)
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
    return check_css(path.read_text("utf-8"), path, folders)


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


def _image(address: str, folders: Folders) -> str | None:
    """Give an image of the styles folders as a `data:` address; None where there is none."""
    kind = _IMAGES.get(Path(address).suffix.lower())
    if kind is None or ":" in address or address.startswith("/"):
        return None
    for path, inside in candidates(folders.styles, address):
        if inside:
            return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
    return None


def _put_in(token: Any, address: str) -> None:
    token.value = address
    token.representation = f'url("{address}")' if token.type == "url" else f'"{address}"'


def _outside(token: Any, address: str | None, file: Path, folders: Folders) -> Problem:
    if address is None:
        place = folders.place(file, token.source_line, token.source_column, len("@import"))
        help = f"put the rules in this file or in `{THEME}`"
        return Problem("CP503", place, "`@import` is not followed", help=help)
    place = folders.place(file, token.source_line, token.source_column, len(address))
    return Problem(
        "CP503",
        place,
        f"`{address}` is not an image in the styles folder, and nothing else is loaded",
        help="put an SVG, PNG or JPEG file beside the stylesheet and name it without a folder",
    )
