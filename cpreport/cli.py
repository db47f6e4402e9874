"""Gather the commands under the one word `cpreport`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cpreport import __version__
from cpreport.commands.build import build
from cpreport.commands.changes import changes
from cpreport.commands.check import check
from cpreport.commands.checklist import checklist
from cpreport.commands.completion import completion
from cpreport.commands.doctor import doctor
from cpreport.commands.explain import explain
from cpreport.commands.export import export
from cpreport.commands.figures import figures
from cpreport.commands.import_ import import_
from cpreport.commands.init import init
from cpreport.commands.journals import journals
from cpreport.commands.letter import letter
from cpreport.commands.open import open_
from cpreport.commands.package import package
from cpreport.commands.scales import scales
from cpreport.commands.schemas import schemas
from cpreport.commands.score import score
from cpreport.commands.verify import verify
from cpreport.terminal.printing import print_problems, say_stopped


class Commands(click.Group):
    """Commands that end in a sentence when they are interrupted, or cannot write."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end in a sentence and an exit code."""
        from cpreport.problems import Refused, exit_code

        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as asked:
            sys.exit(say_stopped(asked))
        except Refused as refused:
            print_problems(refused.problems, Path("."), 0, "full", quiet=False)
            sys.exit(exit_code(refused.problems))


@click.group(
    cls=Commands,
    commands=[
        init, check, score, build, explain, scales, journals, figures, package, verify,
        changes, checklist, letter, export, import_, open_, schemas, doctor, completion,
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)  # fmt: skip
@click.version_option(__version__, "-V", "--version", message="cpreport %(version)s")
def cli() -> None:
    """Turn structured clinical case files into a publishable case series.

    Start with `cpreport init my-series`, fill in the case files, then run
    `cpreport build my-series/cases`.
    """
