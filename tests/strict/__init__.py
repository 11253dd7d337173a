"""An otherwise correct, strict relying party of our own: it names the one thing that is wrong.

    party = StrictParty(house.http, "portal", PORTAL_SECRET, now=house.watch.read)
    tokens = await sign_in(party, house.browser())      # or raises Wrong("id_token.exp")

What a check raises is the `reason` of a fault in `sandbox.world.faults`. Nothing here imports the
sandbox: it stands on the specifications alone.
"""

from tests.strict.party import Asked, StrictParty, Tokens
from tests.strict.walk import answered, sign_in
from tests.strict.wrong import Wrong

__all__ = ["Asked", "StrictParty", "Tokens", "Wrong", "answered", "sign_in"]
