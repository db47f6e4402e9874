"""WeasyPrint alone on cpreport's finished pages, as its documentation shows it.

One warm process; for every report `weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")`.
The page holds its styles, its drawings and the addresses of its fonts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.work import Ready, Work


def contender(work: Work) -> Ready:
    """Typeset finished pages."""
    import weasyprint

    output = work.own("weasyprint-alone")

    def make(ids: Sequence[str]) -> list[Path]:
        made = []
        for case_id in ids:
            content = weasyprint.HTML(string=work.page(case_id)).write_pdf(pdf_variant="pdf/ua-1")
            made.append(output / f"{case_id}.pdf")
            made[-1].write_bytes(content)
        return made

    return Ready(f"WeasyPrint {weasyprint.__version__}", make)
