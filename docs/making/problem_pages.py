"""Explain every problem code: its words for the repository, its example for the site."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.problems import TITLES
from docs.making.broken import SMALLEST, other_files, right, said, texts
from docs.making.problem_examples import EXAMPLES, Example

#: What the first digit of a code says (`cpreport/problems.py`).
_KINDS = {
    "0": "Files",
    "1": "Records and grades",
    "2": "Time",
    "3": "Scales and rules",
    "4": "Manuscript",
    "5": "Templates and styles",
    "6": "Rendering and writing",
    "7": "Consent",
    "8": "Journals and checklists",
    "9": "Letters",
}

_INTRO = """\
# Problem codes

cpreport complains in one way: a code, the place, the line with what is wrong marked, what is
allowed and the likely fix. The first digit of a code says what it is about. Warnings do not stop a
build unless it is `--strict`.

In the documentation as a site (`make docs`), each code has the smallest example that provokes it,
and what was printed when the site was made. All examples change one series: one patient, two
visits, two scales.
"""


def problem_page() -> dict[str, str]:
    """Write the page by its path; where the site shows an example stands a comment."""
    parts = [_INTRO, _mark("smallest"), _index()]
    for digit, kind in _KINDS.items():
        parts.append(f"## {kind}")
        parts += [_section(code) for code in TITLES if code[2] == digit]
    return {"problems.md": "\n\n".join(parts) + "\n"}


def problem_examples() -> dict[str, str]:
    """Run every example, and show it broken and fixed; by the name of the comment it replaces."""
    shown = {"smallest": _smallest()}
    for code in TITLES:
        shown[f"{code} broken"] = _broken(EXAMPLES[code])
        shown[f"{code} fixed"] = "\n\n".join(_shown(EXAMPLES[code], fixed=True))
    return shown


def _mark(name: str) -> str:
    return f"<!-- made: {name} -->"


def _smallest() -> str:
    parts = ['??? note "The series that the examples change"']
    for name, text in SMALLEST.items():
        parts.append(_indented(_fenced(text, _language(name), name)))
    return "\n\n".join(parts)


def _index() -> str:
    rows = [f"| [{code}](#{code.lower()}) | {title} |" for code, title in TITLES.items()]
    return "\n".join(["| code | title |", "|---|---|", *rows])


def _section(code: str) -> str:
    example = EXAMPLES[code]
    parts = [
        # An anchor that is the same on every page that shows Markdown.
        f'<a id="{code.lower()}"></a>',
        f"### {code}: {TITLES[code]}",
        example.means,
        _mark(f"{code} broken"),
        f"**Fixed.** {example.how}".rstrip(),
        _mark(f"{code} fixed"),
    ]
    return "\n\n".join(parts)


def _broken(example: Example) -> str:
    broken = said(example, fixed=False)
    command = "cpreport " + " ".join(example.command)
    parts = [
        f"**Broken.** {_without(example)}".rstrip(),
        *_shown(example, fixed=False),
        f"`{command}` prints, and exits with {broken.exit_code}:",
        _fenced(broken.text, "text", None, ".output"),
    ]
    return "\n\n".join(parts)


def _without(example: Example) -> str:
    files = ", ".join(f"`{name}`" for name in example.without)
    return f"There is no {files}." if files else ""


def _shown(example: Example, *, fixed: bool) -> Iterator[str]:
    """Show the lines that an example or its fix has otherwise than the smallest series."""
    changed = texts(example, fixed=fixed)
    other = texts(example, fixed=not fixed)
    for name in dict.fromkeys(edit.file for edit in example.edits):
        lines = [
            line
            for edit in example.edits
            if edit.file == name
            for line in _lines_of(changed[name], other[name], right(edit) if fixed else edit.wrong)
        ]
        yield _fenced("\n".join(lines) or "(the line is gone)", _language(name), name)
    files = other_files(example, fixed=fixed)
    before = other_files(example, fixed=not fixed)
    for path, content in files.items():
        if before.get(path) != content or not fixed:
            shown = _readable(content)
            yield _fenced(shown, _language(path), path.removeprefix("../"))


def _lines_of(text: str, other: str, written: str) -> list[str]:
    """Find the lines of a text that hold what was written, or stand where it is missing."""
    if not written.strip():
        return _around_the_gap(text, other)
    start = text.index(written)
    first = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start + len(written.rstrip("\n")))
    return text[first : end if end >= 0 else len(text)].split("\n")


def _around_the_gap(text: str, other: str) -> list[str]:
    """Find the lines before and after the place where lines are missing."""
    lines, fuller = text.splitlines(), other.splitlines()
    same = next(
        (n for n, (a, b) in enumerate(zip(lines, fuller, strict=False)) if a != b), len(lines)
    )
    return [line for line in lines[max(0, same - 1) : same + 1] if line.strip()]


def _readable(content: bytes) -> str:
    if content == b"PK":
        return "(a spreadsheet)"
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1") + "(saved as Latin-1)\n"


def _language(name: str) -> str:
    endings = {"yaml": "yaml", "md": "markdown", "html": "jinja", "css": "css", "bib": "bibtex"}
    return endings.get(name.rpartition(".")[2], "text")


def _fenced(body: str, language: str, title: str | None, extra: str = "") -> str:
    named = f' title="{title}"' if title else ""
    more = f" {extra}" if extra else ""
    return f"```{{ .{language}{more}{named} }}\n{body.rstrip()}\n```"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
