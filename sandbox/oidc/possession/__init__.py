"""DPoP: proof that whoever shows a token holds the key it is bound to (RFC 9449)."""
