"""A sandbox in this very process, in a thread of its own, for the pytest plugin."""
