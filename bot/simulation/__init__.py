"""What a policy would have done: over a git history, over GitHub's threads, or over saved facts."""
