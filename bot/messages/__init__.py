"""Everything a person reads: the comment and check on GitHub, and what the command line prints."""
