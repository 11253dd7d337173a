"""A sample portal of the ministry: the relying party to copy from.

Read it in this order: `provider` (the OpenID Connect part), `checks` (what the library leaves to
us), `sessions` (where tokens live), `resources` (calls made with the access token), `pages`.
"""
