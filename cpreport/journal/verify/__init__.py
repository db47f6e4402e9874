"""Take a package and nothing else, and say whether everything in it follows from its data."""

from cpreport.journal.verify.checks import checked_files, verified
from cpreport.journal.verify.report import Check, Failure, Report, report_json

__all__ = ["Check", "Failure", "Report", "checked_files", "report_json", "verified"]
