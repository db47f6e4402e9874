"""Whatever happens to a build, its folder holds whole files, and the next build makes it good.

`docs/nothing-lost.md` names these tests beside what it promises.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import cpreport.builder.build
import cpreport.builder.make
import cpreport.builder.output_folder
import cpreport.builder.record
from cpreport.atomic_write import write
from cpreport.builder.output_folder import LOCK, OVERVIEW, PRIVACY
from cpreport.builder.record import RECORD
from cpreport.builder.up_to_date import UNDER_WAY
from cpreport.check.check_series import Ready, Unreadable
from cpreport.cli import cli
from cpreport.publish.font_lists import somewhere_to_cache
from cpreport.terminal.progress import Progress, Stopped
from tests.conftest import REPOSITORY, cpreport_started
from tests.forked import start
from tests.killed import not_whole, outputs, retitle, series, unfinished, unlike
from tests.killed.every_step import made_up
from tests.killed.steps import counting, full_from, watched

pytestmark = pytest.mark.slow

_REPORTS = ("build", "cases", "--to", "html", "--only", "reports")
_ONE = (*_REPORTS, "-j", "1")

#: Pages made up, quickly, in workers too: Python reads this before it does anything else.
_MADE_UP = """\
import os, signal
import cpreport.builder.make as make
from tests.killed.every_step import made_up
def files(material, pdfs):
    if material.document.name == "P01":
        {p01}
    if material.document.name == "P02":
        {p02}
    return made_up(material)
make._files = files
"""
#: A worker that is killed as it hands over what it made, with only the beginning handed over.
_DIE = """
        import sys
        frame = sys._getframe()
        while "line" not in frame.f_locals:
            frame = frame.f_back
        os.write(frame.f_locals["line"].fileno(), (1_000_000).to_bytes(4, "big") + b"begun")
        os.kill(os.getpid(), signal.SIGKILL)"""


@dataclass(frozen=True)
class Said:
    code: int
    text: str


def environment(folder: Path, *, p01: str = "pass", p02: str = "pass") -> dict[str, str]:
    """Give the surroundings of a command whose pages are made up."""
    place = folder / "made-up"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(_MADE_UP.format(p01=p01, p02=p02))
    path = os.pathsep.join([str(place), str(REPOSITORY)])
    return {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": path}


class Command:
    """A command that goes on while the test does, as a user starts one."""

    def __init__(self, folder: Path, *words: str, env: dict[str, str], steps: str = "") -> None:
        first = (Path(env["PYTHONPATH"].split(os.pathsep)[0]) / "sitecustomize.py").read_text()
        stdin, ours = os.pipe()
        theirs, stdout = os.pipe()
        self.stdin, self.stdout = os.fdopen(ours, "w"), os.fdopen(theirs, encoding="utf-8")
        self.said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.child = start(
            (*steps.split(), *words),
            cwd=folder,
            environment=env,
            stdin=stdin,
            streams=(stdout, self.said.fileno()),
            session=True,
            module="tests.killed.steps" if steps else "cpreport.__main__",
            first=first,
        )
        for number in (stdin, stdout):
            os.close(number)

    def send(self, sign: signal.Signals) -> None:
        os.kill(self.child.pid, sign)

    def ended(self) -> Said:
        """Wait until it and all its workers, which share its streams, have ended."""
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        with self.stdout, self.said:
            out = self.stdout.read()
            code = self.child.wait(120)
            self.said.seek(0)
            err = self.said.read()
        assert "Traceback" not in out + err, err
        return Said(code, out + err)


def ended(folder: Path, *words: str, env: dict[str, str]) -> Said:
    """Run a command to its end."""
    return Command(folder, *words, env=env).ended()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a series of two, from which commands are run here, with pages made up."""
    series(tmp_path, 2)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cpreport.builder.make, "_files", made_up)
    return tmp_path


def run(*words: str) -> Said:
    """Run a command in this process."""
    result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(cli, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.output)


@pytest.fixture
def clean(folder: Path) -> Path:
    """What a build into an empty folder makes."""
    assert run(*_ONE, "-o", "clean").code == 0
    return folder / "clean"


# Killed


def test_killed_at_every_step_of_writing_it_leaves_whole_files_and_the_next_build_mends_all(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.killed.every_step", str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    counts = json.loads(done.stdout or "{}")
    assert counts["faults"] == [], done.stderr
    assert counts["killed"] == counts["steps"] > 100
    assert counts["left unfinished"] > 10
    assert counts["went on"] > 10


def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    series(tmp_path, 3)
    env = environment(tmp_path)
    steps = "killed 40"
    killed = Command(tmp_path, *_REPORTS, "-j", "2", env=env, steps=steps).ended()
    assert killed.code == -signal.SIGKILL
    again = ended(tmp_path, *_REPORTS, "-j", "2", env=env)
    assert again.code == 0
    ended(tmp_path, *_REPORTS, "-o", "clean", env=env)
    assert unlike(tmp_path / "output", tmp_path / "clean") == []
    assert unfinished(tmp_path / "output") == []


def test_a_worker_that_dies_costs_only_its_own_document(tmp_path: Path) -> None:
    series(tmp_path, 5)
    env = environment(tmp_path, p02=_DIE)
    done = ended(tmp_path, *_REPORTS, "-j", "2", env=env)
    assert done.code == 3
    assert done.text.count("CP601") == 1
    assert "cases/P02/P02.html: a worker process died before this was finished" in done.text
    assert "5 documents: 4 made, 1 failed" in done.text
    again = ended(tmp_path, *_REPORTS, "-j", "2", env=environment(tmp_path))
    assert again.code == 0
    assert "5 documents: 1 made, 4 unchanged" in again.text


def test_a_document_that_memory_is_too_short_for_is_named_and_the_others_are_made(
    tmp_path: Path,
) -> None:
    series(tmp_path, 3)
    env = environment(tmp_path, p02="raise MemoryError")
    done = ended(tmp_path, *_ONE, env=env)
    assert done.code == 3
    assert "cases/P02/P02.html: there was not enough memory" in " ".join(done.text.split())
    assert "3 documents: 2 made, 1 failed" in done.text


# Stopped


@pytest.mark.parametrize(
    ("sign", "jobs", "code", "said"),
    [
        (signal.SIGINT, "2", 130, "Interrupted"),
        (signal.SIGTERM, "2", 143, "Stopped by SIGTERM"),
        (signal.SIGTERM, "1", 143, "Stopped by SIGTERM"),
        (signal.SIGHUP, "2", 129, "Stopped by SIGHUP"),
    ],
)
def test_a_build_that_is_asked_to_stop_keeps_what_is_finished_and_goes_on_there_next_time(
    sign: signal.Signals, jobs: str, code: int, said: str, tmp_path: Path
) -> None:
    series(tmp_path, 3)
    env = environment(tmp_path)
    # P01 is finished when the build is held; it is asked to stop while P02 is written.
    steps = "held 60"
    words = ("build", "cases", "--to", "html", "--only", "reports", "-j", jobs)
    process = Command(tmp_path, *words, env=env, steps=steps)
    assert process.stdout.readline() == "held\n"
    process.send(sign)
    done = process.ended()
    assert done.code == code
    assert f"{said}: what was finished is kept, nothing is half written." in done.text
    assert unfinished(tmp_path / "output") == []
    again = ended(tmp_path, *_ONE, env=env)
    assert "3 documents: 2 made, 1 unchanged" in again.text
    ended(tmp_path, *_ONE, "-o", "clean", env=env)
    assert unlike(tmp_path / "output", tmp_path / "clean") == []


def test_what_is_passed_over_by_the_system_stays_so(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    terminate = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with Progress(tmp_path, lambda line: None, bar=None, all_files=False, colour=False):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)
        signal.signal(signal.SIGTERM, terminate)


def test_a_terminal_that_is_gone_is_no_trouble_to_a_build_that_stops_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cpreport.terminal.printing import say_stopped

    def gone(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(click, "echo", gone)
    assert say_stopped(Stopped(signal.SIGHUP)) == 129


def test_a_file_that_is_saved_while_it_is_read_is_not_taken_for_built(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cpreport.builder.build.check

    read = sha256((folder / "cases/series.yaml").read_bytes()).hexdigest()

    def saved_meanwhile(series: Path, **asked: Any) -> Unreadable | Ready:
        found = real(series, **asked)
        retitle(series, "Saved meanwhile")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(cpreport.builder.build, "check", saved_meanwhile)
        assert run(*_ONE).code == 0
    # Otherwise the title is too fresh for the next build to note that it ended.
    monkeypatch.setattr(cpreport.builder.up_to_date, "_TOO_FRESH", 0)
    assert "A small case series" in (folder / "output/cases/P01/P01.html").read_text()
    made = json.loads((folder / "output/build.json").read_text("utf-8"))["outputs"]
    assert made["cases/P01/P01.html"]["inputs"]["series.yaml"] == read
    assert "2 documents: 2 made" in run(*_ONE).text
    assert "Saved meanwhile" in (folder / "output/cases/P01/P01.html").read_text()
    assert "Nothing changed" in run(*_ONE).text


# No room


def test_wherever_the_disk_is_full_it_is_named_and_every_document_is_wholly_old_or_new(
    folder: Path, clean: Path
) -> None:
    run(*_ONE)
    retitle(folder / "cases", "Another title")
    assert run(*_ONE, "-o", "later").code == 0
    later = folder / "later"
    known = [outputs(clean), outputs(later)]
    steps, act = counting()
    with watched(act):
        run(*_ONE)
    assert unlike(folder / "output", later) == []
    titles = ["Another title", "A small case series"]
    failed = 0
    for number in range(1, len(steps), 4):
        retitle(folder / "cases", titles[1])
        goal = clean if titles[1] == "A small case series" else later
        with watched(full_from(number)):
            said = run(*_ONE)
        assert not_whole(folder / "output", *known) == []
        assert unfinished(folder / "output") == []
        for case in ("P01", "P02"):
            assert len(generations(folder / "output", case, known)) == 1, (number, steps[number])
        if said.code:
            assert said.code == 3
            assert "CP602" in said.text
            assert "no space left on device" in said.text
            failed += 1
        assert run(*_ONE).code == 0
        assert unlike(folder / "output", goal) == []
        titles.reverse()
    assert failed > 20


def generations(output: Path, case: str, known: list[dict[str, str]]) -> set[int]:
    """Give which of several builds the files of a case are from."""
    here = {name: hash for name, hash in outputs(output).items() if case in name}
    return {
        number for name, hash in here.items() for number in (0, 1) if known[number][name] == hash
    }


def test_what_the_system_refuses_to_hold_is_named_and_the_rest_is_written(tmp_path: Path) -> None:
    series(tmp_path, 2)
    env = environment(tmp_path, p02="return {p: b'x' * 200_000 for p in material.document.outputs}")
    process = subprocess.run(
        [sys.executable, "-m", "cpreport", *_ONE],
        cwd=tmp_path, env=env, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (199_000, 199_000)),
    )  # fmt: skip
    assert process.returncode == 3
    assert "output/cases/P02/P02.html\n   = file too large" in process.stderr
    assert "2 documents: 1 made, 1 failed" in process.stdout
    assert (tmp_path / "output/cases/P01/P01.html").is_file()
    assert not list((tmp_path / "output").rglob("*P02*.*"))
    assert unfinished(tmp_path / "output") == []


@pytest.mark.parametrize("place", ["file/output", "x" * 300, "/proc/1/output"])
def test_a_folder_that_cannot_be_made_is_named(place: str, folder: Path) -> None:
    (folder / "file").touch()
    said = run(*_ONE, "-o", place)
    assert said.code == 3
    assert "CP602 output could not be written" in said.text
    assert "Nothing was built." in said.text


def test_a_name_that_is_too_long_for_the_system_leaves_nothing_half_written(folder: Path) -> None:
    # The folder can be made; most names within it are too long.
    said = run(*_ONE, "-o", "/".join(["d" * 200] * 20 + ["d" * 55]))
    assert said.code == 3
    assert "file name too long" in said.text


def test_without_a_place_for_lists_of_fonts_a_build_is_quiet_and_whole(tmp_path: Path) -> None:
    series(tmp_path, 1)
    (tmp_path / "file").touch()
    nowhere = str(tmp_path / "file/nowhere")
    names = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR")
    words = ("build", "cases", "--only", "reports", "-q", "-o", "output")
    done = cpreport_started(*words, cwd=tmp_path, **dict.fromkeys(names, nowhere))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert (tmp_path / "output/cases/P01/P01.pdf").is_file()


def test_lists_of_fonts_stay_where_they_are_if_they_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MPLCONFIGDIR", "/dev/null/matplotlib")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    with somewhere_to_cache():
        assert "XDG_CACHE_HOME" not in os.environ
        assert Path(os.environ["MPLCONFIGDIR"]).is_dir()
        given = os.environ["MPLCONFIGDIR"]
    assert os.environ["MPLCONFIGDIR"] == "/dev/null/matplotlib"
    assert not Path(given).exists()


# Two at once


def test_a_folder_in_which_a_build_is_at_work_is_left_to_it(tmp_path: Path) -> None:
    series(tmp_path, 2)
    env = environment(tmp_path)
    first = Command(tmp_path, *_ONE, env=env, steps="held 30")
    assert first.stdout.readline() == "held\n"
    before = outputs(tmp_path / "output")
    second = ended(tmp_path, *_ONE, env=env)
    assert second.code == 3
    assert "CP605 output folder cannot be locked" in second.text
    assert f"another build is at work here: process {first.child.pid}, since 20" in second.text
    assert "Next: when the other build is finished, cpreport build cases" in second.text
    assert outputs(tmp_path / "output") == before
    elsewhere = ended(tmp_path, *_ONE, "-o", "clean", env=env)
    assert elsewhere.code == 0
    assert first.ended().code == 0
    assert unlike(tmp_path / "output", tmp_path / "clean") == []
    assert ended(tmp_path, *_ONE, env=env).code == 0


def test_of_builds_that_start_together_in_one_folder_each_finishes_or_gives_way(
    tmp_path: Path,
) -> None:
    series(tmp_path, 2)
    env = environment(tmp_path)
    together = [Command(tmp_path, *_ONE, "--force", env=env) for _ in range(4)]
    together += [Command(tmp_path, *_ONE, "-o", f"own{n}", env=env) for n in range(3)]
    said = [command.ended() for command in together]
    assert {done.code for done in said[:4]} <= {0, 3}
    assert 0 in {done.code for done in said[:4]}
    assert all("CP605" in done.text for done in said[:4] if done.code == 3)
    assert [done.code for done in said[4:]] == [0, 0, 0]
    for name in ("output", "own1", "own2"):
        assert unlike(tmp_path / name, tmp_path / "own0") == []


def test_a_disk_without_locks_is_told_and_the_build_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(cpreport.builder.output_folder, "_lock", refuse)
    said = run(*_ONE)
    assert said.code == 0
    assert "CP605 warning: output folder cannot be locked" in said.text
    assert "no locks available" in said.text
    assert run(*_ONE, "--strict").code == 3


def test_a_folder_that_cannot_be_written_is_no_trouble_where_nothing_is_due(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*_ONE).code == 0
    (folder / "output" / LOCK).unlink()
    (folder / "output" / LOCK).mkdir()
    said = run(*_ONE)
    assert (said.code, "2 unchanged" in said.text) == (0, True)


# The record of earlier builds


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is damaged"),
        ('{"format": 1, "outputs": {', "is damaged"),
        ("not JSON at all", "is damaged"),
        ("[]", "is damaged"),
        ("null", "is damaged"),
        ('{"format": 1}', "is damaged"),
        ('{"format": 1, "outputs": []}', "is damaged"),
        ('{"format": 1, "outputs": {"a": 3}}', "is damaged"),
        ('{"format": 1, "outputs": {"a": {"key": "k"}}}', "is damaged"),
        ("[" * 100_000, "is damaged"),
        ("\x00\xff", "is damaged"),
        (" " * 2000, "is too large to be a record"),
        ('{"format": 3, "outputs": {}}', "was written by a later version of cpreport"),
        ('{"format": 3, "made": []}', "was written by a later version of cpreport"),
    ],
)
def test_a_record_that_cannot_be_used_is_told_in_a_line_and_made_anew(
    content: str, said: str, folder: Path, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*_ONE).code == 0
    monkeypatch.setattr(cpreport.builder.record, "_LARGEST", 1000 if content[:1] == " " else 10**8)
    (folder / "output" / RECORD).write_text(content, "latin-1")
    done = run(*_ONE)
    assert done.code == 0
    assert f"output/{RECORD}\n   = {said}: everything is made anew" in done.text
    assert "2 documents: 2 made" in done.text
    monkeypatch.undo()
    assert unlike(folder / "output", clean) == []


def test_a_record_of_the_wrong_types_or_of_files_elsewhere_is_damaged(folder: Path) -> None:
    assert run(*_ONE).code == 0
    file = folder / "output" / RECORD
    good = json.loads(file.read_bytes())
    entry = good["outputs"]["cases/P01/P01.html"]
    for outputs_ in (
        {"cases/P01/P01.html": {**entry, "sha256": 5}},
        {"cases/P01/P01.html": {**entry, "inputs": []}},
        {"cases/P01/P01.html": {**entry, "more": ""}},
        {"../cases/P01.yaml": entry},
        {"/etc/passwd": entry},
        {"cases\\..\\..\\P01.yaml": entry},
        {"": entry},
    ):
        file.write_text(json.dumps({**good, "outputs": outputs_}))
        assert "is damaged: everything is made anew" in run(*_ONE).text, outputs_


def test_a_folder_in_the_place_of_the_record_is_told_and_stays(folder: Path) -> None:
    assert run(*_ONE).code == 0
    (folder / "output" / RECORD).unlink()
    (folder / "output" / RECORD).mkdir()
    done = run(*_ONE)
    assert done.code == 3
    assert "is not a file: everything is made anew" in done.text
    assert "CP602" in done.text
    assert (folder / "output" / RECORD).is_dir()


def test_a_record_that_is_gone_is_no_trouble(folder: Path, clean: Path) -> None:
    assert run(*_ONE).code == 0
    (folder / "output" / RECORD).unlink()
    retitle(folder / "cases", "Another title")
    assert run(*_ONE).code == 0
    retitle(folder / "cases", "A small case series")
    assert run(*_ONE).code == 0
    assert unlike(folder / "output", clean) == []


@pytest.mark.parametrize(
    "torn", [b"", b'\n{"cases/P01/P01.ht', b"\n[1]\n\xff\n", b"\n" + b"[" * 9999]
)
def test_notes_of_a_stopped_build_that_are_torn_are_passed_over(
    torn: bytes, folder: Path, clean: Path
) -> None:
    assert run(*_ONE).code == 0
    (folder / "output" / UNDER_WAY).write_bytes(torn)
    assert "2 unchanged" in run(*_ONE).text
    assert not (folder / "output" / UNDER_WAY).exists()
    assert unlike(folder / "output", clean) == []


# What is not cpreport's


def test_a_file_that_cpreport_did_not_make_is_never_replaced(folder: Path) -> None:
    mine = folder / "output/cases/P02/P02.html"
    mine.parent.mkdir(parents=True)
    mine.write_text("my own notes")
    for _ in range(2):
        done = run(*_ONE)
        assert done.code == 3
        assert "output/cases/P02/P02.html\n   = is there already, and cpreport did not" in done.text
        assert mine.read_text() == "my own notes"
        assert not (folder / "output/tables/P02-items.csv").exists()
        assert (folder / "output/cases/P01/P01.html").is_file()
    mine.rename(folder / "notes.html")
    assert run(*_ONE).code == 0


def test_a_file_that_is_what_would_be_written_is_in_nobodys_way(folder: Path, clean: Path) -> None:
    for name in (RECORD, OVERVIEW, PRIVACY, LOCK):
        (clean / name).unlink()
    assert run(*_ONE, "-o", "clean").code == 0


@pytest.mark.parametrize("name", [RECORD, OVERVIEW])
def test_a_folder_of_another_program_is_left_alone(name: str, folder: Path) -> None:
    (folder / "web").mkdir()
    (folder / "web" / name).write_text("{}")
    for _ in range(2):
        done = run(*_ONE, "-o", "web")
        assert done.code == 3
        assert f"web/{name}\n   = is there already, and cpreport did not make it" in done.text
        assert [p.name for p in (folder / "web").iterdir()] == [name]
        assert (folder / "web" / name).read_text() == "{}"


def test_a_folder_in_the_place_of_an_output_is_named_and_stays(folder: Path) -> None:
    assert run(*_ONE).code == 0
    (folder / "output/cases/P01/P01.html").unlink()
    (folder / "output/cases/P01/P01.html").mkdir()
    done = run(*_ONE)
    assert done.code == 3
    assert "output/cases/P01/P01.html\n   = is a folder" in done.text
    assert (folder / "output/cases/P01/P01.html").is_dir()


def test_a_link_in_the_output_folder_leads_no_build_out_of_it(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "output").mkdir()
    (folder / "output/cases").symlink_to(folder / "elsewhere")
    done = run(*_ONE)
    assert done.code == 3
    assert "a link leads out of the output folder" in done.text
    assert list((folder / "elsewhere").rglob("*")) == []


def test_a_link_in_the_place_of_an_output_is_replaced_and_what_it_leads_to_stays(
    folder: Path, clean: Path
) -> None:
    assert run(*_ONE).code == 0
    (folder / "mine").write_text("mine")
    (folder / "output/cases/P01/P01.html").unlink()
    (folder / "output/cases/P01/P01.html").symlink_to(folder / "mine")
    assert run(*_ONE).code == 0
    assert (folder / "mine").read_text() == "mine"
    assert not (folder / "output/cases/P01/P01.html").is_symlink()
    assert unlike(folder / "output", clean) == []


def test_the_output_folder_itself_may_be_a_link(folder: Path, clean: Path) -> None:
    (folder / "disk").mkdir()
    (folder / "output").symlink_to(folder / "disk")
    assert run(*_ONE).code == 0
    assert unlike(folder / "disk", clean) == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("cases", "the output folder cannot be the series folder itself"),
        ("cases/media", "the output folder cannot be inside the series folder"),
        ("cases/../cases/scales/x", "the output folder cannot be inside the series folder"),
        ("templates", "the output folder cannot be the templates folder itself"),
        ("styles/out", "the output folder cannot be inside the styles folder"),
        (".", "the series folder would be among the outputs there"),
    ],
)
def test_outputs_never_lie_among_what_they_are_made_from(
    place: str, said: str, folder: Path
) -> None:
    before = outputs(folder)
    done = run(*_ONE, "-o", place)
    assert done.code == 2
    assert said in done.text
    assert outputs(folder) == before


def test_only_what_a_killed_build_left_is_swept(folder: Path) -> None:
    assert run(*_ONE).code == 0
    output = folder / "output"
    left = [output / ".cpreport-0123456789abcdef", output / "tables/.cpreport-fedcba9876543210"]
    (folder / "elsewhere").mkdir()
    (output / "article").symlink_to(folder / "elsewhere")
    mine = [output / ".cpreport-notes", output / "tables/.cpreport-0123456789abcdef.txt"]
    mine += [folder / "elsewhere/.cpreport-0123456789abcdef"]
    for path in (*left, *mine):
        path.write_text("x")
    assert run(*_ONE).code == 0
    assert [path.exists() for path in (*left, *mine)] == [False, False, True, True, True]


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_files_get_the_mode_that_the_user_asks_for(tmp_path: Path) -> None:
    write(tmp_path / "deep/file", b"x")
    assert (tmp_path / "deep/file").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "deep").stat().st_mode & 0o777 == 0o750
