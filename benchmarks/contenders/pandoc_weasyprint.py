"""pandoc to WeasyPrint: the same text, tables and drawings as Markdown, one call a report."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import markdown
from benchmarks.work import HERE, Ready, Work, installed


def contender(work: Work) -> Ready:
    """Print Markdown files that lie ready; nothing is scored, compared or drawn."""
    pandoc = installed("pandoc")
    installed("weasyprint")
    output = work.own("pandoc")

    def figure(block: markdown.Block) -> Iterator[str]:
        file = work.folder / "figures" / block["file"]
        yield f"![{markdown.plain(block['caption'])}]({file})"

    for case_id in work.ids:
        content = work.content(case_id)
        lines = (f"# {markdown.plain(content['title'])}", "", *markdown.blocks(content, figure))
        (output / f"{case_id}.md").write_text("\n".join(lines), "utf-8")

    def make(ids: Sequence[str]) -> list[Path]:
        made = []
        for case_id in ids:
            made.append(output / f"{case_id}.pdf")
            title = ("--metadata", f"pagetitle={case_id}")
            words = (pandoc, f"{case_id}.md", "-o", made[-1], "-t", "html5", "-s", *title)
            engine = ("--pdf-engine=weasyprint", "--css", HERE / "peers.css")
            subprocess.run([*words, *engine], check=True, cwd=output, stdout=2)
        return made

    version = subprocess.run([pandoc, "--version"], capture_output=True, text=True, check=True)
    return Ready(f"{version.stdout.splitlines()[0]}, WeasyPrint", make)
