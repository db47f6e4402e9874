"""Write the JSON Schemas of the files of a series, for editors: `cpreport schemas`."""

from __future__ import annotations

from pathlib import Path

import click

from cpreport.commands.options import options


@click.command(short_help="Write the JSON Schemas of the files, for editors.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@options
def schemas(directory: Path, quiet: bool, verbose: bool) -> None:
    """Write the JSON Schemas of the files to DIRECTORY, for editors."""
    from cpreport.demo.start import write_schemas

    for path in write_schemas(directory):
        if not quiet:
            click.echo(path)
