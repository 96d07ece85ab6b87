"""The closed word lists of the policy language. A word that is not here is a mistake in the file."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final, Literal

#: The highest involvement that an artifact accepts.
Level = Literal["none", "trivial", "assisted", "any"]

#: Each level on the scale of ``detectors.model.Involvement``: what lies above it is more than the project
#: accepts.
LEVEL_RANK: Final = MappingProxyType({"none": 0, "trivial": 1, "assisted": 2, "any": 4})

#: Whether, and from which point, AI use has to be disclosed.
Required = Literal["never", "used", "substantial", "always"]

#: A place where a disclosure counts.
Where = Literal["body", "section", "checkbox", "trailer", "title"]

#: Something that a disclosure has to say.
DisclosureField = Literal["tool", "model", "extent", "parts", "purpose", "verification", "prompt"]

#: A role in the repository, in GitHub's words.
Permission = Literal["read", "triage", "write", "maintain", "admin"]

#: GitHub's roles from none to all; a higher rank includes the lower ones.
PERMISSION_RANK: Final = MappingProxyType(
    {"none": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}
)

#: Actions that take no argument; ``label:<name>`` is the other kind.
PLAIN_ACTIONS: Final = ("note", "hold", "record")
LABEL_ACTION: Final = "label:"

#: Words (of lower-case text) that a reader takes as a statement about AI.
SPEAKS_OF_AI: Final = re.compile(
    r"(?<![a-z])(?:ai|genai|llms?|gpt|chatgpt|copilot|claude|slop|machine|generated|assisted|agent|agentic|bot)"
    r"(?![a-z])"
)
