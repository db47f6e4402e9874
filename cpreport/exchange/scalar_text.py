"""Write one value as YAML text, in the style that stands there where it can hold the value."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from itertools import pairwise

import yaml

from cpreport.cases.yaml_text import text_only

#: Longer texts are set on several lines where a file is written anew.
WIDTH = 96
#: What YAML does not take as it is, or would end a line at.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_Loader = text_only(getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def key_text(key: str) -> str:
    """Write a key, with quotation marks only where it needs them."""
    safe = _reads_as(f"{key}: x", key, key=True) and _reads_as(f"{{{key}: x}}", key, key=True)
    return key if safe else double_quoted(key)


def flow_text(value: str, style: str = "") -> str:
    """Write a value inside brackets or braces.

    style : str
        The quotation mark that stood there, or none.
    """
    for text in _on_one_line(value, style):
        if _reads_as(f"{{k: {text}}}", value) and _reads_as(f"[{text}]", value):
            return text
    return double_quoted(value)


def block_text(value: str, style: str, indent: int, earlier: tuple[str, str] | None = None) -> str:
    r"""Write a value behind its key or dash; further lines are indented and end in `\n`.

    style : str
        The quotation mark, `|` or `>` that stood there, or none.
    indent : int
        Of further lines.
    earlier : (str, str) or None
        The value that stood there, and how it was written.
    """
    for text in _forms(value, style, indent, earlier):
        if _reads_as(f"k: {text}\n", value):
            return text
    return double_quoted(value)


def _forms(value: str, style: str, indent: int, earlier: tuple[str, str] | None) -> Iterator[str]:
    """Yield how a value may be written, what is most like the earlier text first."""
    if earlier is not None and "\n" in earlier[1] and style in (">", ""):
        yield from _refolded(value, earlier, indent)
    if style == "|" or "\n" in value:
        yield _literal(value, indent)
    if style == ">" or (not style and len(value) + indent > WIDTH):
        yield _folded(value, indent)
    yield from _on_one_line(value, style)


def _on_one_line(value: str, style: str) -> Iterator[str]:
    if "\n" in value or not value:
        return
    if style == "'":
        yield "'" + value.replace("'", "''") + "'"
    elif style != '"':
        yield value


def double_quoted(value: str) -> str:
    """Write a value in double quotes, on one line, whatever is in it."""
    text = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _literal(value: str, indent: int) -> str:
    lines = value.removesuffix("\n").split("\n")
    sign = "|" if value.endswith("\n") else "|-"
    return "\n".join([sign, *_indented(lines, indent)])


def _folded(value: str, indent: int) -> str:
    sign = ">" if value.endswith("\n") else ">-"
    return "\n".join([sign, *_indented(_wrapped(value.removesuffix("\n"), indent), indent)])


def _refolded(value: str, earlier: tuple[str, str], indent: int) -> Iterator[str]:
    """Change only those lines of a text on several lines that say something else now."""
    was, written = earlier
    head, *below = written.split("\n") if written[:1] == ">" else ["", *written.split("\n")]
    lines = [line.strip() for line in below]
    end = "\n" if was.endswith("\n") else ""
    if (
        " ".join(lines) + end != was
        or not value.endswith(end)
        or "\n" in value[: len(value) - len(end)]
    ):
        return
    old, new = was.removesuffix("\n"), value.removesuffix("\n")
    start = _common(old, new)
    stop = _common(old[start:][::-1], new[start:][::-1])
    ends, at = [], 0
    for line in lines:
        at += len(line) + 1
        ends.append(at)
    shift = len(new) - len(old)
    # A line keeps its end where all that changed stands on one side of it.
    kept = [
        end if end <= start else end + shift
        for end in ends[:-1]
        if end <= start or end > len(old) - stop
    ]
    pieces = [new[a:b].strip(" ") for a, b in pairwise([0, *kept, len(new)])]
    most = max(WIDTH, *(len(line) + indent for line in lines))
    wrapped = [
        part
        for piece in pieces
        for part in ([piece] if len(piece) + indent <= most else _wrapped(piece, indent))
    ]
    if head:
        yield "\n".join([head, *_indented(wrapped, indent)])
    else:
        yield "\n".join([wrapped[0], *_indented(wrapped[1:], indent)])


def _common(one: str, other: str) -> int:
    """Count the letters that two texts begin with alike."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text, WIDTH - indent, break_long_words=False, break_on_hyphens=False
    ) or [""]  # fmt: skip


def _indented(lines: list[str], indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in lines]


def _reads_as(text: str, value: str, *, key: bool = False) -> bool:
    """Whether a text of one key or one list is read as this value again."""
    if _ESCAPED.search(text):
        return False
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.CollectionNode) or len(node.value) != 1:
        return False
    (only,) = node.value
    read = only[0 if key else 1] if isinstance(only, tuple) else only
    return isinstance(read, yaml.ScalarNode) and read.value == value and not read.tag.endswith("!")
