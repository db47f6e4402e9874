"""Read the works a series cites, and set them as a list of references.

`bibtex.py` and `csl_json.py` read files into `Work` records, whose fields are the variables of
CSL-JSON; everything behind them reads these records alone: the Vancouver list (`vancouver.py`),
every other style (`citeproc.py`), JATS, and the references that go into a package.
"""
