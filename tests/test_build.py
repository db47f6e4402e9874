"""The whole way, from a folder of files to finished documents, as a user runs it."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
from pathlib import Path

import pypdfium2
import pytest

from cpreport.builder.plan import Order, longest_first, plan_documents
from cpreport.check.check_series import check
from tests.conftest import cpreport, cpreport_started
from tests.smallest import smallest

pytestmark = pytest.mark.slow

REPORTS = [f"cases/P0{n}/P0{n}.{form}" for n in (1, 2, 3, 4) for form in ("html", "pdf")]


def hashes(output: Path) -> dict[str, str]:
    """Give the SHA-256 of every file below a folder, but for what only the next build reads."""
    return {
        p.relative_to(output).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files_in(output)
    }


def files_in(output: Path) -> list[Path]:
    return [
        path
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.relative_to(output).as_posix().startswith(".")
    ]


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} not in {path}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def pdf_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_example_gives_four_reports_and_the_article_in_both_formats(built_once: Path) -> None:
    output = built_once / "output"
    wanted = [*REPORTS, "article/article.pdf", "article/article.html", "index.html"]
    wanted += ["results.json", "results.csv", "build.json"]
    assert [name for name in wanted if not (output / name).is_file()] == []
    assert len(list((output / "figures").glob("*.svg"))) == 4 * 3 + 3
    assert (output / "tables" / "scores.csv").is_file()


def test_nothing_is_left_behind_beside_the_outputs(built_once: Path) -> None:
    known = set(json.loads((built_once / "output/build.json").read_text())["outputs"])
    assert set(hashes(built_once / "output")) == known | {
        "build.json",
        "index.html",
        "privacy.html",
    }


def test_build_json_names_every_output_with_its_true_hash(built_once: Path) -> None:
    outputs = json.loads((built_once / "output/build.json").read_text())["outputs"]
    real = hashes(built_once / "output")
    assert {path: entry["sha256"] for path, entry in outputs.items()} == {
        path: real[path] for path in outputs
    }


def test_two_builds_give_the_same_bytes_whatever_surrounds_them(
    built_once: Path, tmp_path: Path
) -> None:
    # Copied in reverse and renamed, so that the folder lists the files in another order.
    series = tmp_path / "elsewhere" / "cases"
    shutil.copytree(built_once / "cases", series, ignore=shutil.ignore_patterns("P0*.yaml"))
    for path in sorted((built_once / "cases").glob("P0*.yaml"), reverse=True):
        shutil.copy(path, series / path.name)
    surroundings = {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "4711",
    }
    done = cpreport_started("build", str(series), "-j", "2", cwd=tmp_path, **surroundings)
    assert done.returncode == 0, done.stderr
    first = hashes(built_once / "output")
    second = hashes(series.parent / "output")
    assert changed(first, second) <= {"build.json"}


def test_source_date_epoch_makes_build_json_the_same_too(tmp_path: Path) -> None:
    series = smallest(tmp_path)
    records = []
    for name, run in (("one", cpreport), ("two", cpreport_started)):
        output = tmp_path / name
        run("build", str(series), "--to", "html", "-o", str(output), SOURCE_DATE_EPOCH="0")
        records.append((output / "build.json").read_bytes())
    assert records[0] == records[1]
    assert b"1970-01-01T00:00:00Z" in records[0]


def test_the_second_build_does_nothing_and_says_so(built_example: Path) -> None:
    times = {p: p.stat().st_mtime_ns for p in files_in(built_example / "output")}
    done = cpreport("build", "cases", cwd=built_example)
    assert done.returncode == 0
    assert "7 documents: 7 unchanged." in done.stdout
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_one_changed_grade_changes_exactly_the_outputs_that_hold_it(built_example: Path) -> None:
    before = hashes(built_example / "output")
    case = built_example / "cases/P04.yaml"
    # A grade at both visits, so that no change, verdict or claim depends on it.
    text = case.read_text("utf-8")
    match = re.search(r"elbow flexors: *\{right: (\S+), left: (\S+)\}", text)
    assert match
    other = "2" if match[1] != "2" else "3"
    assert text.count(match[0]) >= 2
    case.write_text(
        text.replace(match[0], match[0].replace(f"right: {match[1]}", f"right: {other}"))
    )
    done = cpreport("build", "cases", cwd=built_example)
    assert done.returncode == 0, done.stderr
    differing = changed(before, hashes(built_example / "output"))
    others = [n for n in differing if re.search(r"P0[123]", n)]
    assert others == []
    assert {"cases/P04/P04.html", "cases/P04/P04.pdf", "tables/P04-items.csv"} <= differing
    assert {"figures/P04-items.svg", "results.json", "build.json"} <= differing
    assert "figures/items.svg" in differing
    assert "figures/P04-timeline.svg" not in differing
    assert not {"tables/P04-sessions.csv", "tables/P04-characteristics.csv"} & differing


def test_swapping_two_patients_leaves_nothing_of_one_in_the_other(built_example: Path) -> None:
    one, two = (built_example / f"cases/P0{n}.yaml" for n in (1, 2))
    texts = one.read_text("utf-8"), two.read_text("utf-8")
    one.write_text(texts[1].replace("P02", "P01"), "utf-8")
    two.write_text(texts[0].replace("P01", "P02"), "utf-8")
    old = {n: pdf_text(built_example / f"output/cases/P0{n}/P0{n}.pdf") for n in (1, 2)}
    cpreport("build", "cases", "--only", "reports", cwd=built_example)
    new = {n: pdf_text(built_example / f"output/cases/P0{n}/P0{n}.pdf") for n in (1, 2)}
    assert new[1].replace("P01", "P02") == old[2]
    assert new[2].replace("P02", "P01") == old[1]


def test_a_false_claim_stops_the_article_and_gives_both_numbers(built_example: Path) -> None:
    series = built_example / "cases/series.yaml"
    replace_once(series, "MAS.improved = 3 of 4", "MAS.improved = 4 of 4")
    line = next(
        n for n, text in enumerate(series.read_text().splitlines(), 1) if "MAS.improved = 4" in text
    )
    before = hashes(built_example / "output")
    done = cpreport("build", "cases", cwd=built_example)
    assert done.returncode == 1
    assert "CP401 claim is false" in done.stderr
    assert f"cases/series.yaml:{line}:" in done.stderr
    assert "`MAS.improved = 4 of 4`" in done.stderr
    assert "`3 of 4`" in done.stderr
    assert "P04" in done.stderr
    assert "Stale (kept from an earlier build): article, results, supplement." in done.stdout
    after = hashes(built_example / "output")
    assert after["article/article.pdf"] == before["article/article.pdf"]
    record = json.loads((built_example / "output/build.json").read_text())
    assert record["outputs"]["article/article.pdf"]["stale"] is True
    assert record["outputs"]["cases/P01/P01.pdf"]["stale"] is False
    assert [p["code"] for p in record["problems"] if p["severity"] == "error"] == ["CP401"]


def test_one_bad_case_stops_only_itself_and_keeps_its_earlier_outputs(built_example: Path) -> None:
    before = hashes(built_example / "output")
    case = built_example / "cases/P02.yaml"
    case.write_text(case.read_text("utf-8").replace("right: 1+", "right: 2+", 1), "utf-8")
    replace_once(
        built_example / "cases/P03.yaml",
        "patient_perspective: |",
        "patient_perspective: |\n  New.\n",
    )
    done = cpreport("build", "cases", cwd=built_example)
    assert done.returncode == 1
    assert "CP104 grade not in the scale" in done.stderr
    assert "Found 1 error in 1 of 4 cases." in done.stderr
    after = hashes(built_example / "output")
    assert after["cases/P02/P02.pdf"] == before["cases/P02/P02.pdf"]
    assert after["cases/P03/P03.pdf"] != before["cases/P03/P03.pdf"]
    assert "Stale (kept from an earlier build): P02, article, results, supplement." in done.stdout
    page = (built_example / "output/index.html").read_text("utf-8")
    assert "stale" in page.casefold()


def test_the_overview_has_both_directions_the_primary_outcome_and_the_rules(
    built_once: Path,
) -> None:
    page = (built_once / "output/index.html").read_text("utf-8")
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "better · 4 better, 1 worse of 16 items" in text
    told = html.unescape(re.sub(r"<[^>]+>", "", page)).replace("\N{NO-BREAK SPACE}", " ")
    assert "better · +13 points, MDC not passed · 1 better, 0 worse of 4 items" in told
    assert "Spasticity (primary outcome) 3 of 4 1 of 4 0 of 4 0 of 4 0 of 4" in text
    assert "At least one outcome 4 of 4 – 0 of 4 – –" in text
    assert "The rule “more items better than worse” was used for spasticity" in text
    assert "Trunk control: the MDC of 13.9 points (38 adults with chronic stroke" in text
    assert "MDC, minimal detectable change." in text


def test_a_case_without_consent_is_in_no_output_and_the_exit_code_says_so(example: Path) -> None:
    case = example / "P03.yaml"
    text = re.sub(
        r"publication: \{given: yes.*\}", "publication: {given: no}", case.read_text("utf-8")
    )
    case.write_text(text, "utf-8")
    done = cpreport("build", "cases", "--to", "html", cwd=example.parent)
    assert done.returncode == 4
    assert "CP701 no consent for publication" in done.stderr
    output = example.parent / "output"
    assert not (output / "cases/P03").exists()
    assert not (output / "article").exists()
    assert (output / "cases/P01/P01.html").is_file()
    for path in files_in(output):
        if path.name not in {"build.json", "index.html"}:
            # What fonts are made of may spell anything.
            text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", path.read_text("utf-8"))
            assert "P03" not in text, path


def test_files_the_build_did_not_make_are_left_alone(built_example: Path) -> None:
    mine = built_example / "output/cases/P01/notes.txt"
    mine.write_text("keep me")
    cpreport("build", "cases", "--force", "--only", "reports", "--to", "html", cwd=built_example)
    assert mine.read_text() == "keep me"


def test_a_damaged_build_json_is_built_anew(built_example: Path) -> None:
    (built_example / "output/build.json").write_text('{"format": 1, "outputs": [')
    done = cpreport("build", "cases", "--to", "html", cwd=built_example)
    assert done.returncode == 0
    assert "7 made" in done.stdout


def test_only_and_to_and_case_choose_what_is_made(example: Path) -> None:
    done = cpreport("build", "cases", "--case", "P02", "--to", "html", cwd=example.parent)
    assert done.returncode == 0, done.stderr
    made = set(hashes(example.parent / "output"))
    assert "cases/P02/P02.html" in made
    assert not any("P01" in name or name.endswith(".pdf") or "article" in name for name in made)


def test_an_output_that_cannot_be_written_is_named_with_exit_code_3(example: Path) -> None:
    output = example.parent / "output"
    output.mkdir()
    (output / "cases").write_text("a file where a folder must be")
    done = cpreport("build", "cases", "--only", "reports", "--to", "html", cwd=example.parent)
    assert done.returncode == 3
    assert "CP602 output could not be written" in done.stderr
    assert (output / "cases").read_text() == "a file where a folder must be"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["build", "cases", "--to", "rtf"], "`rtf` is not one of pdf, html, docx, jats."),
        (
            ["build", "cases", "--only", "reports", "--to", "jats"],
            "no report is made as jats",
        ),
        (["build", "cases", "--only", "letters"], "`letters` is not one of reports, article."),
        (["build", "cases", "--case", "P1"], "there is no case `P1`; did you mean `P01`"),
        (["build"], "Missing argument 'CASES'"),
        (["scales", "MIX"], "there is no scale `MIX`"),
        (["explode"], "No such command 'explode'"),
    ],
)
def test_wrong_use_of_a_command_exits_2_with_a_hint(
    words: list[str], says: str, example: Path
) -> None:
    done = cpreport(*words, cwd=example.parent)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())


def test_publications_carry_no_calendar_date(built_once: Path) -> None:
    for path in files_in(built_once / "output"):
        if path.name == "build.json":
            continue
        text = pdf_text(path) if path.suffix == ".pdf" else path.read_text("utf-8")
        assert not re.search(r"\b20\d\d-[01]\d-[0-3]\d\b", text), path


def test_init_gives_a_series_that_builds_at_once(tmp_path: Path) -> None:
    done = cpreport("init", "demo", "--example", cwd=tmp_path)
    assert done.returncode == 0
    assert "Next: cpreport build demo/cases" in done.stderr
    assert (tmp_path / "demo/cases/identities.yaml").stat().st_mode & 0o077 == 0
    assert "identities.yaml" in (tmp_path / "demo/.gitignore").read_text()
    assert (tmp_path / "demo/schemas/case.schema.json").is_file()
    again = cpreport("init", "demo", "--example", cwd=tmp_path)
    assert again.returncode == 2
    assert "demo/cases is already there" in again.stderr
    assert cpreport("check", "demo/cases", cwd=tmp_path).returncode == 0


def test_explain_walks_from_a_number_to_file_and_line(example: Path) -> None:
    done = cpreport("explain", "MAS.improved", "cases", cwd=example.parent)
    assert done.returncode == 0
    assert re.search(r"P01\.yaml:\d+", done.stdout)
    swapped = cpreport("explain", "cases", "MAS.improved", cwd=example.parent)
    assert swapped.returncode == 2
    assert "it: cpreport explain MAS.improved cases\n" in swapped.stderr
    unknown = cpreport("explain", "MAS.improvd", "cases", cwd=example.parent)
    assert unknown.returncode == 1
    assert "MAS.improved" in unknown.stderr


def test_score_prints_the_documented_json(example: Path) -> None:
    done = cpreport("score", "cases", "--format", "json", cwd=example.parent)
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    keys = {"case", "visit", "scale", "score", "side", "value", "printed", "status", "missing"}
    keys |= {"basis", "qualifier", "unit"}
    assert all(set(row) == keys for row in rows)
    assert {row["status"] for row in rows} == {"scored", "not scorable"}
    assert all((row["value"] is None) == (row["status"] == "not scorable") for row in rows)
    assert all(row["missing"] for row in rows if row["status"] == "not scorable")


def test_a_folder_that_is_not_there_touches_no_output(built_example: Path) -> None:
    before = hashes(built_example / "output")
    done = cpreport("build", "nowhere", cwd=built_example)
    assert done.returncode == 1
    assert "there is no such folder" in done.stderr
    assert hashes(built_example / "output") == before


def test_an_unreadable_series_file_marks_everything_stale_and_removes_nothing(
    built_example: Path,
) -> None:
    before = hashes(built_example / "output")
    replace_once(built_example / "cases/series.yaml", "title:", "titel:")
    done = cpreport("build", "cases", cwd=built_example)
    assert done.returncode == 1
    assert "did you mean `title`" in done.stderr
    record = json.loads((built_example / "output/build.json").read_text())
    assert all(output["stale"] for output in record["outputs"].values())
    after = hashes(built_example / "output")
    assert changed(before, after) == {"build.json", "index.html", "privacy.html"}


def test_a_case_that_left_the_series_leaves_its_outputs_marked_stale(built_example: Path) -> None:
    before = hashes(built_example / "output")
    (built_example / "cases/P03.yaml").unlink()
    done = cpreport("build", "cases", "--only", "reports", "--to", "html", cwd=built_example)
    assert "Stale (kept from an earlier build): P03." in done.stdout
    assert hashes(built_example / "output")["cases/P03/P03.pdf"] == before["cases/P03/P03.pdf"]
    record = json.loads((built_example / "output/build.json").read_text())
    assert record["outputs"]["cases/P03/P03.pdf"]["stale"] is True
    assert record["outputs"]["cases/P01/P01.html"]["stale"] is False


def test_whatever_takes_longest_is_made_first_and_the_rest_in_its_order(example: Path) -> None:
    case = example / "P03.yaml"
    case.write_text(case.read_text("utf-8") + "# what takes long\n" * 2000, "utf-8")
    order = Order(example, example.parent / "output")
    names = [document.name for document in plan_documents(check(example), order)]
    assert names == ["article", "supplement", "results", "P01", "P02", "P03", "P04"]
    first = [d.name for d in longest_first(plan_documents(check(example), order), example)]
    assert first == ["article", "supplement", "results", "P03", "P01", "P02", "P04"]
