"""From an authorization request to a code, a page, or an error (Core section 3.1.2)."""
