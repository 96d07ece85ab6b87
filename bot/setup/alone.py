"""The set-up by itself, without the server that it is for: a small web server on this machine only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Flask, redirect
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.dashboard import Site, harden
from bot.errors import UsageError
from bot.messages.neutral import shown, unbroken
from bot.setup.pages import PATH, Host, create_setup

ADDRESS = "127.0.0.1"
_MAX_FORM = 64 * 1024


def create_app(site: Site, host: Host) -> Flask:
    """Return an application that has the pages of the set-up, and what they look like."""
    app = Flask("byline set-up", root_path=".", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_FORM
    look = Blueprint(
        "dashboard_files",
        "bot.dashboard",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    look.add_app_template_filter(unbroken)
    app.jinja_env.finalize = shown
    app.register_blueprint(look)
    app.register_blueprint(create_setup(site, host))
    app.add_url_rule("/", view_func=lambda: redirect(PATH))
    app.after_request(harden)
    return app


@contextmanager
def serving(app: Flask, port: int) -> Iterator[str]:
    """Serve until the block ends, and yield the address. Port 0 takes a free one.

    Raises:
        UsageError: the port cannot be used.
    """
    try:
        server = make_server(ADDRESS, port, app, threaded=True, request_handler=_Quiet)
    except (OSError, SystemExit) as error:  # werkzeug ends the program where a port is taken
        raise UsageError(f"cannot listen on {ADDRESS}:{port}: give another one by --port") from error
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{ADDRESS}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request: the terminal is for whoever waits there."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""
