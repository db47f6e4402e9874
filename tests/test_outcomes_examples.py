"""The examples in the docstrings of the room run as they are printed."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import cpreport.outcomes

MODULES = [m.name for m in pkgutil.iter_modules(cpreport.outcomes.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run_as_printed(name: str) -> None:
    module = importlib.import_module(f"cpreport.outcomes.{name}")
    assert doctest.testmod(module).failed == 0
