"""Verify a package from nothing but itself: whether everything in it follows from its data."""

from cpreport.verify.summary import (
    Check,
    Failure,
    Form,
    Verification,
    form_of,
    report_as,
    report_json,
    report_text,
)
from cpreport.verify.verify_package import verify_files, verify_package

__all__ = [
    "Check",
    "Failure",
    "Form",
    "Verification",
    "form_of",
    "report_as",
    "report_json",
    "report_text",
    "verify_files",
    "verify_package",
]
