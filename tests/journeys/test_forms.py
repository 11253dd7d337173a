"""Forms that no honest browser sends are answered with a page, never with a crash."""

import pytest

from sandbox.web.forms import MAX_BYTES, MAX_FIELDS, FormMalformed, parse
from tests.journeys.visitor import Page, look_over

FORM = {"content-type": "application/x-www-form-urlencoded"}
POSTS = (
    "/inscription",
    "/inscription/reprendre",
    "/inscription/service",
    "/inscription/identifiants",
    "/inscription/transmettre",
    "/personnages/F01",
)


def test_fields_are_read_by_name_and_stripped():
    """An ordinary form gives its fields, outer spaces gone, passwords as they were typed."""
    form = parse("a=+b%20&mot_de_passe=+c+&é=%C3%A9".encode())
    assert dict(form) == {"a": "b", "mot_de_passe": " c ", "é": "é"}


@pytest.mark.parametrize(
    "body",
    [
        b"a=%FF",
        b"a=\xff",
        b"a=%00",
        b"a=1&a=2",
        b"&".join(b"f%d=1" % place for place in range(MAX_FIELDS + 1)),
    ],
)
def test_what_no_browser_sends_is_refused(body):
    """Bad UTF-8, control characters, repeated fields and too many fields are malformed."""
    with pytest.raises(FormMalformed):
        parse(body)


def test_a_field_may_be_repeated_where_the_page_says_so():
    """Checkboxes of one name give all their values."""
    assert parse(b"a=1&a=2", many=("a",)).all("a") == ("1", "2")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("csrf", [None, "", "wrong", "é"])
async def test_a_form_of_another_session_is_refused(visitor, path, csrf):
    """A missing or foreign token gets a page that says to reload (403)."""
    await visitor.get("/inscription")
    data = {} if csrf is None else {"csrf": csrf}
    response = await visitor.client.post(path, data=data)
    page = Page(response)
    look_over(page)
    assert page.status == 403
    assert "Rechargez la page" in page.text


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"csrf=%FF", FORM, 400),
        (b"csrf=a&csrf=b", FORM, 400),
        (b"x=" + b"a" * MAX_BYTES, FORM, 413),
        (b"{}", {"content-type": "application/json"}, 400),
        (b"--x\r\n", {"content-type": "multipart/form-data; boundary=x"}, 400),
        (b"", {}, 403),
    ],
)
async def test_a_malformed_form_gets_a_page(visitor, path, content, headers, status):
    """Each kind of malformed body has its own status and a whole page."""
    page = Page(await visitor.client.post(path, content=content, headers=headers))
    look_over(page)
    assert page.status == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/inscription", "/inscription/service", "/guide"])
async def test_a_wrong_method_is_told(visitor, method, path):
    """Methods that a page does not have answer 405 with the ones it has."""
    response = await visitor.client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"]


@pytest.mark.parametrize(
    "path",
    [
        "/inscription/accuse/0",
        "/inscription/accuse/99999999999999999999",
        "/inscription/inconnu",
        "/guide/inconnue",
        "/guide/../secret",
        "/static/inconnu.css",
        "/static/../pages.py",
        "/inscription?lang=%FF&lang=en&lang=zz",
        "/%F0%9F%8D%81",
        "/guide/%00",
    ],
)
async def test_odd_addresses_never_crash(visitor, path):
    """Whatever the address, the answer is a page or a plain refusal."""
    assert (await visitor.client.get(path)).status_code < 500


async def test_a_cookie_of_noise_is_an_empty_session(visitor):
    """A forged or broken cookie is ignored, lists of the wrong kind included."""
    visitor.client.cookies.set("clicsequr_default", "bm9pc2U.noise.noise")
    assert (await visitor.get("/inscription")).status == 200
