"""``python -m policies > policies/schema.json``: write the JSON Schema of a policy file."""

from __future__ import annotations

import sys

from policies.schema import json_schema

sys.stdout.write(json_schema())
