"""The licenses of a whole tree: a folder or a clone is read, what was read is kept, and the rest is pure."""
