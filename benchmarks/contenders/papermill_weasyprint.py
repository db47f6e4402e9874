"""papermill and nbconvert to PDF: a notebook a report, each with a kernel of its own.

The notebook reads the case's grades, works out what changed, and draws three plots with
matplotlib. nbconvert's plainest template and WeasyPrint in the same process print it; its usual
template carries half a megabyte of styles and would take longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.work import HERE, Ready, Work


def contender(work: Work) -> Ready:
    """Execute a notebook for each report, and print it."""
    import nbconvert
    import nbformat
    import papermill
    import weasyprint

    output = work.own("papermill")
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    for text in (HERE / "documents" / "report_cells.txt").read_text("utf-8").split("# %%")[1:]:
        head, _, code = text.partition("\n")
        cell = nbformat.v4.new_code_cell(code.strip())
        cell.metadata["tags"] = head.split()
        notebook.cells.append(cell)
    nbformat.write(notebook, output / "report.ipynb")
    exporter = nbconvert.HTMLExporter(
        template_name="basic", exclude_input=True, exclude_output_prompt=True
    )
    styles = f"<style>{(HERE / 'peers.css').read_text('utf-8')}</style>"

    def make(ids: Sequence[str]) -> list[Path]:
        made = []
        for case_id in ids:
            content = work.folder / "content"
            finished = output / f"{case_id}.ipynb"
            papermill.execute_notebook(
                output / "report.ipynb",
                finished,
                {
                    "content": str(content / f"{case_id}.json"),
                    "grades": str(content / f"{case_id}.csv"),
                },
                kernel_name="python3",
                progress_bar=False,
            )
            html, _ = exporter.from_filename(str(finished))
            made.append(output / f"{case_id}.pdf")
            weasyprint.HTML(string=styles + html).write_pdf(made[-1])
        return made

    versions = (
        f"papermill {papermill.__version__}, nbconvert {nbconvert.__version__}, "
        f"WeasyPrint {weasyprint.__version__}"
    )
    return Ready(versions, make)
