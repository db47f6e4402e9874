"""Take pages for screens, and give what axe finds against them, where Chromium and axe are there.

axe is inside the package `axe-core-python`. Run by hand: `python -m tests.axe FILE...`
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from html import unescape
from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
#: Runs every rule on every page in turn, each in the place of the one before.
_RUN = """
(async () => {
  const found = {};
  for (const [name, html] of Object.entries(pages)) {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
    const said = await axe.run(document);
    found[name] = said.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)]);
  }
  document.body.replaceChildren();
  document.body.dataset.seen = JSON.stringify(found);
})();
"""


def missing() -> str:
    """Name what is missing to run axe; empty where all is there."""
    if BROWSER is None:
        return "Chromium"
    return "" if _library() else "the Python package axe-core-python"


def _library() -> Path | None:
    spec = importlib.util.find_spec("axe_core_python")
    places = spec.submodule_search_locations if spec is not None else None
    path = Path(next(iter(places))) / "axe.min.js" if places else None
    return path if path is not None and path.exists() else None


def violations(pages: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Give, for each page by name, the rules it breaks with the first element that does."""
    library = _library()
    assert library is not None
    held = json.dumps({name: _open(html) for name, html in pages.items()}).replace("</", "<\\/")
    script = library.read_text("utf-8").replace("</script", "<\\/script")
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>-</title></head><body>'
        f"<script>{script}</script><script>const pages = {held};{_RUN}</script></body></html>"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, "utf-8")
        command = [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-background-networking", f"--user-data-dir={folder}/profile",
            "--virtual-time-budget=60000", "--dump-dom", path.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    seen = re.search(r'data-seen="([^"]*)"', done.stdout)
    assert seen, "the browser gave nothing"
    found: dict[str, list[tuple[str, str]]] = json.loads(unescape(seen[1]))
    return found


def _open(html: str) -> str:
    """Take the policy from a page: it would not let axe run."""
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)


if __name__ == "__main__":
    print(violations({name: Path(name).read_text("utf-8") for name in sys.argv[1:]}))
