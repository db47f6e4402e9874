"""Finished documents are searched in processes of their own, and workers are sent little."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import Process
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from benchmarks.busy_workers import busy_workers
from cpreport import processes
from cpreport.builder import workers
from cpreport.builder.build import material_of
from cpreport.builder.make import Made
from cpreport.builder.plan import Document, Order, plan_documents
from cpreport.builder.privacy_gate import Gate, gate_of, search_outputs
from cpreport.builder.search_processes import search_documents
from cpreport.check.check_series import check
from cpreport.privacy.scan import Searched
from tests.smallest import smallest
from tests.test_privacy_identities import NAME, private


def gate(tmp_path: Path) -> Gate:
    cases = smallest(tmp_path)
    private(cases)
    return gate_of(check(cases), tmp_path / "output")


def made(number: int, content: bytes) -> Made:
    path = f"cases/P{number:02}/P{number:02}.html"
    return Made(Document("report", f"P{number:02}", (path,), ()), {path: content})


@pytest.mark.parametrize("jobs", [1, 4], ids=["by the build", "by others"])
def test_each_document_comes_back_in_its_turn_with_what_was_found_in_it(
    jobs: int, tmp_path: Path
) -> None:
    texts = [b"<p>Nobody.", f"<p>{NAME}.".encode(), b"%PDF-1.7 broken", b"<p>+49 30 901820 47"]
    documents = [made(number, text) for number, text in enumerate(texts, 1)]
    found = list(search_documents(gate(tmp_path), iter(documents), jobs))
    assert [one for one, _ in found] == documents
    nobody, known, broken, telephone = (next(iter(result.values())) for _, result in found)
    assert isinstance(nobody, Searched)
    assert isinstance(known, Searched)
    assert isinstance(telephone, Searched)
    assert (nobody.hits, nobody.findings) == ((), ())
    assert [hit.what for hit in known.hits] == ["a part of the name"]
    assert broken == "the PDF cannot be opened"
    assert [finding.kind for finding in telephone.findings] == ["telephone number"]


def test_a_file_that_nobody_has_searched_is_searched_before_it_is_published(
    tmp_path: Path,
) -> None:
    files = {"a.txt": b"Nobody.", "b.txt": NAME.encode()}
    (problem,) = search_outputs(gate(tmp_path), files, searched={"a.txt": Searched()})[1]
    assert problem.code == "CP713"


def test_what_goes_wrong_where_parts_come_from_is_not_taken_for_a_process_that_ended() -> None:
    def parts() -> Iterator[int]:
        yield -1
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(processes.in_parts(abs, parts(), 2))


def test_a_worker_is_sent_the_scales_once(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    ready = check(cases)
    order = Order(cases, tmp_path / "output")
    (document,) = (d for d in plan_documents(ready, order) if d.kind == "report")
    material = material_of(document, ready, order, None)  # type: ignore[arg-type]
    sent: list[Any] = []
    worker = workers._Worker(Process(), cast(Any, SimpleNamespace(send=sent.append)))
    worker.give(material)
    worker.give(material)
    (first, scales), (second, again) = sent
    assert (first.findings.scored.scales, second.findings.scored.scales) == ({}, {})
    assert scales is material.findings.scored.scales
    assert again is None
    received = workers._received(cast(Any, SimpleNamespace(recv=iter(sent).__next__)))
    assert next(received).findings == material.findings
    assert next(received).findings == material.findings


def test_workers_wait_for_the_process_that_takes_longest() -> None:
    alone = busy_workers(1, worker=0.4, parent=0.1, search=0.0, apart=0)
    assert alone == pytest.approx(0.8, abs=0.01)
    by_build = busy_workers(8, worker=0.4, parent=0.02, search=0.08, apart=0)
    assert by_build == pytest.approx(4, abs=0.1)
    by_one_other = busy_workers(8, worker=0.4, parent=0.02, search=0.1, apart=1)
    assert by_one_other == pytest.approx(4, abs=0.1)
