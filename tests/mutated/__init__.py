"""Change one digit of a package, anywhere, as somebody would who hides it: checksums and all."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cpreport.journal.zip_archive import sums

Files = dict[str, bytes]

_TEXT = re.compile(r">([^<]+)<")
_DIGIT = re.compile(r"\d")
_UNREAD = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)


@dataclass(frozen=True)
class Mutation:
    """One changed digit.

    where : str
        What stood around it, and what stands there now.
    """

    kind: str
    path: str
    where: str
    files: Files


class Nothing(Exception):
    """Raised where a file has no digit to change."""


def other_digit(digit: str, chance: random.Random) -> str:
    return chance.choice([d for d in "0123456789" if d != digit])


def _in_text(text: str, spans: list[tuple[int, int]], chance: random.Random) -> tuple[str, str]:
    """Change a digit in one of the spans of a text; give the text, and what was done."""
    digits = [low + m.start() for low, high in spans for m in _DIGIT.finditer(text[low:high])]
    if not digits:
        raise Nothing
    at = chance.choice(digits)
    changed = text[:at] + other_digit(text[at], chance) + text[at + 1 :]
    around = slice(max(0, at - 15), at + 15)
    return changed, f"{text[around]!r} -> {changed[around]!r}"


def in_markup(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    text = content.decode()
    hidden = [m.span() for m in _UNREAD.finditer(text)]
    spans = [
        m.span(1)
        for m in _TEXT.finditer(text)
        if not any(low <= m.start() < high for low, high in hidden)
    ]
    changed, told = _in_text(text, spans, chance)
    return changed.encode(), told


def in_plain(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    text = content.decode()
    changed, told = _in_text(text, [(0, len(text))], chance)
    return changed.encode(), told


#: Which library versions made a package is its word alone: nothing in it can prove them.
_VERSIONS = re.compile(rb'"versions": \{[^}]*\}')


def in_metadata(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    versions = _VERSIONS.search(content)
    if versions is None:
        return in_plain(content, chance)
    changed, told = in_plain(content.replace(versions[0], b"\0"), chance)
    return changed.replace(b"\0", versions[0]), told


def in_docx(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            inner = old.read(info)
            if info.filename == "word/document.xml":
                inner, told = in_markup(inner, chance)
            new.writestr(info, inner, zipfile.ZIP_DEFLATED)
    return out.getvalue(), told


def in_pdf(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    """Set another digit of the same font in the place of one."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = list(enumerate(pdf.pages, 1))
        chance.shuffle(pages)
        for number, page in pages:
            if told := _in_page(pdf, page, chance):
                out = io.BytesIO()
                pdf.save(out, deterministic_id=True)
                return out.getvalue(), f"page {number}: {told}"
    raise Nothing


def _in_page(pdf, page, chance: random.Random) -> str:
    import pikepdf

    fonts = {name: _digits_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    instructions = list(pikepdf.parse_content_stream(page))
    places: list[tuple[int, int | None, int, str, str]] = []
    font = ""
    for n, (operands, operator) in enumerate(instructions):
        if str(operator) == "Tf":
            font = str(operands[0])
        if str(operator) not in ("Tj", "TJ") or not fonts.get(font):
            continue
        parts = [(None, operands[0])] if str(operator) == "Tj" else list(enumerate(operands[0]))
        for m, part in parts:
            if not isinstance(part, pikepdf.String):
                continue
            codes = bytes(part)
            for at in range(0, len(codes) - 1, 2):
                digit = fonts[font].get(codes[at : at + 2])
                if digit is not None:
                    places.append((n, m, at, font, digit))
    chance.shuffle(places)
    for n, m, at, font, digit in places:
        others = [(code, d) for code, d in fonts[font].items() if d != digit]
        if not others:
            continue
        code, new = chance.choice(sorted(others))
        operands, operator = instructions[n]
        part = operands[0] if m is None else operands[0][m]
        codes = bytes(part)
        changed = pikepdf.String(codes[:at] + code + codes[at + 2 :])
        if m is None:
            instructions[n] = pikepdf.ContentStreamInstruction([changed], operator)
        else:
            row = list(operands[0])
            row[m] = changed
            instructions[n] = pikepdf.ContentStreamInstruction([pikepdf.Array(row)], operator)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
        return f"{digit} -> {new}"
    return ""


def _digits_of(font) -> dict[bytes, str]:
    """Give the digits of a font by their two-byte codes, as its map to Unicode says."""
    if "/ToUnicode" not in font:
        return {}
    said = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for code, letter in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>", said):
        if chr(int(letter, 16)) in "0123456789":
            found[bytes.fromhex(code)] = chr(int(letter, 16))
    return found


def in_picture(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    """Copy a patch of the size of a digit over another that looks different."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        kind, saved = image.format, {k: image.info[k] for k in ("dpi",) if k in image.info}
        if kind == "TIFF":
            saved["compression"] = image.info.get("compression", "raw")
        image.load()
        size = (max(4, image.width // 300), max(6, image.width // 200))
        for _ in range(2000):
            x, y, u, v = (
                chance.randrange(limit - edge)
                for limit, edge in zip(image.size * 2, size * 2, strict=True)
            )
            one = image.crop((x, y, x + size[0], y + size[1]))
            two = image.crop((u, v, u + size[0], v + size[1]))
            if one.tobytes() != two.tobytes():
                image.paste(two, (x, y))
                out = io.BytesIO()
                image.save(out, kind, **saved)
                return out.getvalue(), f"{size[0]} × {size[1]} dots at {x}, {y}"
    raise Nothing


Change = Callable[[bytes, random.Random], tuple[bytes, str]]

#: Kinds of changes with the files that they are made in.
KINDS: dict[str, tuple[re.Pattern[str], Change]] = {
    "manuscript HTML": (re.compile(r"(manuscript|cases)/.*\.html"), in_markup),
    "manuscript PDF": (re.compile(r"(manuscript|cases)/.*\.pdf"), in_pdf),
    "DOCX": (re.compile(r"(manuscript|tables|supplement|checklists)/.*\.docx"), in_docx),
    "JATS": (re.compile(r"manuscript/.*\.xml"), in_markup),
    "data CSV": (re.compile(r"data/.*\.csv"), in_plain),
    "table CSV": (re.compile(r"tables/.*\.csv"), in_plain),
    "table HTML": (re.compile(r"tables/.*\.html"), in_markup),
    "results.json": (re.compile(r"data/results\.json"), in_plain),
    "figure SVG": (re.compile(r"figures/.*\.svg"), in_markup),
    "figure PDF": (re.compile(r"figures/.*\.pdf"), in_pdf),
    "figure picture": (re.compile(r"figures/.*\.(png|tiff)"), in_picture),
    "figure text": (re.compile(r"figures/.*\.txt"), in_plain),
    "supplement": (re.compile(r"supplement/.*\.html"), in_markup),
    "supplement PDF": (re.compile(r"supplement/.*\.pdf"), in_pdf),
    "checklist": (re.compile(r"checklists/.*\.csv"), in_plain),
    "checklist PDF": (re.compile(r"checklists/.*\.pdf"), in_pdf),
    "series": (re.compile(r"series/.*\.(yaml|md)"), in_plain),
    "metadata": (re.compile(r"[^/]*\.(json|md)"), in_metadata),
}


def mutations(files: Files, rounds: int, seed: int) -> Iterator[Mutation]:
    """Give so many single changes, the kinds by turns."""
    chance = random.Random(seed)
    there = {
        kind: paths
        for kind, (pattern, _) in KINDS.items()
        if (paths := sorted(p for p in files if pattern.fullmatch(p)))
    }
    kinds = list(there)
    made = 0
    while made < rounds:
        kind = kinds[made % len(kinds)]
        path = chance.choice(there[kind])
        try:
            content, told = KINDS[kind][1](files[path], chance)
        except Nothing:
            continue
        made += 1
        changed = {**files, path: content}
        hidden = changed if path == "datapackage.json" else covered_up(changed)
        yield Mutation(kind, path, told, {**hidden, "SHA256SUMS": sums(hidden)})


def covered_up(files: Files) -> Files:
    """State the checksums of the changed files, wherever a package states them."""
    try:
        described = json.loads(files["datapackage.json"])
        for resource in described["resources"]:
            content = files[resource["path"]]
            resource["bytes"] = len(content)
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        written = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
        files = {**files, "datapackage.json": written.encode()}
    except (ValueError, KeyError, TypeError):
        pass
    return {**files, "SHA256SUMS": sums(files)}
