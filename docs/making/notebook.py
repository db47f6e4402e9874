"""Run the cells of the notebook and keep in it what each shows, as text.

`python -m docs.making` writes the notebook; a test says where it is behind. Pictures are not kept:
their bytes depend on the machine.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from typing import Any

from docs.making.steps import REPOSITORY

NOTEBOOK = REPOSITORY / "docs" / "toolkit.ipynb"


def with_outputs(text: str) -> str:
    """Run a notebook's cells of code in order, in its own folder, and write what they show."""
    notebook = json.loads(text)
    names: dict[str, Any] = {}
    with contextlib.chdir(NOTEBOOK.parent):
        for number, cell in enumerate(_code(notebook), 1):
            cell["execution_count"] = number
            cell["outputs"] = list(_shown("".join(cell["source"]), names, number))
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _code(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _shown(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Run a cell; what it prints, and the value of its last line, are what it shows."""
    *lines, last = ast.parse(source).body
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(lines, []), "notebook", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "notebook", "eval"), names)
        else:
            exec(compile(ast.Module([last], []), "notebook", "exec"), names)
    shown: list[dict[str, Any]] = []
    if text := printed.getvalue():
        shown.append({"output_type": "stream", "name": "stdout", "text": _lines(text)})
    if value is not None:
        data = {"text/plain": _lines(repr(value))}
        if hasattr(value, "_repr_html_") and (html := value._repr_html_()) is not None:
            data["text/html"] = _lines(html)
        told = {"output_type": "execute_result", "execution_count": number, "metadata": {}}
        shown.append({**told, "data": data})
    return shown


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
