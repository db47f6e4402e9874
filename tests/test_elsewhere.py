"""A series and its outputs may lie elsewhere: built as here, put back whole, and named as written."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cpreport.remote.copies as copies
from cpreport.cli import cli
from tests.smallest import smallest

pytestmark = pytest.mark.slow

fsspec = pytest.importorskip("fsspec")
pytest.importorskip("s3fs")

REPORTS = ("--only", "reports", "--to", "html")
KEY, SECRET = "AKIAWHOEVERTHISIS", "a-secret-that-nobody-prints"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A store that speaks as S3 does, on this machine."""
    moto = pytest.importorskip("moto.server").ThreadedMotoServer(
        ip_address="127.0.0.1", port=0, verbose=False
    )
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture(params=["s3", "memory"])
def store(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[tuple[Any, str]]:
    """A file system with the smallest series in it, and the address of the folder around that."""
    if request.param == "s3":
        monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("server"))
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        system = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
        system.mkdir("registry")
    else:
        system = fsspec.filesystem("memory")
    smallest(tmp_path)
    system.put(str(tmp_path / "cases"), "registry/trial/cases", recursive=True)
    yield system, f"{request.param}://registry/trial"
    system.rm("registry", recursive=True)


def run(*words: str) -> Result:
    """Run a command in this process."""
    env = {"COLUMNS": "80", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1700000000"}
    result = CliRunner(env=env).invoke(cli, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert SECRET not in result.output
    assert KEY not in result.output
    assert "cpreport-" not in result.output.replace("cpreport-lock", "")
    return result


def said(result: Result) -> str:
    """What was said, without the breaks of the lines."""
    return " ".join(re.sub(r"^ +=? ?", "", line) for line in result.output.splitlines())


def outputs(system: Any) -> dict[str, bytes]:
    return {
        name.partition("trial/output/")[2]: system.cat_file(name)
        for name in system.find("registry/trial/output")
        if "/." not in name
    }


def edit(system: Any, old: str, new: str) -> None:
    path = "registry/trial/cases/P01.yaml"
    text = system.cat_file(path).decode()
    assert text.count(old) == 1
    system.pipe_file(path, text.replace(old, new).encode())


def test_a_series_elsewhere_is_built_to_the_same_bytes_and_a_second_build_does_nothing(
    store: tuple[Any, str], tmp_path: Path
) -> None:
    system, address = store
    here = run("build", str(tmp_path / "cases"), *REPORTS)
    there = run("build", f"{address}/cases", *REPORTS)
    assert (here.exit_code, there.exit_code) == (0, 0), there.output
    assert f"{address}/output/cases/P01/P01.html" in there.output
    assert f"Next: open {address}/output/index.html" in there.output
    expected = {
        path.relative_to(tmp_path / "output").as_posix(): path.read_bytes()
        for path in (tmp_path / "output").rglob("*")
        if path.is_file() and "/." not in path.as_posix()
    }
    assert outputs(system) == expected
    left = [name for name in system.find("registry/trial/output") if "/." in name]
    assert [name.rpartition("output/")[2] for name in left] == [".cpreport/seen.json"]
    again = run("build", f"{address}/cases", *REPORTS)
    assert f"Nothing changed: 1 document in {address}/output" in said(again)


@pytest.mark.parametrize("store", ["s3"], indirect=True)
def test_only_what_changed_is_made_anew_and_put_back(store: tuple[Any, str]) -> None:
    system, address = store
    run("build", f"{address}/cases", *REPORTS)
    before = {n: i.get("ETag", i.get("created")) for n, i in system.find(
        "registry/trial/output", detail=True).items()}  # fmt: skip
    edit(system, "  sex: female", "  sex: female\n  history: Born at term.")
    system.pipe_file("registry/trial/styles/theme.css", b"h1 { letter-spacing: 1px }\n")
    changed = run("build", f"{address}/cases", *REPORTS)
    assert changed.exit_code == 0
    page = outputs(system)["cases/P01/P01.html"]
    assert b"Born at term." in page
    assert b"letter-spacing: 1px" in page or b"letter-spacing:1px" in page
    after = {n: i.get("ETag", i.get("created")) for n, i in system.find(
        "registry/trial/output", detail=True).items()}  # fmt: skip
    same = {name.rpartition("output/")[2] for name in after if after[name] == before.get(name)}
    assert "figures/P01-change.svg" in same
    assert "cases/P01/P01.html" not in same


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_check_score_and_explain_name_places_by_the_address(store: tuple[Any, str]) -> None:
    system, address = store
    assert run("score", f"{address}/cases").exit_code == 0
    explained = run("explain", "P01.change.TCT.total", f"{address}/cases")
    assert explained.exit_code == 0, explained.output
    edit(system, "MAS: {elbow flexors: {right: 2, left: 1+}}", "MAS: {elbow flexors: {right: 9}}")
    checked = run("check", f"{address}/cases")
    assert checked.exit_code == 1
    assert f"--> {address}/cases/P01.yaml:17:36" in checked.output
    assert "right: 9" in checked.output
    listed = run("check", f"{address}/cases", "--format", "json")
    assert f'"file": "{address}/cases/P01.yaml"' in listed.output


def test_a_folder_in_which_a_build_is_at_work_is_left_to_it(store: tuple[Any, str]) -> None:
    system, address = store
    lock = "registry/trial/output/.cpreport-lock"
    system.pipe_file(lock, b"process 4711 on desk, since 2026-03-02T09:15:00Z")
    result = run("build", f"{address}/cases", *REPORTS)
    assert result.exit_code == 3
    assert "another build is at work here: process 4711 on desk" in said(result)
    assert f"if it was killed, delete {address}/output/.cpreport-lock" in said(result)
    assert list(outputs(system)) == []
    system.rm_file(lock)
    assert run("build", f"{address}/cases", *REPORTS).exit_code == 0
    assert not system.exists(lock)


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_a_build_that_is_stopped_puts_back_what_it_had_finished(
    store: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import cpreport.builder.build as building

    system, address = store

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(building, "_mark_stale", stopped)
        assert run("build", f"{address}/cases", *REPORTS).exit_code == 130
    left = outputs(system)
    assert "cases/P01/P01.html" in left
    assert "build.json" not in left
    assert not system.exists("registry/trial/output/.cpreport-lock")
    again = run("build", f"{address}/cases", *REPORTS)
    assert "1 document: 1 unchanged." in again.output
    assert "build.json" in outputs(system)


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_a_store_that_fails_while_outputs_are_put_back_is_told_and_the_record_stays_as_it_was(
    store: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    system, address = store

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(f"AccessDenied for {KEY} with {SECRET}")

    with monkeypatch.context() as once:
        once.setattr(type(system), "pipe", refused)
        result = run("build", f"{address}/cases", *REPORTS)
    assert result.exit_code == 3
    assert "the store does not allow this" in said(result)
    assert list(outputs(system)) == []
    assert run("build", f"{address}/cases", *REPORTS).exit_code == 0


def test_a_name_that_leads_out_of_the_folder_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from cpreport.addresses import Address
    from cpreport.problems import Refused
    from cpreport.remote.object_store import Store, Stored

    store = Store(Address("memory://registry/cases"))
    for name in ("../x", "media/../../x", "a//b", "c:\\x"):
        with pytest.raises(Refused, match="cannot be that of a file"):
            store.download({name: Stored(1, "")}, tmp_path / "copy")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_more_than_the_limit_is_not_brought(
    store: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, address = store
    monkeypatch.setenv("CPREPORT_MAX_REMOTE_MB", "0")
    result = run("check", f"{address}/cases")
    assert result.exit_code == 3
    assert "1 MB lie here; at most 0 MB are brought" in said(result)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nowhere://registry/cases", "this kind of address is not known"),
        ("memory://nothing/cases", "there is no file here"),
        ("s3://registry/cases", "the store does not answer"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_problem(
    address: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for command in ("check", "build"):
        result = run(command, address)
        assert result.exit_code == 3
        assert f"CP612 address cannot be used\n  --> {address}\n" in result.output
        assert words in said(result)


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    result = run("check", "s3://registry/cases")
    assert result.exit_code == 3
    assert 'pip install "cpreport[remote]"' in result.output


def test_a_password_in_an_address_is_printed_nowhere() -> None:
    result = run("check", f"nowhere://doctor:{SECRET}@host/cases")
    assert "nowhere://doctor:…@host/cases" in result.output


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        (f"https://{SECRET}@host/cases", "https://…@host/cases"),
        (f"https://host/cases?sv=1&sig={SECRET}", "https://host/cases?sv=…&sig=…"),
        (f"https://host/cases?{SECRET}", "https://host/cases?…"),
        (f"https://host/cases#access_token={SECRET}", "https://host/cases#access_token=…"),
        (f"s3://me:{SECRET}@bucket/cases", "s3://me:…@bucket/cases"),
        ("abfs://box@store/cases", "abfs://box@store/cases"),
    ],
)
def test_no_key_in_an_address_is_printed(address: str, printed: str) -> None:
    from cpreport.addresses import Address

    assert str(Address(address)) == printed


def test_what_writes_beside_a_series_needs_a_folder_here() -> None:
    result = run("letter", "memory://registry/cases")
    assert result.exit_code == 2
    assert "memory://registry/cases is elsewhere; this command needs a folder here" in said(result)


def test_a_finished_file_elsewhere_is_not_explained() -> None:
    result = run("explain", "memory://registry/output/cases/P01/P01.html")
    assert result.exit_code == 2
    assert "is elsewhere; only a file here can be explained" in said(result)


def test_the_address_of_a_folder_here_is_that_folder(tmp_path: Path) -> None:
    smallest(tmp_path)
    assert run("check", f"file://{tmp_path}/cases").exit_code == 0


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_copies_are_for_the_user_alone_and_gone_afterwards(store: tuple[Any, str]) -> None:
    from cpreport.addresses import Address

    _, address = store
    with contextlib.ExitStack() as stack:
        copy = stack.enter_context(copies.copy_of_series(Address(f"{address}/cases")))
        modes = {oct(p.stat().st_mode & 0o777) for p in copy.iterdir()}
        assert sys.platform == "win32" or modes == {"0o600"}
        assert sys.platform == "win32" or copy.parent.stat().st_mode & 0o077 == 0
    assert not copy.parent.exists()


def test_where_a_store_is_no_object_store_files_are_renamed_into_their_places(
    tmp_path: Path,
) -> None:
    from cpreport.addresses import Address
    from cpreport.remote.object_store import Store

    store = Store(Address(f"file://{tmp_path}/there"))
    assert (store.files(), store.top(), store.read("a")) == ({}, {}, None)
    store.upload("deep/a.txt", b"old")
    (tmp_path / "here" / "deep").mkdir(parents=True)
    for name, content in (("deep/a.txt", b"new"), ("b.txt", b"b")):
        (tmp_path / "here" / name).write_bytes(content)
    store.upload_all(tmp_path / "here", ["deep/a.txt", "b.txt"])
    assert list(store.files()) == ["b.txt", "deep/a.txt"]
    assert list(store.top()) == ["b.txt"]
    assert store.read("deep/a.txt") == b"new"
    assert (store.create("lock", b"1"), store.create("lock", b"2")) == (True, False)
    store.delete(["lock", "lock"])
    assert store.read("lock") is None
