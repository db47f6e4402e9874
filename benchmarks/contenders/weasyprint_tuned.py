"""WeasyPrint alone on cpreport's finished pages, with all that is known to make it quicker.

As `weasyprint_alone`, but fonts and styles are read once in the life of the process and the
garbage collector is off while a page is typeset. This is the strictest floor.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.work import Ready, Work

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def contender(work: Work) -> Ready:
    """Typeset finished pages with what they share read once."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    output = work.own("weasyprint-tuned")
    fonts = FontConfiguration()

    @lru_cache
    def styles(css: str) -> Any:
        return weasyprint.CSS(string=css, font_config=fonts)

    def make(ids: Sequence[str]) -> list[Path]:
        made = []
        for case_id in ids:
            page = work.page(case_id)
            sheets = [styles(css) for css in _STYLE.findall(page)]
            gc.disable()
            content = weasyprint.HTML(string=_STYLE.sub("", page)).write_pdf(
                stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1"
            )
            gc.enable()
            gc.collect()
            made.append(output / f"{case_id}.pdf")
            made[-1].write_bytes(content)
        return made

    return Ready(f"WeasyPrint {weasyprint.__version__}", make)
