"""The makers of Facts: from the API, a payload, a clone, plain text, or a saved facts file."""
