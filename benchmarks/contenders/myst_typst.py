"""MyST to PDF by Typst: one call of `myst` for all reports, then Typst in process.

MyST fetches its page templates from the network, so none is used; the few functions that its Typst
expects of one are given here.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import markdown
from benchmarks.typst_words import HEAD, forget
from benchmarks.work import Ready, Work, installed

_EXPECTED = """\
#let breakableDefault = true
#let tableStyle = (:)
#let columnStyle = (:)
#let tablex(columns: 1, header-rows: 0, repeat-header: true, ..cells) = table(
  columns: columns, ..cells.pos()
)
"""


def contender(work: Work) -> Ready:
    """Print MyST Markdown that lies ready; nothing is scored, compared or drawn."""
    import typst

    myst = installed("myst")
    output = work.own("myst")
    (output / "myst.yml").write_text("version: 1\nproject: {title: Reports}\n")

    def figure(block: markdown.Block) -> Iterator[str]:
        yield f":::{{figure}} ../../figures/{block['file']}"
        yield f":alt: {block['alt']}"
        yield ""
        yield markdown.plain(block["caption"])
        yield ":::"

    for case_id in work.ids:
        content = work.content(case_id)
        exports = f"exports:\n  - {{format: typst, template: null, output: typst/{case_id}.typ}}\n"
        lines = (f"---\ntitle: {case_id}\n{exports}---", *markdown.blocks(content, figure))
        (output / f"{case_id}.md").write_text("\n".join(lines), "utf-8")

    def make(ids: Sequence[str]) -> list[Path]:
        pages = [f"{case_id}.md" for case_id in ids]
        # It ends in an error because no `typst` command is there to go on with; the files are.
        subprocess.run(
            [myst, "build", *pages, "--typst", "--ci"],
            cwd=output,
            env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
            stdout=2,
        )
        made = []
        for case_id in ids:
            source = output / "typst" / f"{case_id}.typ"
            source.write_text(HEAD + _EXPECTED + source.read_text("utf-8"), "utf-8")
            made.append(output / f"{case_id}.pdf")
            typst.compile(source, output=made[-1], root=work.folder)
            source.unlink()
        return made

    return Ready(
        f"mystmd {version('mystmd')}, Typst {version('typst')}", make, lambda: forget(output)
    )
