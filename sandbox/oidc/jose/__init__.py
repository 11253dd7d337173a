"""Signatures, encryption and keys: whatever JOSE (RFC 7515 to 7519) brings in."""
