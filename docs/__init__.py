"""The documents, and in ``generate`` and ``images`` what makes parts of them. No part of Byline itself."""
