"""Typeset pages as tagged PDF."""
