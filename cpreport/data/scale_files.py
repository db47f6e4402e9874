"""Find the scales that a series uses, and the files that define them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from cpreport.outcomes.findings import Findings
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase


def scales_in_use(findings: Findings) -> tuple[Scale, ...]:
    """List the scales that were graded, or that an outcome judges, in the order of their ids."""
    return scales_named(
        findings, {name for case in findings.cases for name in scales_of_case(case)}
    )


def scales_named(findings: Findings, used: Iterable[str]) -> tuple[Scale, ...]:
    """List scales with those that an outcome judges, in the order of their ids.

    Parameters
    ----------
    used : iterable of str
        Ids of scales, and of classifications that no scale defines.
    """
    ids = {*used, *(judged.scale.id for judged in findings.judged)}
    return tuple(s for name, s in sorted(findings.scored.scales.items()) if name in ids)


def scales_of_case(case: ScoredCase) -> set[str]:
    """Name the scales and classifications that a case was graded on."""
    return {*case.scale_ids, *case.classification}


def scale_files(findings: Findings) -> dict[str, bytes]:
    """Collect the definitions of the scales in use, as the files that define them."""
    library = resources.files("cpreport.scales") / "library"
    used = {scale.id for scale in scales_in_use(findings)}
    declared = findings.record.measures
    shipped = [library / f"{scale_id.casefold()}.yaml" for scale_id in used - set(declared)]
    own = {text.file: text.text.encode() for text in findings.scored.series.scale_files}
    files = {f"scales/{path.name}": path.read_bytes() for path in shipped if path.is_file()}
    every = {**files, **own}
    return {path: every[path] for path in sorted(every) if _defines(every[path], used)}


def _defines(content: bytes, ids: set[str]) -> bool:
    from cpreport.cases.text import Mapping, Scalar
    from cpreport.cases.yaml_text import read_yaml

    root, _ = read_yaml(content.decode(), "scale")
    scale_id = root.get("id") if isinstance(root, Mapping) else None
    return isinstance(scale_id, Scalar) and scale_id.text in ids
