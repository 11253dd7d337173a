"""A client of the control API, for the command line and the pytest plugin."""
