"""What a text is turned into before a model sees it."""
