"""What a user sees of the command line: the bar, colours, the next step, completion, interrupts."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cpreport.atomic_write import UNFINISHED
from cpreport.builder.build import Told
from cpreport.commands.doctor import examine, in_words
from cpreport.outcomes.improvement_rules import RULES
from cpreport.problems import Place, Problem
from cpreport.scales.reader import shipped_scales
from cpreport.terminal.next_step import after_build, after_check
from cpreport.terminal.progress import Progress, draw_bar
from cpreport.terminal.scales import library_text, rules_text, scale_text
from cpreport.terminal_text import columns
from tests.conftest import REPOSITORY, cpreport
from tests.forked import start
from tests.killed import series
from tests.smallest import smallest
from tests.test_light import heavy_after

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "cpreport"]


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS"}}
    return {**kept, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color", **more}


def on_a_terminal(*words: str, cwd: Path, width: int = 80, **more: str) -> tuple[str, int]:
    """Run a command on a terminal of its own, and give what it wrote there and its exit code."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    process = start(
        words,
        cwd=cwd,
        environment=environment(**more),
        stdin=theirs,
        streams=(theirs, theirs),
        session=True,
    )
    os.close(theirs)
    written = b""
    while True:
        ready, _, _ = select.select([ours], [], [], 120)
        try:
            chunk = os.read(ours, 65536) if ready else b""
        except OSError:  # The other end is closed.
            chunk = b""
        if not chunk:
            break
        written += chunk
    os.close(ours)
    return written.decode(), process.wait()


# The bar


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("width", [*range(1, 60), 80, 200])
def test_the_bar_never_fills_the_line(width: int, plain: bool, colour: bool) -> None:
    for name in ("P01", "肘" * 30, "a-very-long-study-id" * 3):
        for done in (0, 3, 25):
            picture = draw_bar(done, 25, name, 1234.5, width, colour, plain)
            assert columns(click.unstyle(picture)) <= max(0, width - 1)


def test_the_bar_names_what_is_made_and_counts() -> None:
    assert draw_bar(3, 6, "P02", 8.2, 80, False, False) == (
        "Building  ━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌  3/6 P02 8 s"
    )


def test_a_terminal_sees_the_bar_and_keeps_only_the_lines(tmp_path: Path) -> None:
    smallest(tmp_path)
    text, code = on_a_terminal("build", "cases", "--to", "html", cwd=tmp_path, width=40)
    assert code == 0
    assert "0/3 article" in text
    kept = [line.rpartition("\r\x1b[K")[2] for line in text.split("\n")]
    kept = [click.unstyle(line).rstrip("\r") for line in kept]
    assert not [line for line in kept if "Building" in line]
    assert [line.split()[-1] for line in kept if line.endswith(".html")] == [
        "output/article/article.html",
        "output/cases/P01/P01.html",
        "output/index.html",
    ]
    assert re.fullmatch(r"3 documents: 3 made in \d+\.\d s\.", kept[-3])
    assert kept[-2] == "Next: open output/index.html"


@pytest.mark.parametrize("words", [["--quiet"], ["--format", "json"], ["--format", "concise"]])
def test_no_bar_where_it_was_not_wanted(words: list[str], tmp_path: Path) -> None:
    smallest(tmp_path)
    text, code = on_a_terminal("build", "cases", "--to", "html", *words, cwd=tmp_path)
    assert code == 0
    assert "Building" not in text
    assert "Next:" not in text
    if words == ["--quiet"]:
        assert text == ""


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    smallest(tmp_path)
    text, _ = on_a_terminal("build", "cases", "--to", "html", cwd=tmp_path, TERM="dumb")
    assert "output/cases/P01/P01.html" in text
    assert "\x1b" not in text
    assert "Building" not in text


def test_no_color_still_erases_the_bar(tmp_path: Path) -> None:
    smallest(tmp_path)
    text, _ = on_a_terminal("build", "cases", "--to", "html", cwd=tmp_path, NO_COLOR="1")
    assert set(re.findall(r"\x1b\[[0-9;]*[A-Za-z]", text)) == {"\x1b[K"}


# The next step


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (["check", "cases"], "cpreport build cases"),
        (["score", "cases"], "cpreport explain P01.before.TCT.total"),
        (["scales"], "cpreport scales MAS"),
        (["check", "nowhere"], "cpreport init my-series makes a folder to start from"),
    ],
)
def test_a_command_ends_with_the_next_one(words: list[str], step: str, tmp_path: Path) -> None:
    smallest(tmp_path)
    done = cpreport(*words, cwd=tmp_path)
    assert done.stderr.splitlines()[-1] == f"Next: {step}"
    assert "Next:" not in done.stdout
    assert "Next:" not in cpreport(*words, "--quiet", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    "words",
    [
        ["check", "cases", "--format", "json"],
        ["check", "cases", "--format", "concise"],
        ["score", "cases", "--format", "csv"],
        ["score", "cases", "--format", "json"],
        ["score", "cases", "--format", "markdown"],
    ],
)
def test_what_programs_read_has_no_next_step(words: list[str], tmp_path: Path) -> None:
    smallest(tmp_path)
    assert cpreport(*words, cwd=tmp_path).stderr == ""


def test_the_step_after_score_can_be_taken(tmp_path: Path) -> None:
    smallest(tmp_path)
    step = cpreport("score", "cases", cwd=tmp_path).stderr.splitlines()[-1]
    words = step.removeprefix("Next: cpreport ").split()
    assert cpreport(*words, cwd=tmp_path).returncode == 0


def problem(code: str, message: str = "?") -> Problem:
    return Problem(code, Place("series.yaml", 1, 1), message)


def test_a_false_claim_leads_to_its_result() -> None:
    false = problem("CP401", "the claim says `MAS.improved = 4 of 4`, the data give `3 of 4`")
    assert after_check([false], Path("cases")) == "cpreport explain MAS.improved"
    assert after_check([false], Path("my cases")) == "cpreport explain MAS.improved 'my cases'"


def test_what_is_wrong_is_mended_first() -> None:
    index = Path("output/index.html")
    assert after_check([problem("CP104")], Path("c")) == "mend it, then cpreport check c"
    assert after_build([problem("CP104")] * 2, Path("c"), index) == (
        "mend them, then cpreport build c"
    )
    assert after_check([problem("CP101")], Path("c")) == "cpreport scales"
    assert after_check([problem("CP304")], Path("c")) == "cpreport scales --rules"


def test_an_article_that_was_left_out_says_why(tmp_path: Path) -> None:
    smallest(tmp_path, ("P01.yaml", "right: 2,", "right: 2+,"))
    done = cpreport("build", "cases", "--to", "html", cwd=tmp_path)
    assert done.returncode == 1
    assert "3 documents: 3 left out." in done.stdout
    assert "The article was left out: it needs every case, and P01 has errors." in done.stdout
    assert done.stderr.splitlines()[-1] == "Next: mend it, then cpreport build cases"


def test_an_unknown_command_gets_the_nearest() -> None:
    done = cpreport("bild", "cases")
    assert done.returncode == 2
    assert "Did you mean 'build'?" in done.stderr


# Clumsy use


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "cases/P01.yaml"], "cases/P01.yaml is a file; name its folder, cases"),
        (["build", "cases", "-o", "cases"], "the output folder cannot be the series folder"),
        (["build", "cases", "--only", ""], "name reports or article."),
        (["init", "cases/P01.yaml"], "is a file"),
        (["scales", ""], "there is no scale ``"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(words: list[str], says: str, tmp_path: Path) -> None:
    smallest(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done = cpreport(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("named", [".", "cases/more"])
def test_who_names_the_folder_around_a_series_or_one_inside_it_is_led_to_it(
    tmp_path: Path, named: str
) -> None:
    smallest(tmp_path)
    done = cpreport("check", named, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("CP0") == 1
    assert " cases\n" in done.stdout.partition("help: name the folder")[2]
    assert done.stderr == "Next: cpreport check cases\n"


def test_scales_of_a_folder_that_is_not_there_are_missed(tmp_path: Path) -> None:
    done = cpreport("scales", "--cases", "nowhere", cwd=tmp_path)
    assert done.returncode == 1
    assert "there is no such folder" in done.stderr


def test_a_scale_of_the_series_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    smallest(tmp_path, add={"scales/own.yaml": "id: OWN\nname: Own\n"})
    done = cpreport("scales", "--cases", "cases", cwd=tmp_path)
    assert done.returncode == 1
    assert "cases/scales/own.yaml" in done.stderr


def test_outputs_that_cannot_be_written_are_named_as_the_user_sees_them(tmp_path: Path) -> None:
    smallest(tmp_path)
    (tmp_path / "file").touch()
    done = cpreport("build", "cases", "--to", "html", "-o", "file/x", cwd=tmp_path)
    assert done.returncode == 3
    assert "--> file/x\n" in done.stderr
    schemas = cpreport("schemas", "file/x", cwd=tmp_path)
    assert schemas.returncode == 3
    assert "CP602 output could not be written" in schemas.stderr
    assert "--> file/x/case.schema.json" in schemas.stderr


def test_two_files_of_one_case_are_named_once(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    shutil.copy(cases / "P01.yaml", cases / "P02.yaml")
    done = cpreport("build", "cases", "--to", "html", cwd=tmp_path)
    assert "it needs every case, and P01 has errors." in done.stdout
    assert " left out  article" in done.stderr


def test_no_cases_make_no_table(tmp_path: Path) -> None:
    (smallest(tmp_path) / "P01.yaml").unlink()
    done = cpreport("score", "cases", cwd=tmp_path)
    assert done.stdout == ""
    assert "CP009" in done.stderr


def test_no_line_of_the_help_is_cut() -> None:
    commands = cpreport("--help").stdout.partition("Commands:")[2]
    assert "scales" in commands
    assert "..." not in commands


# Colour


@pytest.mark.parametrize("width", [60, 80, 120])
def test_colour_changes_no_character(width: int) -> None:
    scales = shipped_scales()
    pairs = [(library_text(scales, width, colour=True), library_text(scales, width))]
    pairs += [
        (scale_text(scales[name], width, colour=True), scale_text(scales[name], width))
        for name in ("MAS", "TCT")
    ]
    pairs.append((rules_text(RULES, width, colour=True), rules_text(RULES, width)))
    for coloured, plain in pairs:
        assert "\x1b[" in coloured
        assert click.unstyle(coloured) == plain
    findings = examine()
    assert click.unstyle(in_words(findings, width, colour=True)) == in_words(findings, width)


def test_an_explanation_in_colour_has_the_same_characters(tmp_path: Path) -> None:
    smallest(tmp_path)
    words = ("explain", "P01.TCT.verdict", "cases")
    plain = cpreport(*words, cwd=tmp_path).stdout
    coloured = cpreport(*words, "--color", "always", cwd=tmp_path).stdout
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == plain
    assert plain.startswith("P01.TCT.verdict = better\n")


def test_scores_in_colour_have_the_same_characters(example: Path) -> None:
    plain = cpreport("score", "cases", cwd=example.parent).stdout
    coloured = cpreport("score", "cases", "--color", "always", cwd=example.parent).stdout
    assert "\x1b[33mnot scorable\x1b[0m" in coloured
    assert click.unstyle(coloured) == plain
    csv = cpreport("score", "cases", "--color", "always", "--format", "csv", cwd=example.parent)
    assert "\x1b" not in csv.stdout


# Completion

CASE = "id: P01\nvisits:\n  - id: before\n"


def completed(*words: str, cwd: Path) -> list[str]:
    """Ask as the bash script asks, for the last word."""
    done = cpreport(
        cwd=cwd,
        _CPREPORT_COMPLETE="bash_complete",
        COMP_WORDS="\n".join(["cpreport", *words]),
        COMP_CWORD=str(len(words)),
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "series.yaml").write_text("id: no\n")
    (cases / "P01.yaml").write_text(CASE)
    (cases / "b.json").write_text('{\n  "id": "P02",\n  "visits": [{"id": "before"}]}')
    (cases / "c.yml").write_bytes("\ufeffid: 'Ünï-3'\r\n".encode())
    (cases / "broken.yaml").write_bytes(b"\xff\xfe")
    return tmp_path


def test_commands_and_options_are_completed(folder: Path) -> None:
    assert completed("sc", cwd=folder) == ["scales", "schemas", "score"]
    assert completed("build", "--fo", cwd=folder) == ["--force", "--format"]
    assert completed("check", "--format", "c", cwd=folder) == ["concise"]
    assert completed("completion", "", cwd=folder) == ["bash", "zsh", "fish"]


def test_cases_are_completed_from_the_folder_on_the_line_or_the_usual_one(folder: Path) -> None:
    assert completed("build", "cases", "--case", "P", cwd=folder) == ["P01", "P02"]
    assert completed("build", "--case", "p", cwd=folder) == ["P01", "P02"]
    assert completed("score", "cases", "--case", "", cwd=folder) == ["P01", "P02", "Ünï-3"]
    assert completed("build", "cases", "--case", "P01", "--case", "", cwd=folder) == [
        "P02",
        "Ünï-3",
    ]
    assert completed("build", "nowhere", "--case", "", cwd=folder) == []


def test_formats_are_completed_after_a_comma(folder: Path) -> None:
    assert completed("build", "--to", "", cwd=folder) == ["pdf", "html", "docx", "jats"]
    assert completed("build", "--to", "pdf,h", cwd=folder) == ["pdf,html"]
    assert completed("build", "--only", "a", cwd=folder) == ["article"]


def test_scales_are_completed_with_those_of_a_series(folder: Path) -> None:
    assert completed("scales", "mr", cwd=folder) == ["MRC", "mRS", "mRSS"]
    (folder / "cases/scales").mkdir()
    (folder / "cases/scales/own.yaml").write_text("name: Mine\nid: MINE\n")
    assert "MINE" in completed("scales", "--cases", "cases", "M", cwd=folder)


def test_results_are_completed_while_they_hold(tmp_path: Path) -> None:
    consent = "publication: {given: yes, by: mother, date: 2023-02-14}"
    shared = consent.replace("publication", "data_sharing")
    smallest(tmp_path, ("P01.yaml", consent, f"{consent}\n  {shared}"))
    assert completed("explain", "TCT.im", cwd=tmp_path) == []
    assert cpreport("build", "cases", "--to", "html", cwd=tmp_path).returncode == 0
    assert completed("explain", "TCT.improved.", cwd=tmp_path) == ["TCT.improved.who"]
    assert "TCT.improved" in completed("explain", "tct.", cwd=tmp_path)
    case = tmp_path / "cases/P01.yaml"
    case.write_text(case.read_text().replace("age: 6 years", "age: 7 years"))
    assert completed("explain", "TCT.improv", cwd=tmp_path) == []


def test_a_damaged_record_completes_nothing(folder: Path) -> None:
    (folder / "output").mkdir()
    for text in ("", "[]", '{"outputs": []}', json.dumps({"outputs": {"results.csv": 3}})):
        (folder / "output/build.json").write_text(text)
        assert completed("explain", "", cwd=folder) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts_and_completing_import_nothing_heavy(
    shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heavy_after("completion", shell) == ([], 0)
    monkeypatch.setenv("_CPREPORT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "cpreport explain M")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert heavy_after() == ([], 0)


def the_command(folder: Path) -> dict[str, str]:
    """Put `cpreport` on the path, as an installed package does."""
    place = folder / "bin"
    place.mkdir()
    command = place / "cpreport"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cpreport "$@"\n')
    command.chmod(0o755)
    return environment(PATH=f"{place}:{os.environ['PATH']}", HOME=str(folder))


def in_bash(line: str, folder: Path) -> list[str]:
    """Give what real bash would offer where a line ends."""
    words = line.split(" ")
    typed = " ".join(f"'{word}'" for word in words)
    asked = (
        'eval "$(cpreport completion bash)"\n'
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; COMP_TYPE=9\n"
        "_cpreport_completion cpreport\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", f"set -e\n{asked}"],
        capture_output=True,
        text=True,
        cwd=folder,
        env=the_command(folder),
        encoding="utf-8",
    )
    return [*done.stdout.split(), *done.stderr.split()]


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("cpreport doc", ["doctor"]),
        ("cpreport build cases --case P", ["P01", "P02"]),
        ("cpreport scales MAC", ["MACS"]),
    ],
)
def test_real_bash_completes(line: str, offered: list[str], folder: Path) -> None:
    assert in_bash(line, folder) == offered


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not here")
def test_real_fish_completes(folder: Path) -> None:
    asked = "cpreport completion fish | source; complete -C 'cpreport build cases --case P'"
    done = subprocess.run(
        ["fish", "-c", asked], capture_output=True, text=True, cwd=folder, env=the_command(folder)
    )
    assert done.stdout.split() == ["P01", "P02"]


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not here")
def test_real_zsh_reads_the_script(folder: Path) -> None:
    asked = (
        'autoload -Uz compinit; compinit -u; eval "$(cpreport completion zsh)"; '
        "print $_comps[cpreport]"
    )
    done = subprocess.run(
        ["zsh", "-f", "-c", asked], capture_output=True, text=True, cwd=folder,
        env=the_command(folder),
    )  # fmt: skip
    assert done.stdout.split() == ["_cpreport_completion"], done.stderr


def test_a_shell_that_cannot_be_guessed_is_asked_for() -> None:
    done = cpreport("completion", SHELL="/bin/tcsh")
    assert done.returncode == 2
    assert "name your shell: bash, zsh, fish" in done.stderr
    assert "compdef" in cpreport("completion", SHELL="/usr/bin/zsh").stdout


# Interrupts, closed pipes, odd terminals


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_build_ends_in_a_sentence_and_130(jobs: str, tmp_path: Path) -> None:
    series(tmp_path, 3)
    ours, theirs = os.pipe()
    environ = environment(COLUMNS="80")
    words = ("build", "cases", "-j", jobs)
    process = start(
        words, cwd=tmp_path, environment=environ, streams=(theirs, theirs), session=True
    )
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as said:
        first = said.readline()
        os.killpg(process.pid, signal.SIGINT)
        rest = said.read()
    assert process.wait(60) == 130, rest
    text = first + rest
    assert "Interrupted: what was finished is kept, nothing is half written." in text
    assert "Traceback" not in text
    output = tmp_path / "output"
    assert not [path for path in output.rglob("*") if UNFINISHED.fullmatch(path.name)]
    done = cpreport("build", "cases", "--to", "html", "--only", "reports", cwd=tmp_path)
    assert done.returncode == 0


def test_an_interrupt_that_a_library_swallows_still_ends_the_build(tmp_path: Path) -> None:
    told = Told("P01", (), "made")
    progress = Progress(tmp_path, lambda line: None, bar=None, all_files=False, colour=False)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), progress as tell:  # noqa: PT012
            with contextlib.suppress(BaseException):
                signal.raise_signal(signal.SIGINT)
            tell(told, 1)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_reader_that_goes_away_stops_nothing(tmp_path: Path) -> None:
    smallest(tmp_path)
    command = " ".join(f"'{word}'" for word in COMMAND)
    script = f"{command} build cases --to html 2>&1 | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment(), capture_output=True, text=True
    )
    assert done.stdout == "0\n"
    assert done.stderr == ""
    assert (tmp_path / "output/index.html").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_no_internal_error(tmp_path: Path) -> None:
    smallest(tmp_path)
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "score", "cases"], cwd=tmp_path, env=environment(), stdout=full,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == (
        "cpreport: what was to be printed could not be written: no space left on device\n"
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_trouble(closed: str, tmp_path: Path) -> None:
    smallest(tmp_path)
    # One process for all of them: each would take a second to import what it needs.
    (tmp_path / "commands.py").write_text(
        "import sys\n"
        "from cpreport.__main__ import main\n"
        "for words in ('check cases', 'score cases', 'build cases --to html', 'doctor'):\n"
        "    sys.argv = ['cpreport', *words.split()]\n"
        "    try:\n"
        "        main()\n"
        "    except SystemExit as end:\n"
        "        open('codes', 'a').write(f'{words}: {end.code or 0}\\n')\n",
        "utf-8",
    )
    done = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' commands.py {closed}"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "codes").read_text("utf-8") == (
        "check cases: 0\nscore cases: 0\nbuild cases --to html: 0\ndoctor: 0\n"
    )


def test_a_terminal_without_the_letters_gets_their_codes(tmp_path: Path) -> None:
    smallest(tmp_path)
    done = cpreport("explain", "P01.TCT.verdict", "cases", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Rule \\u201cscore\\u201d" in done.stdout


@pytest.mark.parametrize("width", ["0", "1", "20", "wide", "-5", "100000"])
def test_any_width_is_survived(width: str, tmp_path: Path) -> None:
    smallest(tmp_path)
    for words in (["check", "cases"], ["score", "cases"], ["scales", "MAS"], ["doctor"]):
        assert cpreport(*words, cwd=tmp_path, COLUMNS=width).returncode == 0


def test_a_stream_that_is_no_file_is_left_alone() -> None:
    from cpreport.terminal_text import never_failing

    never_failing(None, io.StringIO())
