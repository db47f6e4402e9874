"""What the modules of the package import, define, call and say; each is parsed once in a process."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Call:
    """A call by the name of what is called, with its constant arguments and its keywords."""

    name: str
    constants: tuple[object, ...]
    keywords: tuple[str | None, ...]


@dataclass(frozen=True)
class ModuleFacts:
    """What a file of Python says of itself.

    imports : tuple of (str, int)
        Every module that it imports, with the column of the statement.
    texts : frozenset of str
        Every text in it that is a constant.
    """

    docstring: str
    imports: tuple[tuple[str, int], ...]
    classes: tuple[str, ...]
    texts: frozenset[str]
    calls: tuple[Call, ...]


@cache
def facts_of(path: Path) -> ModuleFacts:
    tree = ast.parse(path.read_text("utf-8"))
    imports: list[tuple[str, int]] = []
    classes: list[str] = []
    texts: set[str] = set()
    calls: list[Call] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            imports.append((node.module, node.col_offset))
        elif isinstance(node, ast.Import):
            imports += [(alias.name, node.col_offset) for alias in node.names]
        elif isinstance(node, ast.ClassDef):
            classes.append(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.Call):
            constants = tuple(a.value for a in node.args if isinstance(a, ast.Constant))
            keywords = tuple(keyword.arg for keyword in node.keywords)
            calls.append(Call(name_of(node.func), constants, keywords))
    docstring = ast.get_docstring(tree) or ""
    return ModuleFacts(docstring, tuple(imports), tuple(classes), frozenset(texts), tuple(calls))


def name_of(node: ast.expr) -> str:
    """The last name of what is called: `say` of `record.say`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
