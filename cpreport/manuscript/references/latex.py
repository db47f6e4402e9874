"""Decode the LaTeX of a BibTeX field into text, its emphasis kept as markup of CSL-JSON.

The names of symbols are those that pylatexenc knows; the reading is our own, because what is
unknown must not vanish, emphasis must be kept, and twenty thousand braces must be no matter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

#: Accents by their command: the combining character, and what stands where there is no letter.
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "d": "\u0323",
    "b": "\u0331", "k": "\u0328", "r": "\u030a", "t": "\u0361", "textcommabelow": "\u0326",
    "hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308",
    "acute": "\u0301", "grave": "\u0300", "check": "\u030c", "breve": "\u0306", "vec": "\u20d7",
}  # fmt: skip
_ALONE = {"'": "'", "`": "`", "^": "^", '"': '"', "~": "~", "=": "¯", ".": "."}
_DOTLESS = {"ı": "i", "ȷ": "j"}

_SMALL_CAPS = ('<span style="font-variant:small-caps;">', "</span>")
_NO_CASE = ('<span class="nocase">', "</span>")
#: Commands that mark what is in their braces, as markup.
_MARKS = {
    "emph": ("<i>", "</i>"), "textit": ("<i>", "</i>"), "textsl": ("<i>", "</i>"),
    "mkbibemph": ("<i>", "</i>"), "mkbibitalic": ("<i>", "</i>"), "mathit": ("<i>", "</i>"),
    "textbf": ("<b>", "</b>"), "mkbibbold": ("<b>", "</b>"), "mathbf": ("<b>", "</b>"),
    "textsc": _SMALL_CAPS, "textsuperscript": ("<sup>", "</sup>"),
    "textsubscript": ("<sub>", "</sub>"), "mkbibsuperscript": ("<sup>", "</sup>"),
    "mkbibsubscript": ("<sub>", "</sub>"),
}  # fmt: skip
_SCRIPTS = {"^": ("<sup>", "</sup>"), "_": ("<sub>", "</sub>")}
#: Commands that change all that follows in their braces.
_SWITCHES = {
    "em": ("<i>", "</i>"), "it": ("<i>", "</i>"), "sl": ("<i>", "</i>"),
    "itshape": ("<i>", "</i>"), "slshape": ("<i>", "</i>"), "bf": ("<b>", "</b>"),
    "bfseries": ("<b>", "</b>"), "sc": _SMALL_CAPS, "scshape": _SMALL_CAPS,
}  # fmt: skip
#: Commands that set something around what is in their braces.
_AROUND = {
    "enquote": ("“", "”"), "mkbibquote": ("“", "”"), "mkbibparens": ("(", ")"),
    "mkbibbrackets": ("[", "]"), "frac": ("", "/"), "tfrac": ("", "/"), "dfrac": ("", "/"),
    "nicefrac": ("", "/"), "sqrt": ("√", ""), "SI": ("", "\N{NO-BREAK SPACE}"),
    "qty": ("", "\N{NO-BREAK SPACE}"),
}  # fmt: skip
#: Commands whose first braces are no text.
_DROPPING = {
    "href", "textcolor", "color", "foreignlanguage", "selectlanguage", "noopsort", "SortNoop",
    "input", "include", "label", "hspace", "vspace", "fontsize", "hypersetup",
}  # fmt: skip
#: Commands that print nothing by themselves.
_SILENT = {
    "text", "textrm", "textnormal", "textup", "textmd", "textsf", "texttt", "textlf", "mbox",
    "hbox", "mathrm", "mathsf", "mathtt", "mathcal", "mathbb", "operatorname", "nocase",
    "MakeUppercase", "MakeLowercase", "uppercase", "lowercase", "underline", "uline", "protect",
    "relax", "noindent", "xspace", "allowbreak", "nobreak", "rm", "rmfamily", "sf", "sffamily",
    "tt", "ttfamily", "normalfont", "upshape", "mdseries", "displaystyle", "textstyle",
    "scriptstyle", "left", "right", "big", "Big", "bigl", "bigr", "num", "si", "unit",
    "bibstring", "autocap", "bgroup", "egroup", "leavevmode", "limits", "small", "footnotesize",
    "scriptsize", "large", "Large", "mathord", "mathop", "mathbin", "mathrel", "string", "-", "/",
    "@", "!", "[", "]",
}  # fmt: skip
_ADDRESSES = {"url", "nolinkurl", "path"}
#: Symbols that pylatexenc does not know, or gives in a form that fonts of text lack.
_SYMBOLS = {
    "textcelsius": "°C", "celsius": "°C", "textless": "<", "textgreater": ">", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "textmu": "µ",
    "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textbar": "|",
    "textunderscore": "_", "slash": "/", "lbrace": "{", "rbrace": "}", "sim": "~", "ast": "*",
    "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘", "flqq": "«", "frqq": "»", "flq": "‹",
    "frq": "›", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘",
    "textquoteright": "’", "textquotesingle": "'", "textquotedbl": '"', "quotedblbase": "„",
    "quotesinglbase": "‚", "guillemotleft": "«", "guillemotright": "»", "dots": "…", "ldots": "…",
    "textellipsis": "…", "cdots": "…", "textendash": "–", "textemdash": "—", "hyphen": "-",
    "textdegree": "°", "degree": "°", "micro": "µ", "percent": "%", "circ": "°", "prime": "′",
    "cdot": "·", "cdotp": "·", "textperiodcentered": "·", "colon": ":", "par": " ",
    "newline": " ", "linebreak": " ", "quad": " ", "qquad": " ", "space": " ", "nobreakspace": " ",
    "thinspace": "\N{NO-BREAK SPACE}", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "textgreek": "", "textalpha": "α", "textbeta": "β", "textgamma": "γ", "textdelta": "δ",
    "textkappa": "κ", "textlambda": "λ", "textomega": "ω", "le": "≤", "ge": "≥", "ne": "≠",
    "lt": "<", "gt": ">", "DJ": "Đ", "dj": "đ", "textnumero": "№", "bibrangedash": "–",
    ",": "\N{NO-BREAK SPACE}", ";": " ", ":": " ", ">": " ", " ": " ", "\n": " ", "\t": " ",
    "\\": " ", "|": "‖", "{": "{", "}": "}", "$": "$", "&": "&", "%": "%", "#": "#", "_": "_",
}  # fmt: skip

_RELATIONS = frozenset("<>=≤≥≠≈~∼≡≪≫±∓×÷→←↔⇒∈∉∝∪∩")

_TOKEN = re.compile(
    r"""\\(?P<word>[A-Za-z]+)\*?[ \t]*\n?[ \t]*|\\(?P<sign>.)|(?P<open>\{)|(?P<close>\})
    |(?P<math>\$\$?)|(?P<dash>---?)|(?P<quotes>``|''|[!?]`)|(?P<quote>[`'])|(?P<tie>~)
    |(?P<degree>\^[ ]*(?:\{[ ]*\\circ[ ]*\}|\\circ(?![A-Za-z])))|(?P<script>[_^])|(?P<minus>-)
    |(?P<text>[^\\{}$~`'_^!?-]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTES = {"``": "“", "''": "”", "!`": "¡", "?`": "¿"}
_SPACES = re.compile(r"[ \t\r\n]+")
#: So many marks within marks are kept, and so many accents on a letter.
_DEEPEST = 8
_MOST_ACCENTS = 4


@dataclass(frozen=True, slots=True)
class Decoded:
    """A field as text.

    unknown : tuple of (str, int)
        Commands that mean nothing here, and where in the field each stands.
    """

    text: str
    unknown: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class _Braces:
    """Braces that are open, and what is set where they close."""

    end: str = ""
    math: bool = False
    dropped: bool = False
    verbatim: bool = False
    marks: int = 0


@dataclass(slots=True)
class _Decoding:
    """A field while it is read."""

    rich: bool
    out: list[str] = field(default_factory=list)
    open: list[_Braces] = field(default_factory=lambda: [_Braces()])
    #: What the next letter, or the next braces, are set in: (before, behind), and accents.
    waiting: list[tuple[str, str]] = field(default_factory=list)
    accents: list[str] = field(default_factory=list)
    #: Whether the next braces are no text, an address, a formula.
    drop_next: bool = False
    address_next: bool = False
    formula_next: bool = False
    marks: int = 0
    quoted: bool = False
    unknown: list[tuple[str, int]] = field(default_factory=list)


def decode(text: str, *, rich: bool = False) -> Decoded:
    r"""Read a field's LaTeX.

    Parameters
    ----------
    rich : bool
        Keep emphasis, raised and lowered letters, and which capitals must stay, as markup.

    >>> decode(r"Vitamin~D in Guillain-Barr{\'e} --- $10^6$ cells", rich=True).text
    'Vitamin\xa0D in Guillain-Barré — 10<sup>6</sup> cells'
    """
    state = _Decoding(rich)
    maths = _formulas(text)
    for match in _TOKEN.finditer(text):
        _read(state, match, maths)
    _accent_alone(state)
    while state.waiting:
        state.out.append(state.waiting.pop()[1])
    while state.open:
        state.out.append(state.open.pop().end)
    return Decoded(_SPACES.sub(" ", "".join(state.out)).strip(" "), tuple(state.unknown))


def _read(state: _Decoding, match: re.Match[str], maths: frozenset[int]) -> None:
    kind, said = str(match.lastgroup), match[0]
    braces = state.open[-1]
    if kind == "word":
        _command(state, match["word"], match.start())
        # A formula has room around its signs of relation, which TeX makes by itself.
        if braces.math and said[-1:].isspace() and state.out and state.out[-1] in _RELATIONS:
            _set(state, " ")
    elif kind == "sign":
        _command(state, match["sign"], match.start())
    elif kind == "open":
        _open(state, match)
    elif kind == "close":
        _close(state)
    elif kind == "math" and match.start() in maths:
        braces.math = not braces.math
    elif kind == "degree" and braces.math:
        _set(state, "°")
    elif kind == "script" and braces.math:
        state.waiting.append(_mark(state, _SCRIPTS[said]))
    elif braces.verbatim:
        _set(state, said)
    elif kind == "dash" and not braces.math:
        _set(state, "—" if len(said) == 3 else "–")
    elif kind == "minus" and braces.math:
        _set(state, "−")
    elif kind == "quotes":
        _set(state, _QUOTES[said])
    elif kind == "quote":
        _quote(state, said, braces.math)
    elif kind == "tie":
        _set(state, "\N{NO-BREAK SPACE}")
    else:
        _words(state, said)


def _formulas(text: str) -> frozenset[int]:
    """Find the signs that begin and end formulas: a `$` before a price is none.

    As Pandoc has it: no blank stands behind the first and before the last, and no digit behind it.
    """
    found: list[int] = []
    begun: int | None = None
    for match in re.finditer(r"(?<!\\)\$\$?", text):
        before, behind = (
            text[match.start() - 1 : match.start()],
            text[match.end() : match.end() + 1],
        )
        if begun is None:
            begun = match.start() if behind.strip() else None
        elif before.strip() and not behind.isdigit():
            found += [begun, match.start()]
            begun = None
    return frozenset(found)


def _quote(state: _Decoding, said: str, math: bool) -> None:
    if said == "`":
        state.quoted = True
        _set(state, "‘")
    elif math:
        _set(state, "′")
    else:
        # What was opened by ` is closed; elsewhere it is an apostrophe, kept as written.
        _set(state, "’" if state.quoted else "'")
        state.quoted = False


def _command(state: _Decoding, name: str, at: int) -> None:
    if name in _ACCENTS:
        state.accents = [*state.accents, name][:_MOST_ACCENTS]
    elif name in _MARKS:
        state.waiting.append(_mark(state, _MARKS[name]))
    elif name in _AROUND:
        state.waiting.append(_AROUND[name])
    elif name in _SWITCHES:
        before, behind = _mark(state, _SWITCHES[name])
        state.out.append(before)
        state.open[-1].end = behind + state.open[-1].end
        state.open[-1].marks += bool(behind)
    elif name in _DROPPING:
        state.drop_next = True
    elif name in _ADDRESSES:
        state.address_next = True
    elif name == "ensuremath":
        state.formula_next = True
    elif name in ("(", ")"):
        state.open[-1].math = name == "("
    elif name in _SILENT:
        pass
    elif (symbol := _symbol(name)) is not None:
        _set(state, symbol)
    elif name.isalpha():
        state.unknown.append((name, at))
    else:
        _set(state, name)


@cache
def _symbol(name: str) -> str | None:
    """Find the sign that a command stands for; None where it stands for none."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    sign = spec.simplify_repl if spec is not None else None
    return sign if isinstance(sign, str) and sign and "%" not in sign else None


def _mark(state: _Decoding, tags: tuple[str, str]) -> tuple[str, str]:
    """Write tags, or none where markup is not kept."""
    if not state.rich or state.marks >= _DEEPEST:
        return "", ""
    state.marks += 1
    return tags


def _open(state: _Decoding, match: re.Match[str]) -> None:
    outer = state.open[-1]
    behind = match.string[match.end() : match.end() + 1]
    before = "".join(before for before, _ in state.waiting)
    end = "".join(behind for _, behind in reversed(state.waiting))
    protects = (
        state.rich
        and len(state.open) == 1
        and not (state.waiting or state.accents or state.drop_next or state.address_next)
        and not (outer.math or state.formula_next)
        and behind.isalnum()
    )
    if protects:
        before, end = _NO_CASE
    inner = _Braces(
        end=end,
        math=outer.math or state.formula_next,
        dropped=outer.dropped or state.drop_next,
        verbatim=outer.verbatim or state.address_next,
        marks=sum(map(_is_tag, state.waiting)),
    )
    state.open.append(inner)
    state.waiting.clear()
    state.drop_next = state.address_next = state.formula_next = False
    if not outer.dropped:
        state.out.append(before)


def _close(state: _Decoding) -> None:
    _accent_alone(state)
    if len(state.open) == 1:
        # More braces are closed than were opened.
        return
    ended = state.open.pop()
    state.marks -= ended.marks
    if not state.open[-1].dropped:
        state.out.append(ended.end)


def _words(state: _Decoding, text: str) -> None:
    """Set words; what waits for one letter takes the first."""
    if state.accents or state.waiting:
        text = text.lstrip(" \t\n")
        _set(state, text[:1])
        text = text[1:]
    elif state.drop_next:
        # Without braces, what is no text is one word.
        state.drop_next = False
        text = text.lstrip().partition(" ")[2]
    _set(state, text)


def _set(state: _Decoding, text: str) -> None:
    if not text:
        return
    if state.accents:
        text = _with_accents(text, state.accents)
        state.accents.clear()
    if state.waiting:
        before = "".join(before for before, _ in state.waiting)
        text = f"{before}{text}{''.join(behind for _, behind in reversed(state.waiting))}"
        state.marks -= sum(map(_is_tag, state.waiting))
        state.waiting.clear()
    if not state.open[-1].dropped:
        state.out.append(text)


def _is_tag(around: tuple[str, str]) -> bool:
    return around[1].startswith("</")


def _with_accents(text: str, accents: list[str]) -> str:
    """Put accents on the first letter; the innermost stands next to it."""
    letter, rest = _DOTLESS.get(text[0], text[0]), text[1:]
    if not letter.isalnum():
        return "".join(_ALONE.get(a, "") for a in accents) + text
    for accent in reversed(accents):
        letter = unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    return letter + rest


def _accent_alone(state: _Decoding) -> None:
    r"""Set accents that have no letter: `\^{}` is how a circumflex is written."""
    if state.accents:
        accents = "".join(_ALONE.get(a, "") for a in state.accents)
        state.accents.clear()
        _set(state, accents)
