"""Hold what an example of a problem code is: a broken series, and its fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edit:
    """One change in a file of the smallest series.

    wrong : str
        What stands there in the broken example.
    right : str
        What the fix writes; where it is not `old`, the fix is a different one than going back.
    """

    file: str
    old: str
    wrong: str
    right: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A broken example of one code, and its fix.

    means : str
        What the code says, in a sentence or two.
    edits : tuple of Edit
        Made in this order.
    files : mapping of str to str or bytes
        Files that the broken example has besides, by path; a path may lead out of the series
        folder with `../`. A path that ends in `/` is a folder.
    fixed : mapping of str to str or None
        The same files as the fix leaves them; None takes a file away.
    without : tuple of str
        Files of the smallest series that the broken example lacks; the fix puts them back.
    command : tuple of str
        What is run; the series folder is `cases`.
    instead : tuple of str
        What the fix runs, where it is the command that was wrong.
    how : str
        The fix in words, where showing the lines does not say it.
    exposed : bool
        Whether others may read the identity file of the broken example.
    busy : str
        What another build that is at work in the output folder says of itself.
    """

    means: str
    edits: tuple[Edit, ...] = ()
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    fixed: Mapping[str, str | bytes | None] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    command: tuple[str, ...] = ("check", "cases")
    instead: tuple[str, ...] = ()
    how: str = ""
    exposed: bool = False
    busy: str = ""
