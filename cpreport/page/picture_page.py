"""Show the pictures of a patient: dropped in, described, turned, masked for good, taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cpreport.atomic_write import write_all
from cpreport.cases.case import Case, Permission
from cpreport.cases.picture_record import Image, Panel, PanelFigure, Region
from cpreport.exchange.edit_yaml import entries_at, read_plain, value_at
from cpreport.exchange.yaml_places import Plain, ValuePath
from cpreport.numbers import plain
from cpreport.page.answering import Received, Site, problems_of, save_entered, saved_answer, shown
from cpreport.page.desk import OpenedCase
from cpreport.page.form_fields import EntryField, fields_of, name_of, put, with_entered, without
from cpreport.page.patient_pages import opened_case
from cpreport.page.patient_standing import about
from cpreport.page.saving import refuse_a_changed, save_tree
from cpreport.privacy.images import FOLDER, Unprintable, bare_picture, painted_over, printed_panels

#: Pictures that are taken in by one form.
MOST_PICTURES = 12
_TURNS = ("", "90", "180", "270")
_SIDES = ("left", "top", "width", "height")
_ORDER = tuple(Case.model_fields)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """One file that an entry of `media` shows.

    at : tuple of str and int
        Its place in the case file.
    fields : tuple of EntryField
        What is said of this picture alone.
    """

    at: ValuePath
    file: str
    fields: tuple[EntryField, ...]

    @property
    def name(self) -> str:
        """What it is called in the form."""
        return name_of(self.at)

    @property
    def address(self) -> str:
        """The end of the addresses that are about it."""
        return "/".join(str(part) for part in (self.at[1], *self.at[3:]))


@dataclass(frozen=True, slots=True)
class ShownMedium:
    """One entry of `media`: what is said of it, and its pictures."""

    number: int
    fields: tuple[EntryField, ...]
    pictures: tuple[ShownPicture, ...]


def media_of(tree: Plain, visits: tuple[str, ...]) -> tuple[ShownMedium, ...]:
    """Make the forms of the pictures of a case."""
    count = len(entries_at(tree, ("media",)))
    return tuple(_medium(tree, number, visits) for number in range(count))


def _medium(tree: Plain, number: int, visits: tuple[str, ...]) -> ShownMedium:
    at: ValuePath = ("media", number)
    panels = value_at(tree, (*at, "panels"))
    several = isinstance(panels, list)
    model = PanelFigure if several else Image
    places = [(*at, "panels", n) for n in range(len(panels))] if isinstance(panels, list) else [at]
    pictures = []
    for place in places:
        fields = fields_of(tree, place, Panel, "alt* visit scale", "picture")
        fields = tuple(_of_visits(f, visits) if f.path[-1] == "visit" else f for f in fields)
        pictures.append(ShownPicture(place, str(value_at(tree, (*place, "file")) or ""), fields))
    fields = fields_of(tree, at, model, "caption* article", "picture")
    return ShownMedium(number + 1, fields, tuple(pictures))


def _of_visits(field: EntryField, visits: tuple[str, ...]) -> EntryField:
    more = () if not field.value or field.value in visits else (field.value,)
    return replace(field, kind="choice", choices=(*visits, *more))


def pictures(site: Site, request: Request) -> Response:
    """Show the pictures of a patient."""
    return _shown(site, request)


def _shown(site: Site, request: Request, wrong: tuple[str, ...] = ()) -> Response:
    opened = opened_case(site, request)
    case_id = request.path_params["case_id"]
    return shown(
        site, "pictures.html", 422 if wrong else 200, nav="patients", case_id=case_id,
        opened=opened.opened, about=about(site.words, opened.tree), media=_media(opened),
        consent=_consent(opened.tree), consent_holds=_holds(opened.tree), wrong=wrong,
        problems=[p for p in problems_of(site, opened.opened) if p.path[:1] == ("media",)],
        see=case_id,
    )  # fmt: skip


def _media(opened: OpenedCase) -> tuple[ShownMedium, ...]:
    ids = (value_at(v, ("id",)) for v in entries_at(opened.tree, ("visits",)))
    return media_of(opened.tree, tuple(v for v in ids if isinstance(v, str)))


def _consent(tree: Plain) -> tuple[EntryField, ...]:
    return fields_of(tree, ("consent", "images"), Permission, "given by date withdrawn", "consent")


def _holds(tree: Plain) -> bool:
    said = {f.path[-1]: f.value for f in _consent(tree)}
    return said.get("given") == "yes" and not said.get("withdrawn")


def save_pictures(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what was entered of the pictures; turn one, or put two side by side, where asked to."""
    opened = opened_case(site, request)
    media = _media(opened)
    every = [*_consent(opened.tree), *(f for one in media for f in one.fields)]
    every += [f for one in media for picture in one.pictures for f in picture.fields]
    turned = next((p for one in media for p in one.pictures if p.name == form.get("turn")), None)

    def change(tree: Plain) -> Plain:
        tree = with_entered(tree, every, form)
        for one in media:
            if form.get("join") == str(one.number) and one.number > 1:
                return _joined(tree, one.number - 1)
            if form.get("apart") == str(one.number):
                return _taken_apart(tree, one.number - 1)
        return tree if turned is None else _turned(tree, (*turned.at, "rotate"))

    saved = save_entered(site, opened.opened, form, change)
    altered = [f"p/{turned.name}"] if turned else []
    for one in media:
        if form.get("join") == str(one.number):
            altered.append(f"media/{max(one.number - 2, 0)}")
        if form.get("apart") == str(one.number):
            altered.append(f"media/{one.number - 1}")
    held = _holds(read_plain(saved.text))
    # What is said of consent changes with it, while the page stays.
    computed = {"consent": "" if held else site.words("pictures.no_consent")}
    return saved_answer(site, request, saved, _back(request, *altered[:1]), computed=computed)


#: What is said of a whole figure, and of none of its pictures.
_OF_FIGURE = ("caption", "article")


def _joined(tree: Plain, number: int) -> Plain:
    """Put a picture beside the one before it, as panels under one caption."""
    rows = entries_at(tree, ("media",))
    both = rows[number - 1 : number + 1]
    said = {key: value for one in reversed(both) for key, value in _whole(one).items()}
    panels: Plain = [panel for one in both for panel in _panels(one)]
    return put(tree, ("media",), [*rows[: number - 1], {**said, "panels": panels},
                                  *rows[number + 1 :]])  # fmt: skip


def _taken_apart(tree: Plain, number: int) -> Plain:
    """Show each picture of a figure by itself, under the same caption."""
    rows = entries_at(tree, ("media",))
    single: list[Plain] = [{**panel, **_whole(rows[number])} for panel in _panels(rows[number])]
    return put(tree, ("media",), [*rows[:number], *single, *rows[number + 1 :]])


def _whole(row: Plain) -> dict[str, Plain]:
    return {k: v for k, v in row.items() if k in _OF_FIGURE} if isinstance(row, dict) else {}


def _panels(row: Plain) -> list[dict[str, Plain]]:
    held = row if isinstance(row, dict) else {}
    several = held.get("panels")
    own = {key: value for key, value in held.items() if key not in _OF_FIGURE}
    listed = several if isinstance(several, list) else [own]
    return [panel for panel in listed if isinstance(panel, dict)]


def _turned(tree: Plain, at: ValuePath) -> Plain:
    said = value_at(tree, at)
    now = _TURNS.index(said) if isinstance(said, str) and said in _TURNS else 0
    after = _TURNS[(now + 1) % 4]
    return put(tree, at, after, tuple(Image.model_fields)) if after else without(tree, at)


def _back(request: Request, anchor: str = "") -> str:
    page = f"/patients/{request.path_params['case_id']}/pictures"
    return f"{page}#{anchor}" if anchor else page


def add_pictures(
    site: Site, request: Request, form: Mapping[str, str], received: Received
) -> Response:
    """Take pictures in, made anew of their dots alone, with entries in the case file."""
    opened = opened_case(site, request)
    refuse_a_changed(opened.opened, form.get("version", ""))
    made: list[tuple[bytes, str, Decimal | None]] = []
    wrong: list[str] = []
    for name, content in received:
        try:
            made.append(bare_picture(content, name))
        except Unprintable as why:
            wrong.append(f"`{name}` {why}")
    if wrong or not made:
        return _shown(site, request, tuple(wrong) or ("",))
    folder = site.desk.series_folder
    names = _free_names(folder, request.path_params["case_id"])
    files = {f"{next(names)}.{ending}": content for content, ending, _ in made}
    # The entry is written when its file is there.
    write_all(_media_folder(folder), {name.partition("/")[2]: c for name, c in files.items()})
    new: list[Plain] = [
        {"file": name, **({} if shows is None else {"scale": f"{plain(shows)} mm"})}
        for name, (_, _, shows) in zip(files, made, strict=True)
    ]
    rows = entries_at(opened.tree, ("media",))
    save_tree(
        folder, opened.opened, opened.opened.version,
        lambda tree: put(tree, ("media",), [*rows, *new], _ORDER),
    )  # fmt: skip
    return RedirectResponse(_back(request, f"media/{len(rows)}"), 303)


def _media_folder(folder: Path) -> Path:
    """Find the folder of pictures; one that leads out of the series is not written to."""
    path = folder / FOLDER
    if not path.resolve().is_relative_to(folder.resolve()):
        raise HTTPException(404)
    return path


def _free_names(folder: Path, case_id: str) -> Iterator[str]:
    """Name new files after the study id: what somebody called them may tell who it is."""
    own = re.sub(r"[^A-Za-z0-9_-]", "-", case_id)
    there = {path.stem for path in (_media_folder(folder) / own).glob("*")}
    number = 0
    while True:
        number += 1
        if f"picture-{number}" not in there:
            yield f"{FOLDER}/{own}/picture-{number}"


def _picture(site: Site, request: Request) -> tuple[OpenedCase, ShownPicture]:
    opened = opened_case(site, request)
    for medium in _media(opened):
        for picture in medium.pictures:
            if picture.address == request.path_params["which"]:
                return opened, picture
    raise HTTPException(404)


def picture_file(site: Site, request: Request) -> Response:
    """Show a picture upright, turned and masked, and the whole of it."""
    opened, picture = _picture(site, request)
    panel = _panel(opened.tree, picture)
    try:
        made = printed_panels(site.desk.series_folder, PanelFigure(caption="-", panels=(panel,)))[0]
    except Unprintable:
        raise HTTPException(404) from None
    return Response(made.content, media_type="image/png" if made.ending == "png" else "image/jpeg")


def _panel(tree: Plain, picture: ShownPicture) -> Panel:
    """Read how a picture is turned and masked, as far as that can be read."""
    said = {key: value_at(tree, (*picture.at, key)) for key in ("rotate", "mask")}
    known = {key: value for key, value in said.items() if value is not None}
    try:
        return Panel.model_validate({"file": picture.file or "-", "alt": "-", **known})
    except ValidationError:
        return Panel(file=picture.file or "-", alt="-")


def mask_picture(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Paint over a part of a picture in its file; nobody can bring back what was there."""
    opened, picture = _picture(site, request)
    refuse_a_changed(opened.opened, form.get("version", ""))
    region = _region(form, int(_panel(opened.tree, picture).rotate or "0") // 90)
    if region is None:
        return _shown(site, request, (str(site.words("pictures.no_region")),))
    folder = site.desk.series_folder
    try:
        content = painted_over(folder, picture.file, region)
    except Unprintable as why:
        return _shown(site, request, (f"`{picture.file}` {why}",))
    write_all(_media_folder(folder), {picture.file.partition("/")[2]: content})
    return RedirectResponse(_back(request, f"p/{picture.name}"), 303)


def _region(form: Mapping[str, str], turns: int) -> Region | None:
    """Read a rectangle of a picture as it is seen turned, and find it on the upright file."""
    try:
        left, top, width, height = (Decimal(form.get(side, "").strip()) for side in _SIDES)
    except InvalidOperation:
        return None
    sides = (left, top, width, height)
    if not all(n.is_finite() and 0 <= n <= 100 for n in sides) or not (width and height):
        return None
    width, height = min(width, 100 - left), min(height, 100 - top)
    for _ in range(turns):
        left, top, width, height = top, 100 - left - width, height, width
    return Region(left=left, top=top, width=width, height=height)


def remove_picture(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Take an entry of `media` out of the case file; its files stay unless they are to go, too."""
    opened = opened_case(site, request)
    number = request.path_params["number"]
    media = _media(opened)
    if not 0 <= number < len(media):
        raise HTTPException(404)
    folder = site.desk.series_folder
    save_entered(site, opened.opened, form, lambda tree: without(tree, ("media", number)))
    if form.get("files") == "yes":
        _delete_files(folder, {p.file for p in media[number].pictures}, site)
    return RedirectResponse(_back(request), 303)


def _delete_files(folder: Path, files: set[str], site: Site) -> None:
    """Delete files of the folder of pictures that no case names any more."""
    texts = [(folder / name).read_text("utf-8") for name in site.desk.case_files().values()]
    media = _media_folder(folder).resolve()
    for name in files:
        path = folder / name
        if path.resolve().is_relative_to(media) and not any(name in text for text in texts):
            path.unlink(missing_ok=True)
