"""``python -m bot`` is ``byline``."""

from bot.cli import main

main()
