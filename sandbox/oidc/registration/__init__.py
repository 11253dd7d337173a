"""Clients register, read, replace and remove themselves (RFC 7591, RFC 7592)."""
