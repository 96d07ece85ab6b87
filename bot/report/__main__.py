"""``python -m bot.report > bot/report/schema.json``: write the JSON Schema of an audit report."""

from __future__ import annotations

import sys

from bot.report.json import json_schema

sys.stdout.write(json_schema())
