"""Take prose, references and claims with the findings, and give composed, checked documents."""

from cpreport.manuscript.compose import compose_article, compose_report
from cpreport.manuscript.document import Article, Report

__all__ = ["Article", "Report", "compose_article", "compose_report"]
