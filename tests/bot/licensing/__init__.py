"""Tests of reading a tree."""
