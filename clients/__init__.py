"""Relying parties: what a developer of a portal copies from. None of them imports the sandbox."""
