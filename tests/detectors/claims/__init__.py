"""Tests of what projects say of their own use of AI."""
