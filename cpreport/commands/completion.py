"""Print the script with which a shell completes cpreport: `cpreport completion`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cpreport.commands.options import options
from cpreport.terminal.completion import INSTALL, SHELLS, script
from cpreport.terminal.printing import say, say_next


@click.command(short_help="Print the script with which a shell completes cpreport.")
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@options
@click.pass_context
def completion(ctx: click.Context, shell: str | None, quiet: bool, verbose: bool) -> None:
    """Print the script that makes SHELL complete commands, cases and results.

    \b
    To have it in every new shell, run once:
      bash   echo 'eval "$(cpreport completion bash)"' >> ~/.bashrc
      zsh    echo 'eval "$(cpreport completion zsh)"' >> ~/.zshrc
      fish   cpreport completion fish > ~/.config/fish/completions/cpreport.fish

    Without SHELL, it is the one that $SHELL names.
    """
    shell = shell or Path(os.environ.get("SHELL", "")).name
    if shell not in SHELLS:
        raise click.UsageError(f"name your shell: {', '.join(SHELLS)}")
    say(script(shell, ctx.find_root().command))
    if sys.stdout is not None and sys.stdout.isatty():
        say_next(f"to have it in every new shell, run once: {INSTALL[shell]}", quiet=quiet)
