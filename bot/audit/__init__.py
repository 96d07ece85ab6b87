"""Whole-repository provenance reports: who wrote it, under what, and how much by machine."""
