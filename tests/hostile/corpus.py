"""Name hostile and broken inputs, and say what each must lead to."""

from __future__ import annotations

import json
import os
import socket
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.smallest import CASE, METHODS, RESULTS, SERIES, second_case

CHECK = ("check", "cases")
PAGES = ("build", "cases", "--to", "html", "--only", "reports", "-j", "1")
ARTICLE = ("build", "cases", "--to", "html", "--only", "article", "-j", "1")
PDF = ("build", "cases", "--to", "pdf", "--only", "reports", "--case", "P02", "-j", "1")

#: The second patient, whose file is attacked; the first is healthy.
OTHER = second_case(CASE)
#: The series without its claim, which holds for one patient only.
TWO = SERIES.replace(
    "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n", ""
)
PROSE = RESULTS.replace("child", "children")


@dataclass(frozen=True)
class Hostile:
    """One attack.

    files : mapping of str to bytes or str
        Written over the healthy series, by path below the series folder.
    make : callable
        Makes what is no plain file, below the series folder.
    exit : int
        The exit code it must lead to.
    codes : tuple of str
        Problem codes that must be said.
    says, never : tuple of str
        What must, and must not, stand in all that is printed.
    shows, hides : tuple of str
        What must, and must not, stand in the HTML of the second patient.
    healthy : bool
        Whether the first patient's page must have been built.
    """

    name: str
    files: Mapping[str, bytes | str] = field(default_factory=dict)
    make: Callable[[Path], object] | None = None
    command: tuple[str, ...] = CHECK
    exit: int = 1
    codes: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    healthy: bool = False


def healthy_files() -> dict[str, str]:
    """Give the series that every attack changes."""
    return {
        "series.yaml": TWO,
        "P01.yaml": CASE,
        "P02.yaml": OTHER,
        "methods.md": METHODS,
        "results.md": PROSE,
    }


def other(old: str, new: str) -> dict[str, str]:
    """Change one thing of the second patient."""
    assert OTHER.count(old) >= 1, old
    return {"P02.yaml": OTHER.replace(old, new, 1)}


def with_history(text: str) -> dict[str, str]:
    """Give the second patient this history, as a JSON string is also YAML."""
    return other("  diagnosis:", f"  history: {json.dumps(text)}\n  diagnosis:")


def series(old: str, new: str) -> dict[str, str]:
    assert old in TWO, old
    return {"series.yaml": TWO.replace(old, new, 1)}


def as_json(change: Callable[[str], str] = str) -> Callable[[Path], object]:
    """Write the second patient as JSON, changed."""

    def make(folder: Path) -> None:
        import yaml

        data = yaml.load(OTHER, Loader=yaml.BaseLoader)
        (folder / "P02.yaml").unlink()
        (folder / "P02.json").write_text(change(json.dumps(data)), "utf-8")

    return make


def replaced(name: str, put: Callable[[Path], object]) -> Callable[[Path], object]:
    """Put something else in the place of a file."""

    def make(folder: Path) -> None:
        path = folder / name
        path.unlink(missing_ok=True)
        put(path)

    return make


def listening(path: Path) -> None:
    """Leave a socket there; its name must be short."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """Make a PNG that says it has this size, whatever it holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(rows or b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def svg(inside: str, before: str = "") -> str:
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">{inside}</svg>'
    )


def logo(content: bytes | str, name: str = "logo.svg") -> dict[str, bytes | str]:
    return {
        f"../styles/{name}": content,
        **series("language: en-GB\n", f"language: en-GB\nstyle: {{logo: {name}, logo_name: Us}}\n"),
    }


def template(text: str) -> dict[str, str]:
    return {"../templates/partials/summary.html": text, "../templates/report.html": text}


BOMB = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" if before else f"{name}: &{name} [x]\n"
    for before, name in zip(["", *"abcdefgh"], "abcdefghi", strict=True)
)
DEEP = 5000

YAML = [
    Hostile("anchors that explode", {"P02.yaml": BOMB + OTHER}, codes=("CP002",)),
    Hostile("an anchor that holds itself", {"P02.yaml": "a: &a [*a]\n" + OTHER}, codes=("CP002",)),
    Hostile("an alias of nothing", other("female", "*nobody"), codes=("CP002",)),
    Hostile("an anchor and its alias", other("6 years", "&a 6 years"), exit=0),
    Hostile(
        "merge keys",
        {"P02.yaml": "base: &b {sex: male}\n" + OTHER.replace("  age:", "  <<: *b\n  age:")},
        codes=("CP002",),
    ),
    Hostile(
        "a tag that makes objects",
        other("female", "!!python/object/apply:os.system ['id']"),
        codes=("CP008",),
    ),
    Hostile("a tag of its own", other("female", "!secret x"), codes=("CP002",)),
    Hostile("a binary tag", other("female", "!!binary aGk="), codes=("CP008",)),
    Hostile("two documents", {"P02.yaml": OTHER + "---\n" + OTHER}, codes=("CP002",)),
    Hostile("a directive", {"P02.yaml": "%TAG ! tag:evil,2000:\n---\n" + OTHER}, exit=0),
    Hostile(
        "lists nested deep",
        {"P02.yaml": OTHER + "x: " + "[" * DEEP + "]" * DEEP + "\n"},
        codes=("CP002",),
    ),
    Hostile(
        "mappings nested deep",
        {"P02.yaml": OTHER + "x: " + "{a: " * DEEP + "1" + "}" * DEEP + "\n"},
        codes=("CP002",),
    ),
    Hostile(
        "indents nested deep",
        {"P02.yaml": OTHER + "".join(" " * n + "a:\n" for n in range(1500))},
        codes=("CP002",),
    ),
    Hostile(
        "a scalar of many megabytes",
        {"P02.yaml": OTHER + "note: " + "x" * 30_000_000 + "\n"},
        codes=("CP001",),
    ),
    Hostile("a file of many lines", {"P02.yaml": OTHER + "#\n" * 12_000_000}, codes=("CP001",)),
    Hostile("an empty file", {"P02.yaml": ""}),
    Hostile("only a comment", {"P02.yaml": "# nothing\n"}),
    Hostile("a list in place of keys", {"P02.yaml": "- a\n- b\n"}),
    Hostile("a word in place of keys", {"P02.yaml": "hello\n"}),
    Hostile(
        "a key twice", other("  sex: female\n", "  sex: female\n  sex: male\n"), codes=("CP005",)
    ),
    Hostile("an unknown key", other("  sex:", "  Sex:"), codes=("CP006",)),
    Hostile("a key that is a list", other("  sex: female", "  ? [a, b]\n  : c\n  sex: female")),
    Hostile("an empty key", other("  sex:", "  '': x\n  sex:"), codes=("CP006",)),
    Hostile("tabs for indents", {"P02.yaml": OTHER.replace("  age", "\tage")}, codes=("CP002",)),
    Hostile("a quote that never ends", other("female", '"female'), codes=("CP002",)),
    Hostile("a flow that never ends", other("[intrathecal]", "[intrathecal"), codes=("CP002",)),
]
BYTES = [
    Hostile(
        "a NUL", {"P02.yaml": OTHER.encode().replace(b"female", b"fem\0ale")}, codes=("CP002",)
    ),
    Hostile(
        "a bell", {"P02.yaml": OTHER.encode().replace(b"female", b"fem\x07ale")}, codes=("CP002",)
    ),
    Hostile(
        "an escape sequence of terminals",
        {"P02.yaml": OTHER.encode().replace(b"female", b"\x1b[2Jale")},
        codes=("CP002",),
        never=("\x1b[2J",),
    ),
    Hostile(
        "an escape sequence as YAML writes it", other("female", '"\\e[2Jale"'), never=("\x1b[2J",)
    ),
    Hostile("UTF-16 with its mark", {"P02.yaml": OTHER.encode("utf-16")}, codes=("CP001",)),
    Hostile("UTF-16 without a mark", {"P02.yaml": OTHER.encode("utf-16-le")}),
    Hostile("UTF-32", {"P02.yaml": OTHER.encode("utf-32")}),
    Hostile(
        "Latin 1",
        {"P02.yaml": OTHER.replace("Cells", "Zellen für").encode("latin-1")},
        codes=("CP001",),
    ),
    Hostile("a byte-order mark", {"P02.yaml": b"\xef\xbb\xbf" + OTHER.encode()}, exit=0),
    Hostile("mixed line ends", {"P02.yaml": OTHER.replace("\n", "\r\n", 5).encode()}, exit=0),
    Hostile("line ends of old Macs", {"P02.yaml": OTHER.replace("\n", "\r").encode()}, exit=0),
    Hostile(
        "an overlong encoding", {"P02.yaml": OTHER.encode() + b"# \xc0\xaf\n"}, codes=("CP001",)
    ),
    Hostile(
        "a surrogate in UTF-8", {"P02.yaml": OTHER.encode() + b"# \xed\xa0\x80\n"}, codes=("CP001",)
    ),
    Hostile("a lone surrogate as YAML writes it", other("female", '"\\ud800"')),
    Hostile(
        "a lone surrogate in JSON", make=as_json(lambda text: text.replace("female", "\\ud800"))
    ),
    Hostile("random bytes", {"P02.yaml": bytes(range(256)) * 40}, codes=("CP001",)),
    Hostile("a ZIP that is called YAML", {"P02.yaml": b"PK\x03\x04" + bytes(200)}),
    Hostile("a series of random bytes", {"series.yaml": bytes(range(256))}, codes=("CP001",)),
    Hostile("prose in UTF-16", {"results.md": "x\n".encode("utf-16")}, codes=("CP001",)),
    Hostile("a NUL in prose", {"results.md": b"a\0b\n"}, exit=0),
]
JSON = [
    Hostile("JSON NaN", make=as_json(lambda text: text.replace('"6 years"', "NaN"))),
    Hostile("JSON Infinity", make=as_json(lambda text: text.replace('"6 years"', "-Infinity"))),
    Hostile(
        "a JSON key twice",
        make=as_json(lambda text: text.replace('"sex":', '"sex": "male", "sex":')),
        codes=("CP005",),
    ),
    Hostile(
        "a JSON number of a million digits",
        make=as_json(lambda text: text.replace('"6 years"', "9" * 1_000_000)),
    ),
    Hostile("a JSON exponent", make=as_json(lambda text: text.replace('"6 years"', "1e999999999"))),
    Hostile(
        "JSON nested deep",
        make=as_json(lambda text: text[:-1] + ', "x": ' + "[" * 100_000 + "]" * 100_000 + "}"),
        codes=("CP002",),
    ),
    Hostile("JSON that ends early", make=as_json(lambda text: text[:-20]), codes=("CP002",)),
    Hostile(
        "JSON with a comment", make=as_json(lambda text: "// hello\n" + text), codes=("CP002",)
    ),
    Hostile(
        "JSON with single quotes",
        make=as_json(lambda text: text.replace('"', "'")),
        codes=("CP002",),
    ),
    Hostile("a JSON list", make=as_json(lambda text: f"[{text}]")),
    Hostile("JSON null", make=as_json(lambda text: "null")),
]
IDS = [
    Hostile(f"the id {name}", other("id: P02", f"id: {json.dumps(id)}"), codes=("CP106",))
    for name, id in {
        "that climbs": "../x",
        "that is a path": "a/b",
        "with a backslash": "a\\b",
        "of a device": "CON",
        "of a device with an ending": "nul.txt",
        "of one dot": ".",
        "of two dots": "..",
        "with a dot at its end": "P02.",
        "of 300 letters": "P" * 300,
        "with a NUL": "P\0",
        "with a line end": "P\nQ",
        "with a colon": "P:2",
        "with a wildcard": "P*",
        "that is a tilde": "~root",
        "that begins with a dash": "-rf",
        "with an override of direction": "P\u202e2",
        "with a space of no width": "P\u200b2",
        "of letters that look Latin": "Р02",
        "of an article": "article",
        "of the results": "results",
    }.items()
] + [
    Hostile(
        "two ids that differ in case",
        {"P02.yaml": OTHER.replace("id: P02", "id: p01")},
        codes=("CP105",),
    ),
    Hostile(
        "an id used twice", {"P02.yaml": OTHER.replace("id: P02", "id: P01")}, codes=("CP105",)
    ),
    Hostile("the id with a space at its end", other("id: P02", 'id: "P02 "'), exit=0),
    Hostile("an empty id", other("id: P02", "id: ''")),
    Hostile("an id that is a list", other("id: P02", "id: [a]")),
]
PLACES = [
    Hostile("a folder called like a case", make=replaced("P02.yaml", Path.mkdir)),
    Hostile("a FIFO", make=replaced("P02.yaml", os.mkfifo)),
    Hostile("a socket", make=replaced("P02.yaml", listening)),
    Hostile("a link to a device that never ends", make=replaced("P02.yaml", link("/dev/zero"))),
    Hostile("a link to the terminal", make=replaced("P02.yaml", link("/dev/tty"))),
    Hostile("a link to itself", make=replaced("P02.yaml", link("P02.yaml"))),
    Hostile("a link to nothing", make=replaced("P02.yaml", link("nowhere.yaml"))),
    Hostile(
        "a link to the system's passwords",
        make=replaced("P02.yaml", link("/etc/passwd")),
        never=("root:",),
    ),
    Hostile(
        "a section that is a link out",
        make=replaced("results.md", link("/etc/passwd")),
        never=("root:",),
    ),
    Hostile(
        "a section that climbs",
        series("file: results.md", "file: ../../../../etc/passwd"),
        never=("root:",),
    ),
    Hostile(
        "a section with a whole path",
        series("file: results.md", "file: /etc/passwd"),
        never=("root:",),
    ),
    Hostile("a section that is a folder", make=replaced("results.md", Path.mkdir)),
    Hostile("a section that is a FIFO", make=replaced("results.md", os.mkfifo)),
    Hostile("a series that is a FIFO", make=replaced("series.yaml", os.mkfifo)),
    Hostile("a bibliography that is a FIFO", make=replaced("references.bib", os.mkfifo)),
    Hostile(
        "a scale that is a FIFO",
        make=lambda f: ((f / "scales").mkdir(), os.mkfifo(f / "scales" / "X.yaml")),
    ),
    Hostile(
        "a theme that climbs",
        series("language: en-GB\n", "language: en-GB\nstyle: {theme: ../../../etc/passwd}\n"),
        codes=("CP503",),
    ),
    Hostile(
        "a logo that climbs",
        series("language: en-GB\n", "language: en-GB\nstyle: {logo: ../../../etc/passwd}\n"),
        codes=("CP503",),
    ),
    Hostile(
        "a file name that is no UTF-8",
        make=lambda f: Path(os.fsdecode(bytes(f) + b"/\xff\xfe.yaml")).write_text("x"),
    ),
    Hostile(
        "a file name with an escape sequence",
        make=lambda f: (f / "\x1b[2J.yaml").write_text("x"),
        never=("\x1b[2J",),
    ),
    Hostile(
        "ten thousand stray files",
        make=lambda f: [(f / f"x{n}.tmp").touch() for n in range(10_000)],
        exit=0,
        codes=("CP003",),
        says=("9980 more files or folders here are none of a series",),
    ),
]
VALUES = [
    Hostile(f"the {key} {value[:20]}", other(old, f"{key}: {value}"))
    for key, old, value in [
        ("age", "age: 6 years", "1e9 years"),
        ("age", "age: 6 years", "-6 years"),
        ("age", "age: 6 years", "9" * 400 + " years"),
        ("age", "age: 6 years", "6 years 99 months"),
        ("age", "age: 6 years", "six"),
        ("age", "age: 6 years", "NaN years"),
        ("date", "date: 2023-02-20", "9999-99-99"),
        ("date", "date: 2023-02-20", "0000-01-01"),
        ("date", "date: 2023-02-20", "2023-02-30"),
        ("date", "date: 2023-02-20", "20230220"),
        ("date", "date: 2023-02-20", "tomorrow"),
        ("date", "date: 2023-02-20", "12023-02-20"),
        ("month", "date: 2023-02-20", "1e400"),
        ("month", "date: 2023-02-20", "NaN"),
        ("day", "date: 2023-02-20", "9" * 5000),
    ]
] + [
    Hostile(
        "a grade of a megabyte", other("right: 2", "right: " + "1" * 1_000_000), codes=("CP104",)
    ),
    Hostile("a grade that is a list", other("right: 2", "right: [2]")),
    Hostile("a scale that is called like a method", other("MAS:", "__class__:"), codes=("CP101",)),
    Hostile(
        "thousands of items",
        other(
            "      TCT:",
            "      MI: {" + ", ".join(f"i{n}: 1" for n in range(3_000)) + "}\n      TCT:",
        ),
    ),
    Hostile(
        "a thousand visits of one name",
        {
            "P02.yaml": OTHER.replace(
                "adverse_events", "  - {id: after, date: 2024-01-21}\n" * 1000 + "adverse_events"
            )
        },
        codes=("CP111",),
    ),
]
PATTERNS = [
    Hostile(
        f"a pattern that backtracks: {name}",
        with_history(text),
        command=PAGES,
        exit=code,
        healthy=True,
    )
    for name, text, code in [
        ("open brackets", "[" * 50_000, 0),
        ("open citations", "[@" * 20_000, 0),
        ("stars", "*a " * 20_000, 0),
        ("underscores", "_a" * 30_000, 0),
        ("ticks", "`a" * 20_000, 0),
        ("open links", "[a](" * 20_000, 0),
        ("open notes", "^[" * 5_000, 0),
        ("angles", "<a " * 20_000, 0),
        ("quotes of quotes", ">" * 3_000 + "a", 0),
        ("lists of lists", "- " * 2_000 + "a", 0),
        ("spaces", "a" + " " * 100_000 + "b", 0),
        ("digits and signs", "1+" * 50_000, 0),
        ("open results", "{{ " * 5_000, 1),
        ("braces", "{%" * 5_000, 1),
        ("ampersands", "&" * 50_000, 0),
        ("pipes", "|a" * 5_000 + "\n" + "|-" * 5_000, 0),
    ]
]
MARKUP = [
    Hostile(
        f"prose with {name}",
        with_history(text),
        command=PAGES,
        exit=code,
        shows=shows,
        hides=hides,
        healthy=True,
    )
    for name, text, code, shows, hides in [
        (
            "a script",
            "<script>alert(1)</script>",
            0,
            ("&lt;script&gt;alert(1)",),
            ("<script>alert",),
        ),
        (
            "an image that fails",
            "<img src=x onerror=alert(1)>",
            0,
            ("&lt;img src=x",),
            ("<img src=x",),
        ),
        ("an SVG that loads", "<svg onload=alert(1)>", 0, (), ("<svg onload",)),
        ("a frame", "<iframe src='file:///etc/passwd'></iframe>", 0, (), ("<iframe",)),
        ("a style", "<style>@import 'http://x.example'</style>", 1, (), ("<style>@import",)),
        ("a base", "<base href='http://x.example'>", 0, (), ("<base",)),
        (
            "a refresh",
            "<meta http-equiv=refresh content='0;url=http://x.example'>",
            0,
            (),
            ("<meta http-equiv=refresh",),
        ),
        ("a script address", "[here](javascript:alert(1))", 0, (), ('href="javascript',)),
        (
            "a script address in letters of its own",
            "[here](JaVaScRiPt&#58;alert(1))",
            0,
            (),
            ('href="JaVa',),
        ),
        (
            "a data address",
            "[here](data:text/html,<script>alert(1)</script>)",
            0,
            (),
            ('href="data:',),
        ),
        ("a file address", "[here](file:///etc/passwd)", 0, (), ('href="file:',)),
        ("an image from the web", "![x](http://x.example/a.png)", 1, (), ('<img src="http',)),
        ("an image from the disk", "![x](/etc/passwd)", 1, (), ('<img src="/etc',)),
        ("a comment that never ends", "<!-- a", 1, (), ("<!-- a",)),
        ("an end of the page", "</body></html>", 0, ("&lt;/body&gt;",), ()),
        ("an override of direction", "one \u202eowt", 0, (), ()),
        ("a private character", "one \ue000 two", 0, (), ()),
    ]
] + [
    Hostile(
        "a script in the title",
        series("A small case series", "<script>alert(1)</script>"),
        command=ARTICLE,
        exit=0,
    ),
    Hostile(
        "a script in a name",
        series("Ada Example", "<script>alert(1)</script>"),
        command=ARTICLE,
        exit=0,
    ),
    Hostile(
        "a script in a label",
        series("Before treatment", "<script>alert(1)</script>"),
        command=PAGES,
        exit=0,
        hides=("<script>alert",),
        healthy=True,
    ),
    Hostile(
        "a script in a diagnosis",
        other("Spastic cerebral palsy", "<script>alert(1)</script>"),
        command=PAGES,
        exit=0,
        hides=("<script>alert",),
        healthy=True,
    ),
    Hostile(
        "an end of the script block",
        other("Spastic cerebral palsy", '"</script><script>alert(1)</script>"'),
        command=PAGES,
        exit=0,
        hides=("<script>alert",),
        healthy=True,
    ),
    Hostile(
        "an attribute that ends early",
        other("Spastic cerebral palsy", "'\" onmouseover=\"alert(1)'"),
        command=PAGES,
        exit=0,
        # As the whole of an attribute, and as the end of one; between tags it is text.
        hides=('="" onmouseover="alert', 'Cells in " onmouseover="alert'),
        healthy=True,
    ),
    Hostile(
        "a formula as a route",
        other("[intrathecal]", "['=HYPERLINK(\"http://x.example\")']"),
        command=PAGES,
        exit=0,
        healthy=True,
    ),
]
INLINE = [
    Hostile(f"an inline result that {name}", {"results.md": text + "\n"}, codes=codes)
    for name, text, codes in [
        ("reaches for a class", "{{ results.__class__.__mro__ }}", ("CP412",)),
        ("calls", "{{ results.get('x') }}", ("CP412",)),
        ("multiplies", "{{ 'x' * 10**10 }}", ("CP412",)),
        ("loops", "{% for x in range(10**9) %}x{% endfor %}", ("CP412",)),
        ("includes", "{% include '/etc/passwd' %}", ("CP412",)),
        ("never ends", "{{ results[", ("CP412",)),
        ("asks for what is not there", '{{ results["nothing"].printed }}', ("CP403",)),
        ("asks for a private name", '{{ results["TCT.improved"].__init__ }}', ("CP412",)),
        ("formats", "{{ '%1000000000d' % 1 }}", ("CP412",)),
        ("is empty", "{{ }}", ("CP412",)),
    ]
]
TEMPLATES = [
    Hostile(
        f"a template that {name}",
        {"../templates/report.html": text},
        command=PAGES,
        exit=1,
        never=("root:",),
    )
    for name, text in [
        ("reaches for a class", "{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        ("reads a file", "{% include '/etc/passwd' %}"),
        ("climbs", "{% include '../../../../etc/passwd' %}"),
        (
            "loops for ever",
            "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}x{% endfor %}{% endfor %}{% endfor %}",
        ),
        (
            "makes a million rows",
            "{% for a in range(99999) %}{% for b in range(99999) %}<p>row row row row</p>{% endfor %}{% endfor %}",
        ),
        ("asks for a huge range", "{{ range(10**12)|list }}"),
        ("multiplies a word", "{{ 'x' * 10**10 }}"),
        ("pads", "{{ '%10000000000d'|format(1) }}"),
        ("centres", "{{ 'x'|center(10000000000) }}"),
        ("includes itself", "{% include 'report.html' %}"),
        ("calls itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
        ("extends itself", "{% extends 'report.html' %}"),
        ("loads from the web", "<img src='http://x.example/a.png'>"),
        ("loads from the disk", "<img src='file:///etc/passwd'>"),
        ("runs a script", "<script>alert(1)</script>"),
        ("is broken", "{% if %}"),
        ("is no text", "\ufffe{{"),
    ]
]
STYLES = [
    Hostile(
        f"a stylesheet that {name}",
        {"../styles/theme.css": text},
        command=PAGES,
        exit=code,
        codes=codes,
    )
    for name, text, code, codes in [
        ("imports", "@import 'http://x.example/a.css';", 1, ("CP503",)),
        ("imports from the disk", "@import url(file:///etc/passwd);", 1, ("CP503",)),
        ("loads from the web", "p { background: url(http://x.example/a.png) }", 1, ("CP503",)),
        ("loads by FTP", "p { background: url(ftp://x.example/a.png) }", 1, ("CP503",)),
        ("climbs", "p { background: url(../../../etc/passwd) }", 1, ("CP503",)),
        (
            "loads a font from the web",
            "@font-face { font-family: x; src: url(//x.example/a.ttf) }",
            1,
            ("CP503",),
        ),
        (
            "hides an address in escapes",
            "p { background: u\\72l(http://x.example/a.png) }",
            1,
            ("CP503",),
        ),
        (
            "hides an address in a variable",
            ":root { --a: url(http://x.example/a.png) } p { background: var(--a) }",
            1,
            ("CP503",),
        ),
        (
            "hides an address in image-set",
            "p { background: image-set('http://x.example/a.png' 1x) }",
            1,
            ("CP503",),
        ),
        (
            "ends the style element",
            "p::after { content: '</style><script>alert(1)</script>' }",
            1,
            ("CP503",),
        ),
        ("never ends", "p { color: red", 0, ()),
        ("is nested deep", "p" + "{a" * 3000, 1, ("CP503",)),
        ("is no text", "\x00\x01", 0, ()),
    ]
]
IMAGES = [
    Hostile("a logo with a script", logo(svg("<script>alert(1)</script>")), codes=("CP503",)),
    Hostile(
        "a logo with an entity",
        logo(svg("&x;", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        command=PAGES,
        exit=1,
        never=("root:",),
    ),
    Hostile(
        "a logo with entities that explode",
        logo(
            svg(
                "&c;",
                '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
            )
        ),
        codes=("CP503",),
    ),
    Hostile(
        "a logo that links out",
        logo(svg('<image xlink:href="file:///etc/passwd" width="9" height="9"/>')),
        codes=("CP503",),
    ),
    Hostile(
        "a logo from the web",
        logo(svg('<image href="http://x.example/a.png" width="9" height="9"/>')),
        codes=("CP503",),
    ),
    Hostile(
        "a logo with HTML in it",
        logo(svg("<foreignObject><p>x</p></foreignObject>")),
        codes=("CP503",),
    ),
    Hostile(
        "a logo that acts",
        logo(svg('<rect onclick="alert(1)" width="9" height="9"/>')),
        codes=("CP503",),
    ),
    Hostile("a logo that is no SVG", logo("not a picture"), exit=1),
    Hostile(
        "a picture that says it is huge", logo(png(60_000, 60_000), "logo.png"), codes=("CP503",)
    ),
    Hostile("a picture that ends early", logo(png(10, 10)[:40], "logo.png"), command=PDF, exit=3),
]
WORKS = [
    Hostile(
        f"a bibliography with {name}",
        {"references.bib": text, "results.md": "See [@A].\n"},
        codes=codes,
        exit=code,
    )
    for name, text, code, codes in [
        (
            "braces nested deep",
            "@article{A, title={" + "{" * 20_000 + "x" + "}" * 20_000 + "}}",
            1,
            (),
        ),
        ("braces that never end", "@article{A, title={" + "{" * 2000, 1, ("CP413",)),
        (
            "a word that names itself",
            "@string{a = a}\n@article{A, title=a, author={B, C}, journal={D}, year=2000}",
            0,
            (),
        ),
        (
            "words that explode",
            "@string{a = {xxxxxxxxxx}}\n"
            + "".join(
                f"@string{{{b} = {' # '.join([a] * 20)}}}\n"
                for a, b in zip("abcdefg", "bcdefgh", strict=True)
            )
            + "@article{A, title=h, author={B, C}, journal={D}, year=2000}",
            0,
            (),
        ),
        (
            "a preamble",
            '@preamble{"\\input{/etc/passwd}"}\n@article{A, title={T}, author={B, C}, journal={D}, year=2000}',
            0,
            (),
        ),
        (
            "a command of TeX",
            "@article{A, title={\\input{/etc/passwd}}, author={B, C}, journal={D}, year=2000}",
            1,
            ("CP410",),
        ),
        (
            "a script",
            "@article{A, title={<script>alert(1)</script>}, author={B, C}, journal={D}, year=2000}",
            0,
            (),
        ),
        (
            "a script as its address",
            "@article{A, title={T}, author={B, C}, journal={D}, year=2000, url={javascript:alert(1)}}",
            0,
            (),
        ),
        ("nothing", "", 1, ("CP404",)),
        (
            "ten thousand authors",
            "@article{A, title={T}, author={"
            + " and ".join(["B, C"] * 10_000)
            + "}, journal={D}, year=2000}",
            0,
            (),
        ),
    ]
]
SCALES = [
    Hostile(f"a scale {name}", {"scales/X.yaml": text})
    for name, text in [
        ("that is empty", ""),
        ("that is a list", "- a\n"),
        ("with a path for an id", "id: ../x\nname: X\n"),
        ("with anchors that explode", BOMB),
        ("that takes a shipped one's place", "id: MAS\nname: Mine\n"),
    ]
]

CORPUS: tuple[Hostile, ...] = (
    *YAML, *BYTES, *JSON, *IDS, *PLACES, *VALUES, *PATTERNS, *MARKUP, *INLINE, *TEMPLATES, *STYLES,
    *IMAGES, *WORKS, *SCALES,
)  # fmt: skip
