"""Fuzz a target with atheris: `python -m tests.fuzz TARGET FOLDER [libFuzzer options]`.

The folder holds what was found of interest so far, and begins with the seeds. What broke the
target is in the folder of the same name with `-broken`.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cpreport", "bibtexparser", "yaml", "markdown_it"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS


def main(words: list[str]) -> None:
    name, folder, *options = words
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (Path(folder) / f"seed-{number}").write_bytes(seed)
    broken = Path(f"{folder}-broken")
    broken.mkdir(exist_ok=True)
    seen: set[str] = set()

    def going_on(content: bytes) -> None:
        """Run the target; keep what breaks it, once for each place in the code, and go on."""
        try:
            TARGETS[name](content)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            said = "".join(filter(str.isalnum, str(error)))[:20]
            kind = type(error).__name__
            signature = f"{Path(place.filename).stem}-{place.lineno}-{kind}-{said}"
            if signature not in seen:
                seen.add(signature)
                (broken / signature).write_bytes(content)
                print(f"broken: {signature}: {error}", flush=True)

    atheris.Setup([sys.argv[0], folder, *options], going_on)
    atheris.Fuzz()


main(sys.argv[1:])
