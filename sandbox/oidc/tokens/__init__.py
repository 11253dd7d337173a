"""What clients ask directly: tokens, introspection, revocation."""
