"""Say what stands on the page in the language of its user: one file of words a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from markupsafe import Markup, escape

from cpreport.problems import Problem

_FOLDER = Path(__file__).with_name("languages")
#: What is written from the right.
_FROM_THE_RIGHT = {"ar"}
USUAL = "en"
#: The words for keys of a file that are no fields; with a dot, those of a key below another.
_KEYS = {
    "patient": "patient.about", "consent": "patient.consent", "history": "patient.history",
    "publication": "patient.consent_publication", "images": "patient.consent_images",
    "data_sharing": "patient.consent_data", "comorbidities": "patient.comorbidities",
    "treatment": "list.treatment", "sessions": "list.session", "treatment.course": "list.phase",
    "course": "list.course", "concomitant": "list.concomitant", "visits": "patient.visits",
    "adverse_events": "list.adverse_events", "media": "pictures.title", "claims": "list.claim",
    "design": "manuscript.design", "entered_totals": "grid.entered", "right": "side.right",
    "left": "side.left", "case": "patients.id", "value": "visit.value",
    "authors": "record.authors", "affiliations": "label.affiliations",
    "onset": "field.onset.date", "panels": "pictures.title",
    "visit": "field.column.visit", "time": "visit.time", "columns": "import.columns",
}  # fmt: skip


class InterfaceWords:
    """The words of one language, by their names."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.direction = "rtl" if language in _FROM_THE_RIGHT else "ltr"
        self._words = {**words_of(USUAL), **words_of(language)}
        fields = (key for key in self._words if key.startswith("field."))
        # The first of a name is the patient's, a treatment's, a session's.
        self._fields = {key.rpartition(".")[2]: key for key in reversed([*fields])}

    def __call__(self, key: str, **values: object) -> Markup:
        """Say something, with what is put in the places in braces; nothing in them is markup.

        Without values the places stay, for the page's script to fill.
        """
        if not values:
            return escape(self._words[key])
        shown = {name: escape(str(value)) for name, value in values.items()}
        return Markup(escape(self._words[key])).format(**shown)

    def label(self, key: str) -> Markup:
        """Say what a field is called; a key of the file format without a label says itself."""
        name = key.rpartition(".")[2]
        said = self._words.get(f"field.{key}") or self._words.get(f"label.{name}")
        return escape(said or name.replace("_", " ").capitalize())

    def of(self, kind: str, english: str) -> str:
        """Say what the program itself has in English: a `choice`, a `help`, a `problem`."""
        return self._words.get(f"{kind}.{english}", english)

    def choice(self, key: str, value: str) -> str:
        """Say what may be chosen in a field; what a column is taken for is a place in a file."""
        if key == "column.is":
            return self.place(re.findall(r"[a-z_]+", value)) or value
        return self.of("choice", value).replace("_", " ")

    def place(self, path: Sequence[str | int]) -> str:
        """Write the way to a value for a reader; what is no key of the format stays as it is."""
        said, above = [], ""
        for part in path:
            exact = f"field.{above}.{part}"
            key = _KEYS.get(f"{above}.{part}") or _KEYS.get(str(part))
            key = key or (exact if exact in self._words else self._fields.get(str(part)))
            said.append(self._words[key] if key else self.of("label", str(part)))
            # A row is told by its number, and what stands in it by what the list is.
            above = part if isinstance(part, str) else above
        return " › ".join(said)

    def problem(self, problem: Problem) -> Markup:
        """Say what is wrong."""
        if own := self._in_own_words(problem):
            return own
        return self._headed(problem, quoted(problem.message))

    def problem_with_help(self, problem: Problem) -> Markup:
        """Say what is wrong, and what is likely to mend it."""
        if own := self._in_own_words(problem):
            return own
        said = quoted(problem.message)
        if hint := problem.help or _allowed(problem):
            said += Markup('; <span class="help">{}</span>').format(quoted(hint))
        return self._headed(problem, said)

    def _in_own_words(self, problem: Problem) -> Markup | None:
        """Say what is wrong where a form has other words for it than a file."""
        if is_blank(problem):
            return self("summary.blank")
        if problem.message.endswith(" stands where a group of keys is expected"):
            return self("wrong.pairs")
        return None

    def _headed(self, problem: Problem, said: Markup) -> Markup:
        """Put a heading in the language of the page above what is said in English."""
        if self.language == USUAL:
            return said
        english = Markup('<strong>{}</strong> <span class="exact" lang="en" dir="ltr">{}</span>')
        return english.format(quoted(self.of("problem", problem.title)), said)

    @staticmethod
    def name_of(language: str) -> str:
        """Name a language in itself."""
        return words_of(language)["language"]

    def __contains__(self, key: str) -> bool:
        return key in self._words


def is_blank(problem: Problem) -> bool:
    """Whether a problem only says that something is still to be filled in."""
    missing = problem.code == "CP007" and problem.message.endswith(" is missing")
    return missing or problem.message.endswith(" no value")


#: So many words of what is allowed are read at a glance; a list of all scales is not.
_FEW_WORDS = 12


def _allowed(problem: Problem) -> str:
    """Say what is allowed where a value is wrong and nothing else is said to mend it."""
    if not problem.allowed or len(problem.allowed) > _FEW_WORDS:
        return ""
    return "allowed: " + ", ".join(f"`{word}`" for word in problem.allowed)


def quoted(message: str) -> Markup:
    """Set what a text names in backticks apart from its words."""
    parts = str(message).split("`")
    marked = [
        escape(p) if n % 2 == 0 else Markup("<q>{}</q>").format(p) for n, p in enumerate(parts)
    ]
    return Markup("").join(marked)


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Read the words of a language, by their names with dots."""
    path = _FOLDER / f"{language}.yaml"
    if not path.is_file():
        return {}
    return dict(_flat(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader), ""))


def languages() -> tuple[str, ...]:
    """List the languages that there are words of."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def language_wanted(said: str) -> str:
    """Choose a language by what a browser says that its user reads: `de-CH,de;q=0.9,en;q=0.8`."""
    asked: list[tuple[float, str]] = []
    for part in said.split(",")[:20]:
        name, _, weight = part.partition(";q=")
        known = name.strip().lower().partition("-")[0]
        if known in languages():
            share = weight.strip()
            asked.append((float(share) if re.fullmatch(r"[01](\.\d{0,3})?", share) else 1.0, known))
    return max(asked, key=lambda one: one[0], default=(1.0, USUAL))[1]


def _flat(held: Mapping[str, object], before: str) -> Iterator[tuple[str, str]]:
    for key, value in held.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", " ".join(str(value).split())
