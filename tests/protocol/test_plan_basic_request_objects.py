"""Certification plan Basic: request objects that nobody signed."""

from tests.protocol import suite_checks as check
from tests.protocol.party import Answer, Params, Party
from tests.protocol.suite import CALLBACK, PLACE, Suite, unsigned

OUTSIDE = ("client_id", "response_type", "scope", "redirect_uri")
"""What stands beside a request object as well (Core section 6.1)."""


def beside(sent: Params) -> Params:
    """The parameters that are repeated outside the request object."""
    return {name: sent[name] for name in OUTSIDE}


async def obeyed(party: Party, inside: Params, outside: Params) -> None:
    """The request object counts: its state and nonce come back, and the flow succeeds."""
    answer = await party.send(party.suite.person(), outside)
    ended = Answer({}, answer.response, answer.pages, inside)
    await party.redeem(party.received(ended))


async def test_oidcc_ensure_request_object_with_redirect_uri(suite: Suite) -> None:
    """The redirect URI inside the request object counts, never an unregistered one beside it."""
    party = await suite.client()
    sent = party.request()
    strange = {**beside(sent), "redirect_uri": f"{CALLBACK}_invalid", "request": unsigned(sent)}
    answer = await party.send(suite.person(), strange)
    if not answer.pages:
        check.error_page(answer.response)
        return
    await party.redeem(party.received(Answer({}, answer.response, answer.pages, sent)))


async def test_oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(
    suite: Suite,
) -> None:
    """An unsigned request object by value is obeyed, or said not to be supported."""
    party = await suite.client()
    sent = party.request()
    await obeyed(party, sent, {**beside(sent), "request": unsigned(sent)})
    assert (await suite.metadata())["request_parameter_supported"] is True


async def test_oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(
    suite: Suite, published: dict[str, bytes]
) -> None:
    """An unsigned request object behind a registered address is obeyed."""
    where = f"{PLACE}/requesturi/{suite.fresh(96)}"
    party = await suite.client(dynamic=True, request_uris=[where])
    sent = party.request()
    published[where] = unsigned(sent).encode()
    await obeyed(party, sent, {**beside(sent), "request_uri": where})
    assert (await suite.metadata())["request_uri_parameter_supported"] is True
