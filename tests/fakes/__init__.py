"""Stand-ins for the services that Byline talks to."""
