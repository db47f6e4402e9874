"""Read prose, references and claims, and compose checked documents as trees of nodes."""

from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.compose_report import compose_report
from cpreport.manuscript.document import Article, Report

__all__ = ["Article", "Report", "compose_article", "compose_report"]
