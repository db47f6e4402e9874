"""Say what the page about a verified package shows; the journal's room fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that does not hold.

    file, where : str
        The file of the package, and the place in it.
    said : str
        What the package says there.
    follows : str
        What follows from the data; empty where the place itself is the fault.
    """

    file: str
    where: str
    said: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    asked : str
        What was asked, in a line.
    told : str
        What was looked at, counted.
    unchecked : tuple of str
        What could not be checked, and why.
    """

    name: str
    asked: str
    told: str
    failures: tuple[Failure, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def state(self) -> Literal["holds", "fails", "not checked"]:
        """Whether it holds; a check of which a part could not be done does not."""
        if self.failures:
            return "fails"
        return "not checked" if self.unchecked else "holds"


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of every check of a package.

    package : str
        Name of its file.
    made_by, journal : str
        The version of cpreport that made it, and the profile it was made for.
    other_versions : bool
        Whether it was made by other versions of the libraries than are here, so that not every byte
        could be compared.
    """

    package: str
    title: str
    made_by: str
    journal: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()
    other_versions: bool = False

    @property
    def holds(self) -> bool:
        """Whether every check was done, and holds."""
        return all(check.state == "holds" for check in self.checks)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Everything that does not hold, check by check."""
        return tuple(failure for check in self.checks for failure in check.failures)

    @property
    def verdict(self) -> str:
        """What was found, in a sentence."""
        if self.holds and self.other_versions:
            return (
                "Everything in this package that could be compared follows from its data; of PDFs "
                "and pictures that other versions made, the bytes that nobody sees were not."
            )
        if self.holds:
            return "Everything in this package follows from its data."
        if not self.failures:
            return "Nothing in this package contradicts its data, but not all could be checked."
        count = len(self.failures)
        places = "one place" if count == 1 else f"{count} places"
        return f"This package does not hold: {places} where it does not follow from its data."
