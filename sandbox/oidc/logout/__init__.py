"""Ending a session, and telling everyone it reached."""
