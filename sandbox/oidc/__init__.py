"""Face 1: the OpenID provider. The only importer of Authlib and joserfc."""
