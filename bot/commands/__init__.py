"""Commands in comments (``/byline …``): read, allowed or refused, written down, answered by a reaction."""
