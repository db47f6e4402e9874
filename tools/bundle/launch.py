"""Start cpreport from its bundle: the command, or the page where it is started by that name."""

import multiprocessing
import os
import runpy
import sys
from pathlib import Path

#: How `cpreport` starts itself in a process of its own, as it would start Python.
AS_PYTHON = "-P"


def main() -> None:
    """Do what the program is asked: work for another of its processes, the page, or a command."""
    _leave_the_libraries_here()
    _find_fonts()
    _have_somewhere_to_print()
    multiprocessing.freeze_support()
    words = sys.argv[1:]
    if words[:1] == [AS_PYTHON]:
        _run_as_python(words[1:])
        return
    if Path(sys.executable).stem == "cpreport-page":
        sys.argv[1:] = ["open", *words]
    from cpreport.__main__ import main as cpreport

    cpreport()


def _leave_the_libraries_here() -> None:
    """Let a browser or pandoc that is started from here find its own libraries."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
    # Without it, a program of the bundle that is started from here would look there, too.
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def _find_fonts() -> None:
    """Tell fontconfig where fonts may be, on a system that has no settings of its own for it."""
    if not Path("/etc/fonts/fonts.conf").exists():
        here = Path(__file__).resolve().parent
        os.environ.setdefault("FONTCONFIG_FILE", str(here / "fonts.conf"))


def _have_somewhere_to_print() -> None:
    """On Windows a program without a window of its own has no standard output."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def _run_as_python(words: list[str]) -> None:
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()
