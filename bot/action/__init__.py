"""The GitHub Action: the server's engine and policy, for one event, with no server and no records."""
