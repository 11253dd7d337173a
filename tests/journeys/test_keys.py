"""The page of the signing keys: what is there, and the three things that can be done."""

from tests.journeys.visitor import Visitor

HERE = "/developper/cles"


async def kids(visitor: Visitor) -> list[str]:
    """What the key set publishes."""
    return [key["kid"] for key in (await visitor.client.get("/oidc/jwks")).json()["keys"]]


async def turned(visitor: Visitor, act: str, **fields: str) -> str:
    """The page after one of its buttons."""
    page = await visitor.get(HERE)
    csrf = next(
        found["value"] for tag, found in page.elements if found.get("name") == "csrf" and tag
    )
    data = {"csrf": csrf, "geste": act, **fields}
    answer = await visitor.client.post(HERE, data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_key_is_published_then_used(visitor: Visitor) -> None:
    """The new key stands in the set before it signs; then the old one is retired."""
    (old,) = await kids(visitor)
    page = await turned(visitor, "rotate", algorithme="RS256")
    assert "Publiée" in page
    new = next(kid for kid in await kids(visitor) if kid != old)
    page = await turned(visitor, "use", cle=new)
    assert "Relevée" in page
    assert set(await kids(visitor)) == {old, new}


async def test_an_emergency_empties_the_set_of_the_old(visitor: Visitor) -> None:
    """The page says what was withdrawn."""
    (old,) = await kids(visitor)
    page = await turned(visitor, "emergency", algorithme="RS256", compris="oui")
    assert "Retirée d’urgence" in page
    assert "A signé à partir de" in page
    assert old not in await kids(visitor)


async def test_an_emergency_is_for_who_has_understood(visitor: Visitor) -> None:
    """Without the box ticked nothing is withdrawn, and the page says what to do."""
    before = await kids(visitor)
    page = await turned(visitor, "emergency", algorithme="RS256")
    assert "cochez d’abord" in page
    assert "A signé à partir de" not in page
    assert await kids(visitor) == before
    box = next(found for _, found in (await visitor.get(HERE)).elements if "required" in found)
    assert (box["type"], box["name"]) == ("checkbox", "compris")


async def test_nothing_else_can_be_asked_for(visitor: Visitor) -> None:
    """An unknown act or algorithm does nothing and says so; an unknown key is not found."""
    await visitor.client.get("/oidc/jwks")
    for fields in ({}, {"algorithme": "HS256"}, {"algorithme": "none"}):
        assert "Rien n’a été fait" in await turned(visitor, "rotate", **fields)
    assert "Rien n’a été fait" in await turned(visitor, "dance")
    page = await visitor.get(HERE)
    csrf = next(found["value"] for _, found in page.elements if found.get("name") == "csrf")
    data = {"csrf": csrf, "geste": "use", "cle": "nobody"}
    assert (await visitor.client.post(HERE, data=data)).status_code == 404
    assert (await visitor.client.post(HERE, data={**data, "csrf": "x"})).status_code == 403
