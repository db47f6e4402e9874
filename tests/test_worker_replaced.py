"""A worker is replaced by what it has made, or by what it holds."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from multiprocessing import Pipe, Process

import pytest

from cpreport.builder import workers


def _spent_after(held: Sequence[int], monkeypatch: pytest.MonkeyPatch) -> int | None:
    """Say after which document a worker is replaced that holds so much after each."""
    worker = workers._Worker(Process(), Pipe()[0])
    for worker.finished, pages in enumerate(held, 1):
        monkeypatch.setattr(workers, "_pages_of", lambda process, pages=pages: pages)
        if worker.is_spent():
            return worker.finished
    return None


def test_a_worker_whose_memory_stays_is_replaced_after_a_hundred_documents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _spent_after([40_000] * 120, monkeypatch) == 100


def test_a_worker_that_holds_a_quarter_more_than_after_its_twentieth_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beginning = [*range(1_000, 39_000, 2_000), 40_000]
    assert _spent_after([*beginning, 45_000, 50_000, 50_001], monkeypatch) == 23


def test_where_the_system_does_not_tell_documents_alone_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert workers._pages_of(None) == 0
    assert _spent_after([0] * 99, monkeypatch) is None
    assert _spent_after([0] * 100, monkeypatch) == 100


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it this way")
def test_a_process_that_runs_holds_memory() -> None:
    assert workers._pages_of(os.getpid()) * os.sysconf("SC_PAGE_SIZE") > 10_000_000
