"""Parameterised R Markdown to PDF by pandoc and WeasyPrint, all reports in one R process.

The document reads the case's grades, works out what changed, and draws three plots with R's own
graphics, which are quicker than ggplot2. Text and other tables come from the content as it is.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.work import HERE, Missing, Ready, Work, installed

_VERSION = 'cat("rmarkdown", as.character(packageVersion("rmarkdown")), "on", R.version.string)'


def contender(work: Work) -> Ready:
    """Render reports; the start of R is shared by all of them."""
    for program in ("pandoc", "weasyprint"):
        installed(program)
    r = installed("Rscript")
    version = subprocess.run([r, "-e", _VERSION], capture_output=True, text=True)
    if version.returncode:
        raise Missing("the R package rmarkdown")
    output = work.own("rmarkdown")
    documents = HERE / "documents"
    words = (r, documents / "render.R", documents / "report.Rmd", HERE / "peers.css")

    def make(ids: Sequence[str]) -> list[Path]:
        subprocess.run([*words, work.folder / "content", output, *ids], check=True, stdout=2)
        return [output / f"{case_id}.pdf" for case_id in ids]

    return Ready(f"{version.stdout.strip()}, pandoc, WeasyPrint", make)
