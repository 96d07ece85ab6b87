"""How machine-like a text is, and how often human writing of its kind looks at least this machine-like."""
