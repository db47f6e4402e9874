"""Write the composed article with its figures and tables as JATS XML.

The tag set is Journal Publishing 1.3 (ANSI/NISO Z39.96-2021), which journals and archives read.
"""

from cpreport.publish.jats.article import article_jats
from cpreport.publish.jats.front import Journal

__all__ = ["Journal", "article_jats"]
