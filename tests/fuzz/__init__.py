"""Property tests that can be left running: ``python -m tests.fuzz --minutes 10``."""

from hypothesis import settings

# Before the tests are imported, and so made: how long an example takes says nothing on a busy machine.
settings.register_profile("fuzz", deadline=None)
settings.load_profile("fuzz")
