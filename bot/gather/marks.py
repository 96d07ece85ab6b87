"""What Byline recognises its own comment and check run by, and where projects keep what it reads."""

from __future__ import annotations

from typing import Final

#: The first line of the sticky comment; invisible on the page.
COMMENT_MARKER: Final = "<!-- byline:comment -->"
#: How everything that Byline posts begins.
ANY_MARKER: Final = "<!-- byline:"
#: A project's own form of the sticky comment, on its default branch.
MESSAGE_PATH: Final = ".github/byline/comment.md"
#: The project's list of people who have several names.
MAILMAP_PATH: Final = ".mailmap"
#: The name of the check run, which branch protection refers to.
CHECK_NAME: Final = "Byline"
#: The name of the check run on a policy file that a pull request changes.
POLICY_CHECK_NAME: Final = "Byline policy"


def hidden_marker(comment_id: str) -> str:
    """Return the first line of Byline's comment that says why the comment with that id is hidden."""
    return f"<!-- byline:hidden {comment_id} -->"
