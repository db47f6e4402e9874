"""Take a package and nothing else, and say whether everything in it follows from its data."""

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
from cpreport.verify.verify_package import checked_files, verified

__all__ = [
    "Check",
    "Failure",
    "Form",
    "Verification",
    "checked_files",
    "form_of",
    "report_as",
    "report_json",
    "report_text",
    "verified",
]
