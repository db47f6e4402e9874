"""Make the environment in which templates are found and filled."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import jinja2
import jinja2.sandbox

from cpreport.publish.folders import Folders, candidates


@functools.lru_cache(maxsize=8)
def environment_of(folders: Folders) -> jinja2.Environment:
    """Make the environment for the templates of these folders."""
    environment = _Sandbox(
        loader=_Folder(folders),
        autoescape=True,
        undefined=_Missing,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Chance has no place in a page that must come out the same every time.
    del environment.globals["lipsum"], environment.filters["random"]
    return environment


class _Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """A sandbox that judges an attribute once for all records of a class.

    What decides is the class alone, and a page asks for the same few attributes ten thousand times.
    """

    @functools.cached_property
    def _judged(self) -> dict[tuple[type, str], bool]:
        return {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may use an attribute."""
        asked = (type(obj), attr)
        if asked not in self._judged:
            self._judged[asked] = super().is_safe_attribute(obj, attr, value)
        return self._judged[asked]


class MissingName(jinja2.UndefinedError):
    """Raised where a template prints a name that does not exist.

    known : tuple of str
        The names that exist there.
    """

    def __init__(self, message: str | None, name: str, known: tuple[str, ...]) -> None:
        super().__init__(message)
        self.name = name
        self.known = known


class _Missing(jinja2.StrictUndefined):
    """A name that does not exist, which remembers what does."""

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = jinja2.utils.missing,
        name: str | None = None,
        exc: type[jinja2.TemplateRuntimeError] = jinja2.UndefinedError,
    ) -> None:
        # The sandbox says with an error of its own that a name may not be used.
        raised: Any = exc
        if exc is jinja2.UndefinedError:
            raised = functools.partial(MissingName, name=str(name), known=_names_in(obj))
        super().__init__(hint, obj, name, raised)


class _Folder(jinja2.BaseLoader):
    """Finds templates in the templates folders, and never outside of them."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, functools.partial[bool]]:
        for path, inside in candidates(self._folders.templates, template):
            if not inside:
                raise jinja2.TemplateNotFound(
                    template, f"`{template}` lies outside the templates folder"
                )
            current = functools.partial(self._is_current, template, path, _changed(path))
            return path.read_text("utf-8"), str(path), current
        raise jinja2.TemplateNotFound(template, f"there is no template `{template}`")

    def _is_current(self, template: str, path: Path, changed: int) -> bool:
        """Whether a name still leads to the same file, unchanged."""
        first, _ = next(candidates(self._folders.templates, template), (None, False))
        return first == path and _changed(path) == changed


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _names_in(obj: Any) -> tuple[str, ...]:
    if obj is jinja2.utils.missing:
        return ()
    if isinstance(obj, Mapping):
        return tuple(str(key) for key in obj)
    if is_dataclass(obj):
        own = [name for name in dir(type(obj)) if not name.startswith("_")]
        return (*(field.name for field in fields(obj)), *own)
    return ()
