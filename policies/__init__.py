"""The policy language: what a project asks for, and what follows from the findings. Pure code."""
