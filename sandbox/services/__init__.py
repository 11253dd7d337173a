"""Use cases: async functions that take a transaction, the world and a command."""
