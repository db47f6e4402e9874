"""Whether an article tells its patients one by one."""

from __future__ import annotations

from cpreport.outcomes.findings import Findings

#: An article tells up to so many patients one by one. Its figures are drawn for so many lanes, and
#: a page holds about as many rows; of more, nobody reads each, and a thousand would be a thousand
#: pages.
MOST_ONE_BY_ONE = 25


def few_enough(patients: int) -> bool:
    """Whether so many patients are told one by one."""
    return patients <= MOST_ONE_BY_ONE


def one_by_one(findings: Findings) -> bool:
    """Whether the article tells every patient; else it sums up, and a supplement tells them."""
    return few_enough(len(findings.cases))
