"""What ``byline openness`` looks at: a folder or clone, and, if asked, the hub where models are published."""
