"""Measure cpreport against its own floor, as ratios within one run."""
