"""What the fork server of ``tests.forked`` loads: all commands, and what these load when they are used."""

from __future__ import annotations

import importlib
import pkgutil

from bot import cli
from detectors import registry

for _found in pkgutil.walk_packages(cli.__path__, f"{cli.__name__}."):
    importlib.import_module(_found.name)
for _name in ("kombu.transport.redis", "psycopg", "webhooks.app"):
    importlib.import_module(_name)
registry.needs()
