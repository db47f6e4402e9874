"""Read the dots of a single medical image in DICOM, and nothing else of what the file tells."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cpreport.limits import too_many_dots

if TYPE_CHECKING:
    from PIL.Image import Image

_NOT_THERE = "is a DICOM file, which this installation cannot read; `pip install cpreport[dicom]`"


@dataclass(frozen=True, slots=True)
class MedicalImage:
    """The dots of a medical image.

    spacing : float or None
        What a dot shows of the patient, in mm; None where that is not known.
    burnt_in : bool
        Whether the file says that words are part of the dots.
    """

    image: Image
    spacing: float | None
    burnt_in: bool


def read_dicom(content: bytes) -> MedicalImage | str:
    """Read a DICOM file with one image; where it cannot be printed, say why in a clause."""
    try:
        import pydicom
        from pydicom import pixels
    except ImportError:
        return _NOT_THERE
    try:
        told = pydicom.dcmread(io.BytesIO(content))
        if "PixelData" not in told:
            return "holds no image"
        if int(told.get("NumberOfFrames") or 1) > 1:
            return "moves; print one picture of it"
        if why := too_many_dots((int(told.Columns), int(told.Rows))):
            return why
        dots = _shades(told, pixels)
    except Exception:
        # Whatever a foreign file makes the library stumble on, its image cannot be printed.
        return "is no DICOM file that can be read"
    burnt_in = str(told.get("BurnedInAnnotation") or "").strip().upper() == "YES"
    across, down = _spacing(told)
    return MedicalImage(_square(dots, across, down), across, burnt_in)


def _shades(told: Any, pixels: Any) -> Any:
    """Bring the dots to 256 shades by the window that the file names, or from least to most."""
    dots = pixels.pixel_array(told)
    if dots.ndim == 3:
        return dots if dots.dtype == "uint8" else (dots >> 8).astype("uint8")
    values = pixels.apply_modality_lut(dots, told)
    if "WindowCenter" in told and "WindowWidth" in told:
        even = _windowed(values.astype("float64"), told)
    else:
        shades = pixels.apply_voi_lut(values, told).astype("float64")
        low, high = float(shades.min()), float(shades.max())
        even = (shades - low) / (high - low) if high > low else shades * 0
    if str(told.PhotometricInterpretation) == "MONOCHROME1":
        even = 1 - even
    return (even * 255).round().astype("uint8")


def _windowed(values: Any, told: Any) -> Any:
    """Spread the shades of the first window from 0 to 1 (DICOM PS3.3, C.11.2.1.2.1)."""
    center, width = (_first(told[key].value) for key in ("WindowCenter", "WindowWidth"))
    return ((values - (center - 0.5)) / max(width - 1, 1) + 0.5).clip(0, 1)


def _first(value: Any) -> float:
    return float(value if isinstance(value, (str, int, float)) else next(iter(value), 0))


def _spacing(told: Any) -> tuple[float | None, float | None]:
    """Read what a dot shows across and down; at a detector it shows something else."""
    spacing = told.get("PixelSpacing")
    if not spacing or len(spacing) != 2 or min(float(s) for s in spacing) <= 0:
        return None, None
    return float(spacing[1]), float(spacing[0])


def _square(dots: Any, across: float | None, down: float | None) -> Image:
    """Make an image of dots that are as wide as high."""
    from PIL import Image

    image = Image.fromarray(dots)
    if across and down and abs(down / across - 1) > 0.001:
        return image.resize((image.width, max(1, round(image.height * down / across))))
    return image
