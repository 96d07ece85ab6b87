"""GitHub's REST API behind one narrow, typed surface: ``app.GitHubApp``, ``client.Client`` and ``records``.

Nothing is imported here: who only reads a payload's records need not load the client and what it stands on.
"""
