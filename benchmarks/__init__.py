"""Measurements on real material, run by hand: see README.md."""
