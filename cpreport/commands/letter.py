"""Write progress letters, or show what one says: `cpreport letter`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cpreport.addresses import output_beside
from cpreport.commands.options import (
    SERIES,
    choice,
    end,
    engine_chosen,
    engine_option,
    engine_there,
    format_option,
    options,
    output_option,
    refuse_unknown_cases,
)
from cpreport.terminal.completion import case_ids, folders, several_of
from cpreport.terminal.printing import print_problems, say, width

if TYPE_CHECKING:
    from cpreport.letters.make_letters import Letterbox
    from cpreport.publish.engines import Engine

ROLES = ("family", "patient", "referrer", "school")


@click.command(short_help="Write progress letters; the only output that names patients.")
@click.argument("cases", type=SERIES, shell_complete=folders)
@click.option(
    "--case",
    "wanted",
    multiple=True,
    metavar="ID",
    help="Only this case's letter, whether its data changed or not.",
    shell_complete=case_ids,
)
@click.option(
    "--all", "everybody", is_flag=True, help="Every case, whether its data changed or not."
)
@click.option(
    "--to",
    "roles",
    default="family",
    metavar="ROLES",
    help="To whom: family, patient, referrer, school, or several with commas.",
    shell_complete=several_of(*ROLES),
)
@click.option("--visit", metavar="ID", help="About this visit; default: the last compared one.")
@click.option(
    "--lang", metavar="LL", help="en, tr, de, fr, es, pt or ar; default: the recipient's own."
)
@click.option(
    "--identities",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Who the patients are; default: identities.yaml in CASES.",
)
@click.option("--date", metavar="DATE", help="Of the letter, year-month-day; default: today.")
@click.option(
    "--formats", default="pdf,html", metavar="FORMATS", help="pdf, html, docx, or several."
)
@click.option("--paper", type=click.Choice(["A4", "Letter"]), help="Default: that of the series.")
@click.option("--large", is_flag=True, help="Large print.")
@click.option("--draft", is_flag=True, help="Mark every page as a draft; keep no record of it.")
@click.option("--preview", is_flag=True, help="Print the text and its measures; write nothing.")
@click.option("--encrypt", is_flag=True, help="Ask for a passphrase that locks the PDFs.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Lock the PDFs with the first line of this file.",
)
@output_option("The output folder; letters go to `letters` in it. Default: `output` beside CASES.")
@engine_option
@options
@format_option
def letter(
    cases: Path,
    wanted: tuple[str, ...],
    engine: Engine | None,
    form: str,
    quiet: bool,
    **words: Any,
) -> None:
    """Write the progress letters of CASES: all whose data changed since the last one.

    Letters go to output/letters, which only you can read. They carry names and dates of birth:
    send them by no other way than you send patients' records.
    """
    from cpreport.builder.output_folder import misplaced
    from cpreport.letters.make_letters import LetterOrder, letters
    from cpreport.terminal.next_step import after_letters

    output = words["output"] or output_beside(cases)
    if why := misplaced(cases, output):
        raise click.UsageError(why)
    formats = choice("--formats", words["formats"], ("pdf", "html", "docx"))
    quietly = quiet or form != "full" or words["preview"] or "pdf" not in formats
    order = LetterOrder(
        folder=cases,
        output=output,
        identities=words["identities"] or cases / "identities.yaml",
        roles=choice("--to", words["roles"], ROLES),  # type: ignore[arg-type]
        day=_day(words["date"]),
        cases=wanted,
        changed_only=not wanted and not words["everybody"],
        visit=words["visit"],
        language=_language(words["lang"]),
        formats=formats,
        paper=words["paper"],
        large=words["large"],
        draft=words["draft"],
        passphrase=_passphrase(words),
        engine=engine_chosen(engine_there(engine), quiet=quietly),
    )
    box = letters(order, write=not words["preview"])
    refuse_unknown_cases(wanted, box.names or wanted)
    _known_visit(order.visit, box)
    print_problems(box.problems, cases, len(box.names), form, quiet=quiet or not box.problems)
    if words["preview"]:
        _say_preview(box)
    else:
        _say_summary(box, output, quiet=quiet, err=form == "json")
    written = None if words["preview"] else output / "letters"
    step = after_letters(box.problems, cases, written)
    end(box.problems, step, quiet=quiet or form != "full")


def _say_preview(box: Letterbox) -> None:
    from cpreport.letters.preview import preview

    for told in box.told:
        if told.written is not None:
            say(preview(told, width()))


def _say_summary(box: Letterbox, output: Path, *, quiet: bool, err: bool) -> None:
    from cpreport.letters.preview import summary

    if not quiet and box.told:
        say(summary(box, output), err=err)


def _language(code: str | None) -> str | None:
    from cpreport.letters.language import LANGUAGES

    if code is not None and code not in LANGUAGES:
        said = f"there is no catalogue for `{code}`; there are {', '.join(LANGUAGES)}."
        raise click.BadParameter(said, param_hint="--lang")
    return code


def _known_visit(visit: str | None, box: Letterbox) -> None:
    if visit is not None and box.visits and visit not in box.visits:
        said = f"there is no visit `{visit}`; there are {', '.join(box.visits)}."
        raise click.BadParameter(said, param_hint="--visit")


def _day(written: str | None) -> Any:
    import datetime as dt
    import os

    from pydantic_core import PydanticCustomError

    from cpreport.cases.values import parse_date

    if written is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        fixed = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdigit() else None
        return (fixed or dt.datetime.now()).date()
    try:
        return parse_date(written)
    except PydanticCustomError as error:
        raise click.BadParameter(error.message(), param_hint="--date") from None


def _passphrase(words: dict[str, Any]) -> str:
    """Ask for the passphrase, or read it from a file; the command line never holds it."""
    if words["passphrase_file"] is not None:
        line: str = words["passphrase_file"].read_text("utf-8").split("\n")[0].strip()
    elif words["encrypt"]:
        line = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    else:
        return ""
    if not line:
        raise click.UsageError("the passphrase is empty")
    return line
