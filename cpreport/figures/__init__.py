"""Take findings, and give figures with their alt text: one file a figure, drawn when asked for."""
from __future__ import annotations
CASE_FIGURES=("timeline","change","spasticity"); SERIES_FIGURES=("timelines","change","items")
def case_figures_of(findings, case_id): return CASE_FIGURES
def series_figures_of(findings): return SERIES_FIGURES
def draw_case(name, findings, case_id): return None
def draw_series(name, findings): return None
