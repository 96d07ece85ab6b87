"""What Byline recognises its own comment and check run by."""

from __future__ import annotations

from typing import Final

#: The first line of the sticky comment; invisible on the page.
COMMENT_MARKER: Final = "<!-- byline:comment -->"
#: The name of the check run, which branch protection refers to.
CHECK_NAME: Final = "Byline"
