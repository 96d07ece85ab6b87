"""Judging what somebody pastes into a page: in a process of its own, with nothing kept and nothing sent."""
