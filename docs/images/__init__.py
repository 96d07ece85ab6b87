"""The pictures, and what makes them: ``python -m docs.images.make``."""
