"""Pure code that finds evidence in a contribution: no network, database, clock or environment."""
