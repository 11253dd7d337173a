"""The sample portal's own doors: sessions, forms, headers, addresses, settings, words."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.applications import Starlette

from clients.pes_portal.settings import BadSetting, Settings, from_environment
from clients.pes_portal.texts import LANGUAGES, texts
from tests.relying_parties.fake_issuer import ISSUER, FakeIssuer
from tests.relying_parties.portal_browser import (
    COOKIE,
    PORTAL,
    Watch,
    csrf_of,
    nobody_is_signed_in,
    sign_in,
)

HOUSE = Path(__file__).parents[2] / "clients" / "pes_portal"


def cookie_thief(portal: Starlette, cookie: str) -> httpx2.AsyncClient:
    """Another browser, with a session cookie that was not given to it."""
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=portal), base_url=PORTAL, cookies={COOKIE: cookie}
    )


async def test_the_cookie_is_a_handle_and_holds_no_token(
    browser: httpx2.AsyncClient, issuer: FakeIssuer
) -> None:
    """What the browser keeps is short, signed, and tells nothing."""
    await sign_in(browser, issuer)
    kept = browser.cookies[COOKIE]
    assert len(kept) < 150
    assert "access-1" not in kept


async def test_the_handle_changes_at_sign_in_and_the_old_one_is_worth_nothing(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette
) -> None:
    """A handle planted before the sign-in (session fixation) opens nothing after it."""
    await browser.get("/login")
    planted = browser.cookies[COOKIE]
    await sign_in(browser, issuer)
    assert browser.cookies[COOKIE] != planted
    async with cookie_thief(portal, planted) as attacker:
        assert await nobody_is_signed_in(attacker)


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "é", "a.b.c" * 200])
async def test_a_forged_cookie_counts_as_none(browser: httpx2.AsyncClient, cookie: str) -> None:
    """Noise in the cookie opens the door page, not an error."""
    header = f"{COOKIE}={cookie}".encode()
    answer = await browser.get("/", headers=[(b"cookie", header)])
    assert answer.status_code == 200
    assert 'href="/login"' in answer.text


@pytest.mark.parametrize(("idle", "visits"), [(1801, 1), (1500, 20)])
async def test_a_session_ends_idle_or_old(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, watch: Watch, idle: int, visits: int
) -> None:
    """Half an hour unseen, or eight hours however busy, and one signs in again."""
    await sign_in(browser, issuer)
    for _ in range(visits):
        watch.at += idle
        last = await browser.get("/")
    assert 'href="/login"' in last.text


async def test_the_memory_of_sessions_is_bounded(portal: Starlette) -> None:
    """Sign-ins begun and never finished push out the idlest session, not the process."""
    store = portal.state.sessions
    store._capacity = 3
    for number in range(5):
        session = store.blank()
        session["n"] = number
        store.keep(session)
    assert len(store) == 3


@pytest.mark.parametrize("path", ["/inscription", "/logout"])
@pytest.mark.parametrize("form", [{}, {"csrf": "faux"}, {"csrf": "x" * 5000}])
async def test_a_form_without_the_token_of_the_session_does_nothing(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, path: str, form: dict[str, str]
) -> None:
    """A form sent from another site neither applies nor signs out."""
    await sign_in(browser, issuer)
    issuer.asked.clear()
    assert (await browser.post(path, data=form)).status_code == 403
    assert issuer.asked == []
    assert not await nobody_is_signed_in(browser)


async def test_a_form_without_any_session_is_refused(browser: httpx2.AsyncClient) -> None:
    """A post from nobody is answered with a page, not with an error of the server."""
    assert (await browser.post("/logout", data={"csrf": ""})).status_code == 403


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((201, {"acces": "ADMISSIBLE", "etat": "en_traitement"}), "transmise au ministère"),
        ((409, {"error": "deja"}), "rien n’a changé"),
        ((403, {"acces": "RESERVE_AU_RSE"}), "pas été acceptée"),
        ((409, {"acces": "AVIS_DU_MINISTERE_ATTENDU"}), "pas été acceptée"),
    ],
)
async def test_what_became_of_an_application_is_said_once(
    browser: httpx2.AsyncClient,
    issuer: FakeIssuer,
    answer: tuple[int, dict[str, object]],
    said: str,
) -> None:
    """Applied, already applied and refused by the gate each have their words, shown one time."""
    page = await sign_in(browser, issuer)
    issuer.applied = answer
    sent = await browser.post("/inscription", data={"csrf": csrf_of(page)})
    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    assert said in (await browser.get("/")).text
    assert said not in (await browser.get("/")).text


@pytest.mark.parametrize(
    ("acces", "etat", "said", "may_apply"),
    [
        ("ADMISSIBLE", "admissible", "Vous pouvez la demander", True),
        ("ADMISSIBLE", "en_traitement", "En traitement", False),
        ("ADMISSIBLE", "actif", "Actif", False),
        ("ADMISSIBLE", "refuse", "Refusé", True),
        ("RESERVE_AU_RSE", "refuse", "Refusé", False),
        ("ADMISSIBLE", "desinscrite", "Désinscrit", True),
        ("RESERVE_AU_RSE", "admissible", "Seul le responsable", False),
        ("AVIS_DU_MINISTERE_ATTENDU", "non_admissible", "recevoir l’avis du ministère", False),
        ("INSCRIPTION_NON_ACTIVE", "non_admissible", "n’est pas active", False),
        ("UN_JOUR_PEUT_ETRE", "inconnu", "UN_JOUR_PEUT_ETRE", False),
    ],
)
async def test_each_answer_of_the_gate_has_its_words(
    browser: httpx2.AsyncClient,
    issuer: FakeIssuer,
    acces: str,
    etat: str,
    said: str,
    may_apply: bool,
) -> None:
    """The state is shown in words, and the button only to whom the gate lets apply."""
    issuer.gate = {"acces": acces, "etat": etat, "avis_ministere": None, "motif": None}
    page = await sign_in(browser, issuer)
    assert said in page
    assert ('action="/inscription"' in page) is may_apply


async def test_signing_out_ends_here_first_then_at_the_issuer(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, portal: Starlette
) -> None:
    """The browser goes to the end of session with the hint and a state, and is told on return."""
    page = await sign_in(browser, issuer)
    kept = browser.cookies[COOKIE]
    leaving = await browser.post("/logout", data={"csrf": csrf_of(page)})
    asked = parse_qs(urlsplit(leaving.headers["location"]).query)
    assert leaving.status_code == 303
    assert leaving.headers["location"].startswith(f"{ISSUER}/oidc/logout?")
    assert asked["post_logout_redirect_uri"] == [f"{PORTAL}/"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert await nobody_is_signed_in(browser)
    async with cookie_thief(portal, kept) as thief:
        assert await nobody_is_signed_in(thief)
    said = "Vous êtes déconnecté"
    assert said not in (await browser.get("/?state=autre")).text
    assert said in (await browser.get("/", params={"state": asked["state"][0]})).text


async def test_another_site_may_begin_a_sign_in_at_our_issuer_only(
    browser: httpx2.AsyncClient,
) -> None:
    """The initiate_login_uri follows neither a foreign issuer nor a foreign target."""
    foreign = await browser.get("/login", params={"iss": "https://ailleurs.example"})
    assert foreign.status_code == 400
    ours = await browser.get(
        "/login",
        params={
            "iss": ISSUER,
            "login_hint": "rse-actif",
            "target_link_uri": "https://ailleurs.example",
        },
    )
    asked = parse_qs(urlsplit(ours.headers["location"]).query)
    assert asked["login_hint"] == ["rse-actif"]
    assert "ailleurs" not in ours.headers["location"]


async def test_the_portal_is_served_under_one_address(browser: httpx2.AsyncClient) -> None:
    """A browser that comes by another name is sent to the one its cookie will come back to."""
    other = {"host": "localhost:8401"}
    sent = await browser.get("/login?lang=en", headers=other)
    assert sent.status_code == 307
    assert sent.headers["location"] == f"{PORTAL}/login?lang=en"
    assert (await browser.post("/logout", headers=other)).status_code == 421


@pytest.mark.parametrize("path", ["/", "/callback", "/nulle-part", "/static/portal.css"])
async def test_every_answer_forbids_what_comes_from_elsewhere(
    browser: httpx2.AsyncClient, path: str
) -> None:
    """The policy lets in our own style sheet, and forms to us and to the issuer."""
    policy = (await browser.get(path)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert f"form-action 'self' {ISSUER}" in policy
    assert "unsafe" not in policy


async def test_french_comes_first_and_english_on_request(browser: httpx2.AsyncClient) -> None:
    """English is shown when asked for, remembered, and left again."""
    english = {"accept-language": "en"}
    assert 'lang="fr-CA"' in (await browser.get("/", headers=english)).text
    assert 'lang="en-CA"' in (await browser.get("/?lang=en")).text
    assert 'lang="en-CA"' in (await browser.get("/")).text
    assert 'lang="fr-CA"' in (await browser.get("/?lang=fr")).text


def test_both_languages_have_the_same_words_and_the_templates_no_other() -> None:
    """No text is missing in either language, and every one a template names exists."""
    assert set(texts("fr")) == set(texts("en"))
    named = set()
    for template in (HOUSE / "templates").glob("*.html"):
        named |= set(re.findall(r'\bt\("([\w.]+)"[,)]', template.read_text(encoding="utf-8")))
    assert len(named) > 20
    assert named <= set(texts("fr"))


def test_french_is_set_with_its_own_signs() -> None:
    """No straight apostrophe, no breaking space inside « » or before a colon."""
    for key, text in texts(LANGUAGES[0]).items():
        assert "'" not in text, key
        assert not re.search(r" :|« | »| [;!?]", text), key


def test_a_misspelt_variable_is_refused() -> None:
    """A setting nobody knows is an error that names it."""
    with pytest.raises(BadSetting, match="PES_PORTAL_ISUER"):
        from_environment({"PES_PORTAL_ISUER": ISSUER})
    assert from_environment({"PES_PORTAL_PORT": "9000"}).base_url == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": ""},
        {"issuer": "127.0.0.1:8400"},
        {"issuer": "http://127.0.0.1:8400?x"},
        {"public_url": "portail"},
        {"client_secret": ""},
    ],
)
def test_a_setting_that_cannot_work_is_refused_at_once(wrong: dict[str, str]) -> None:
    """A portal with such a setting does not start."""
    with pytest.raises(BadSetting):
        Settings(**wrong)  # type: ignore[arg-type]
