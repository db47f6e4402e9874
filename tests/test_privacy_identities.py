"""Who the patients are is told by no file, no message and no repr of cpreport."""

from __future__ import annotations

import ast
import json
import os
import pickle
import shutil
import subprocess
import traceback
from pathlib import Path

import pytest

from cpreport.privacy.identities import read_identities
from cpreport.privacy.openness import is_tracked_by_git
from cpreport.privacy.scan import search_of
from cpreport.privacy.scan.known import known_of
from tests.conftest import REPOSITORY, cpreport
from tests.smallest import smallest

pytestmark = pytest.mark.slow

NAME, SURNAME, BORN, NUMBER = "Wilhelmina", "Ersatzdottir", "2016-05-14", "MR-2016-084711"
STREET, TELEPHONE, MAIL = "Erfinderstrasse", "5327004118", "ersatz.family@example.org"
VALUES = (NAME, SURNAME, BORN, "14.05.2016", NUMBER, "084711", STREET, TELEPHONE, MAIL)
IDENTITIES = f"""\
P01:
  name: {NAME} {SURNAME}
  date_of_birth: {BORN}
  record_number: {NUMBER}
  address: {STREET} 47, 99999 Nirgendshausen
  contacts: ["{TELEPHONE}", {MAIL}]
"""


def private(cases: Path, text: str = IDENTITIES) -> Path:
    path = cases / "identities.yaml"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    return path


def tells(text: str) -> list[str]:
    """Give the planted values that a text tells."""
    return [value for value in VALUES if value.casefold() in text.casefold()]


def everything(folder: Path) -> str:
    """Give all that is in a folder, also names, but for the identity file and the case files."""
    texts = []
    for path in sorted(folder.rglob("*")):
        texts.append(path.name)
        if path.is_file() and path.suffix != ".pdf" and "cases" not in path.parts[-2:-1]:
            texts.append(path.read_bytes().decode("utf-8", "replace"))
    return "\n".join(texts)


PACKAGE = REPOSITORY / "cpreport"
#: The scan turns identities into what to look for; letters, once they are there, print them.
MAY_OPEN = ("privacy/scan/", "letters/")


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_only_letters_and_the_scan_import_the_reader_of_identities(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix().startswith(MAY_OPEN):
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.module != "cpreport.privacy.identities"
            assert not (
                node.module == "cpreport.privacy" and "identities" in {a.name for a in node.names}
            )
        elif isinstance(node, ast.Import):
            assert "cpreport.privacy.identities" not in {a.name for a in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert "privacy.identities" not in node.value


def test_no_repr_shows_a_value(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases)
    identities, problems = read_identities(cases)
    assert identities is not None
    assert problems == ()
    search, name = search_of(cases)
    for thing in (identities, identities.by_case["P01"], known_of(identities), search, name):
        assert tells(repr(thing)) == []
        assert tells(str(thing)) == []
    known = known_of(identities)
    assert tells(repr([*known.phrases, *known.digits, *known.days])) == []


BROKEN = {
    "a key that is none": f"P01:\n  nmae: {NAME}\n",
    "a name as a key": f"P01:\n  {NAME} {SURNAME}: yes\n",
    "a value in place of a group": f"P01: {NAME} {SURNAME}\n",
    "a list in place of a group": f"- {NAME}\n- {SURNAME}\n",
    "a date that is none": f"P01: {{name: {NAME}, date_of_birth: 14.05.2016}}\n",
    "a date that cannot be": f"P01: {{name: {NAME}, date_of_birth: 2016-13-14}}\n",
    "a list in place of a date": f"P01: {{name: {NAME}, date_of_birth: [{BORN}]}}\n",
    "a group in place of a name": f"P01: {{name: {{first: {NAME}}}}}\n",
    "a key twice": f"P01: {{name: {NAME}, name: {SURNAME}}}\n",
    "a case twice": f"P01: {{name: {NAME}}}\nP01: {{name: {SURNAME}}}\n",
    "no YAML": f"P01: {{name: '{NAME}\n",
    "a tag": f"P01: !!python/object:{NAME} {{}}\n",
    "a tab": f"P01:\n\tname: {NAME}\n",
    "an alias to nothing": f"P01: {{name: *{NAME}}}\n",
    "a control character": f"P01: {{name: {NAME}\x07}}\n",
    "two documents": f"P01: {{name: {NAME}}}\n---\n{SURNAME}: x\n",
    "a role that is none": f"P01: {{name: x y, recipients: [{{role: {NAME}, name: {SURNAME}}}]}}\n",
    "a recipient without a name": f"P01: {{name: x y, recipients: [{{role: family, nam: {NAME}}}]}}\n",
    "neither yes nor no": f"P01: {{name: x y, recipients: [{{role: family, name: z, confirmed: {NAME}}}]}}\n",
    "blank": "P01: {name: , address: Erfinderstrasse}\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_no_problem_of_the_file_tells_a_value_of_it(text: str, form: str, tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases, text)
    done = cpreport("check", "cases", "--format", form, cwd=tmp_path)
    assert "CP711" in done.stdout
    assert done.returncode == 4
    assert tells(done.stdout + done.stderr) == []


@pytest.mark.parametrize("content", [b"\xff\xfeP\x000", b"P01: {name: \xe9\xe8}"])
def test_a_file_that_is_no_text_is_told_without_it(content: bytes, tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases).write_bytes(content)
    _, problems = read_identities(cases)
    assert [(p.code, p.message) for p in problems] == [
        ("CP711", "the file cannot be read as UTF-8 text")
    ]


def test_every_kind_of_build_keeps_the_values_to_itself(tmp_path: Path) -> None:
    cases = smallest(
        tmp_path, ("P01.yaml", "  sex: female", f"  sex: female\n  history: Met {NAME}.")
    )
    private(cases)
    said = ""
    for words in (
        ("check",),
        ("build", "--to", "html"),
        ("build", "--to", "html", "--verbose", "--force"),
        ("build", "--to", "html", "--private", "--format", "json"),
        ("score",),
    ):
        done = cpreport(words[0], "cases", *words[1:], cwd=tmp_path)
        said += done.stdout + done.stderr
    assert "CP713" in said
    assert tells(said) == []
    assert tells(everything(tmp_path / "output")) == []


def test_an_output_that_goes_wrong_in_the_search_is_withheld_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cpreport.builder import privacy_gate
    from cpreport.builder.build import build
    from cpreport.builder.plan import Order

    def stumble(*_: object) -> None:
        raise ValueError(f"{NAME} {SURNAME}")

    cases = smallest(tmp_path)
    private(cases)
    monkeypatch.setattr(privacy_gate, "search_content", stumble)
    built = build(Order(cases, tmp_path / "output", formats=("html",), jobs=1))
    assert {p.code for p in built.problems} == {"CP713"}
    assert tells("".join(p.message for p in built.problems)) == []
    assert not (tmp_path / "output/cases").exists()


def test_a_traceback_through_the_reader_tells_nothing(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases)
    identities, _ = read_identities(cases)
    assert identities is not None
    try:
        identities.by_case["P01"].name.missing  # noqa: B018
    except AttributeError:
        said = traceback.format_exc()
    assert tells(said) == []


def test_the_name_of_a_search_changes_with_the_file_and_tells_nothing(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases)
    one = search_of(cases)[1]
    assert search_of(cases)[1] == one
    private(cases, IDENTITIES.replace(NAME, "Wilhelmine"))
    assert search_of(cases)[1] != one
    assert tells(one) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_check_complains_of_a_file_that_others_may_read(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases).chmod(0o640)
    done = cpreport("check", "cases", cwd=tmp_path)
    assert "CP712 identity file is open to others" in done.stdout
    assert "chmod 600" in done.stdout
    assert done.returncode == 4


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_check_complains_of_a_file_that_git_keeps(version: str, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not here")
    cases = smallest(tmp_path, add={"id.yaml.md": "x", "ident.md": "x"})
    private(cases)

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    git("config", "index.version", version)
    git("add", "cases/series.yaml", "cases/ident.md", "cases/P01.yaml", "cases/methods.md")
    git("update-index", "--index-version", version)
    assert not is_tracked_by_git(cases / "identities.yaml")
    git("add", "-f", "cases/identities.yaml")
    if version == "3":
        git("add", "-N", "cases/results.md")
    assert is_tracked_by_git(cases / "identities.yaml")
    done = cpreport("check", "cases", cwd=tmp_path)
    assert "git keeps this file" in done.stdout
    assert done.returncode == 4
    git("rm", "-q", "--cached", "cases/identities.yaml")
    assert cpreport("check", "cases", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("name", ["identities.yml", "identities.json"])
def test_a_file_that_nobody_would_search_for_is_refused(name: str, tmp_path: Path) -> None:
    smallest(tmp_path, add={name: IDENTITIES})
    done = cpreport("check", "cases", cwd=tmp_path)
    assert "identities are read from identities.yaml alone" in done.stdout
    assert done.returncode == 4


def test_init_writes_it_empty_for_the_owner_alone_and_git_ignores_it(tmp_path: Path) -> None:
    os.umask(0o000)
    try:
        assert cpreport("init", "series", "--example", cwd=tmp_path).returncode == 0
    finally:
        os.umask(0o022)
    path = tmp_path / "series/cases/identities.yaml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_identities(path.parent)[0].by_case == {}
    assert "identities.yaml" in (tmp_path / "series/.gitignore").read_text().splitlines()
    assert cpreport("check", "series/cases", cwd=tmp_path).returncode == 0


def test_the_example_of_the_file_can_be_read_and_names_invented_people(tmp_path: Path) -> None:
    text = (REPOSITORY / "cases/identities.example.yaml").read_text("utf-8")
    assert "invented" in text
    private(tmp_path, text)
    identities, problems = read_identities(tmp_path)
    assert problems == ()
    assert identities is not None
    assert set(identities.by_case) == {"P01", "P02", "P03", "P04"}


def test_a_case_whose_id_is_a_name_is_refused(tmp_path: Path) -> None:
    cases = smallest(tmp_path, ("P01.yaml", "id: P01", f"id: {SURNAME}"))
    private(cases)
    done = cpreport("check", "cases", "--format", "json", cwd=tmp_path)
    assert [p["code"] for p in json.loads(done.stdout)] == ["CP713"]
    assert done.returncode == 4
    assert tells(done.stdout) == []


def test_what_goes_to_workers_holds_no_identity(example: Path) -> None:
    from cpreport.builder.build import material_of
    from cpreport.builder.plan import Order, plan_documents
    from cpreport.check.check_series import check

    private(example)
    ready = check(example)
    order = Order(example, example.parent / "output")
    # The data files of the series are made by the build itself.
    for document in (d for d in plan_documents(ready, order) if d.kind != "results"):
        assert (
            tells(pickle.dumps(material_of(document, ready, order, None)).decode("latin-1")) == []
        )
