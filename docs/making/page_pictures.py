"""Take the pictures of the page in the browser, for its page of the documentation.

Run by hand when the page looks otherwise: `python -m docs.making.page_pictures`; it needs
playwright and Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from docs.making.front_pictures import save
from docs.making.steps import REPOSITORY

#: Each picture: its name, the address, the width and height of the window, and what is clicked.
_PICTURES = (
    ("page-patients", "/", 1200, 560, ""),
    ("page-visit", "/patients/P02/visits/0", 1320, 860, "input.grade"),
    ("page-build", "/do", 1200, 700, ""),
)


def main() -> None:
    """Write the pictures into `docs/`."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        cases = Path(shutil.copytree(REPOSITORY / "cases", Path(place, "cases")))
        # Something is still to be done, as in any series that somebody works at.
        file = cases / "P03.yaml"
        file.write_text(file.read_text("utf-8").replace("  sex: male\n", "", 1), "utf-8")
        command = [sys.executable, "-m", "cpreport", "open", str(cases), "--no-browser"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            address = program.stdout.readline().strip()
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            window = chromium.new_page()
            window.goto(address)
            for picture in _PICTURES:
                _take(window, address.partition("/?")[0], *picture)
            chromium.close()
            program.terminate()


def _take(window: Any, own: str, name: str, at: str, width: int, height: int, entered: str) -> None:
    window.set_viewport_size({"width": width, "height": height})
    window.goto(own + at)
    told = window.locator("aside .told")
    if told.count():
        told.filter(has_text="Up to date").or_(told.filter(has_text="because")).wait_for(timeout=0)
        window.wait_for_load_state("load")
    if entered:
        window.locator(entered).nth(12).focus()
        window.evaluate("scrollBy(0, 620)")
    save(name, Image.open(BytesIO(window.screenshot())))


if __name__ == "__main__":
    main()
