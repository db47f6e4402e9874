"""Read what an unfinished `series.yaml` declares already, so that patients can be entered."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from cpreport.cases.reader import series_without_cases
from cpreport.cases.series import Series, SeriesRecord
from cpreport.cases.text import Source, plain
from cpreport.cases.yaml_text import read_yaml
from cpreport.page.saving import open_text

#: What the forms of patients need of a series.
_NEEDED = (
    "title",
    "language",
    "time",
    "visits",
    "outcomes",
    "measures",
    "settings",
    "sections",
    "supplement",
)
#: What is still to be filled in; no form shows it.
_STAND_INS: dict[str, object] = {
    "title": "-",
    "authors": [{"name": "not reported"}],
    "design": {
        "direction": "retrospective", "centres": "not reported", "consecutive": "not reported",
    },
    "visits": [{"id": "before", "label": "Before"}],
}  # fmt: skip


def series_so_far(folder: Path) -> Series | None:
    """Read the visits, outcomes and measures of a series whose file has blanks or mistakes."""
    if not folder.is_dir():
        return None
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "_")))
    name = next((n for n in ("series.yaml", "series.yml") if n in names), "")
    if not name:
        return None
    try:
        root, _ = read_yaml(open_text(folder, name).text, name)
    except (OSError, UnicodeDecodeError):
        return None
    record = None if root is None else _record(plain(root))
    if record is None or root is None:
        return None
    record._source = Source(name, root)
    return series_without_cases(folder, names, record)[0]


def _record(held: object) -> SeriesRecord | None:
    """Make a record of what can be read, leaving out whatever is wrong."""
    needed = {k: v for k, v in held.items() if k in _NEEDED} if isinstance(held, dict) else {}
    while True:
        try:
            return SeriesRecord.model_validate({**_STAND_INS, **needed})
        except ValidationError as error:
            wrong = {one["loc"][0] for one in error.errors() if one["loc"]} & needed.keys()
            if not wrong:
                return None
            needed = {key: value for key, value in needed.items() if key not in wrong}
