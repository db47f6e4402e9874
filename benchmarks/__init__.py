"""Measure cpreport beside what it is built on and beside its peers, as ratios within one run."""
