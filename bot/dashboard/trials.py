"""The live demo, the playground and the API, which share the process that judges for them."""

from __future__ import annotations

from flask import Blueprint

from bot.dashboard import playground, trial
from bot.dashboard.api import create_api
from bot.dashboard.site import Site
from bot.trial.bench import Bench


def add(pages: Blueprint, site: Site) -> None:
    """Add ``/try``, ``/playground`` and ``/api/v1``."""
    bench = Bench()
    trial.add(pages, site, bench)
    playground.add(pages, site, bench)
    pages.record_once(lambda state: state.app.register_blueprint(create_api(site, bench)))
