"""Save what was entered into the files: at its place, whole or not at all, over nobody's change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cpreport.atomic_write import write_all
from cpreport.exchange.edit_yaml import SetValue, edit_yaml, read_plain
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.page.history import FOLDER, SavedState, forget_the_oldest, kept_with


class ChangedMeanwhile(Exception):
    """Raised where a file is not what the page was made from; nothing is written.

    now : str
        What the file holds.
    """

    def __init__(self, file: str, now: str) -> None:
        super().__init__(file)
        self.file, self.now = file, now


@dataclass(frozen=True, slots=True)
class OpenedText:
    """A file as it was read for a page.

    version : str
        Tells whether the file is still the same.
    """

    file: str
    text: str
    version: str


def open_text(folder: Path, name: str) -> OpenedText:
    """Read a file of the series folder; what leads out of the folder is not read."""
    path = folder / name
    if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
        raise FileNotFoundError(name)
    content = path.read_bytes()
    return OpenedText(name, content.decode("utf-8"), version_of(content))


def refuse_a_changed(opened: OpenedText, version: str) -> None:
    """Raise `ChangedMeanwhile` where a page was made from another state of a file."""
    if opened.version != version:
        raise ChangedMeanwhile(opened.file, opened.text)


def version_of(content: bytes) -> str:
    """Tell one content of a file from every other."""
    return hashlib.sha256(content).hexdigest()[:24]


def save_tree(
    folder: Path, opened: OpenedText, version: str, change: Callable[[Plain], Plain]
) -> OpenedText:
    """Save changed values of a YAML file.

    Parameters
    ----------
    opened : OpenedText
        The file as it is now.
    version : str
        Of the file that the page was made from.
    change : callable
        Makes the values that are meant of those that the file holds.

    Raises
    ------
    ChangedMeanwhile
        Where the file is another one by now.
    CannotEdit
        Where a value cannot be written at its place.
    """
    refuse_a_changed(opened, version)
    meant = change(read_plain(opened.text))
    text = edit_yaml(opened.text, [SetValue((), meant)])
    return save_text(folder, opened, version, text)


def save_text(
    folder: Path, opened: OpenedText | None, version: str, text: str, name: str = ""
) -> OpenedText:
    """Save the whole text of a file; `version` is empty where it is to be a new one."""
    if opened is not None:
        refuse_a_changed(opened, version)
    file = opened.file if opened is not None else name
    if opened is not None and opened.text == text:
        return opened
    content = text.encode("utf-8")
    before = opened.text if opened is not None else None
    _write(folder, file, before, content)
    return OpenedText(file, text, version_of(content))


def save_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Save the whole texts of several files; what those that are there held is kept."""
    new = {name: text.encode() for name, text in texts.items() if not (folder / name).exists()}
    write_all(folder, new)
    for name in texts.keys() - new.keys():
        opened = open_text(folder, name)
        save_text(folder, opened, opened.version, texts[name])


def take_back(folder: Path, saved: SavedState) -> None:
    """Write again what a file held before a save; that, too, can be taken back."""
    path = folder / saved.file
    now = open_text(folder, saved.file).text if path.exists() else None
    if now == saved.before:
        return
    if saved.before is None:
        _keep(folder, saved.file, now, None)
        path.unlink()
        return
    _write(folder, saved.file, now, saved.before.encode("utf-8"))


def rename(folder: Path, opened: OpenedText, file: str, text: str) -> None:
    """Give a file another name and text; the earlier is taken away when the later is whole."""
    _write(folder, file, None, text.encode("utf-8"))
    _keep(folder, opened.file, opened.text, None)
    (folder / opened.file).unlink()


def _within(folder: Path, name: str) -> Path:
    """Find where a file is to be written; what leads out of the folder is not."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CannotEdit(f"`{name}` lies outside the folder of the series")
    return path


def _keep(folder: Path, file: str, before: str | None, after: str | None) -> None:
    _within(folder, FOLDER)
    write_all(folder, kept_with(folder, _now(), file, before, after), mode=0o600)


def _write(folder: Path, file: str, before: str | None, content: bytes) -> None:
    path = _within(folder, file)
    # What was there is on the disk before the file changes.
    _keep(folder, file, before, content.decode("utf-8"))
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666
    write_all(folder, {file: content}, mode=mode)
    forget_the_oldest(folder)


def _now() -> str:
    return datetime.now().strftime("%Y-%m-%d %H:%M:%S")
