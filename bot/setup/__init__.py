"""Set-up: register Byline as a GitHub App from a manifest, and keep what GitHub hands out."""
