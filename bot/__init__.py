"""The edges: gathering facts, planning and applying actions, storage, and the command line."""
