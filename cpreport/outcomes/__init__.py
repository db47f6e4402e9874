"""Compare, judge and sum up a scored series: every number that is reported."""

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.outcomes.result import Ledger, Result, result_id

__all__ = ["Findings", "Ledger", "Result", "find", "result_id"]
