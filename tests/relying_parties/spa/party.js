// A single-page application: oidc-client-ts as its guide shows it, kept in the page's own storage.
// The test drives it by `party`; who it is comes from the server as settings.json.

const state = (text) => {
  document.querySelector("#state").textContent = text;
};

async function begin() {
  const given = await (await fetch("settings.json")).json();
  const here = new URL(".", location.href).href;
  const bound = given.dpop && {
    dpop: { store: new oidc.IndexedDbDPoPStore(), bind_authorization_code: true },
    loadUserInfo: false, // the library asks userinfo without a proof: see `userinfo`
  };
  const party = new oidc.UserManager({
    authority: given.issuer,
    client_id: given.clientId,
    redirect_uri: here,
    post_logout_redirect_uri: here,
    scope: given.scope,
    loadUserInfo: true,
    filterProtocolClaims: false, // the test compares auth_time
    automaticSilentRenew: false, // renewed when the test says so, not by a timer
    silentRequestTimeoutInSeconds: 5,
    ...bound,
  });
  const answer = new URLSearchParams(location.search);
  if (window !== window.parent) {
    await party.signinSilentCallback();
    return undefined;
  }
  if (answer.has("code") || answer.has("error")) {
    await party.signinRedirectCallback();
    history.replaceState({}, "", here);
  } else if (answer.has("state")) {
    await party.signoutRedirectCallback();
    history.replaceState({}, "", here);
  }
  return party;
}

// What userinfo answers to a proof of the key; asked again where the server wants its nonce.
window.userinfo = async () => {
  const user = await party.getUser();
  const address = await party.metadataService.getUserInfoEndpoint();
  const ask = async (nonce) => {
    const DPoP = await party.dpopProof(address, user, "GET", nonce);
    return fetch(address, { headers: { Authorization: `DPoP ${user.access_token}`, DPoP } });
  };
  let answer = await ask();
  const nonce = answer.headers.get("dpop-nonce");
  if (answer.status === 401 && nonce) answer = await ask(nonce);
  return answer.json();
};

window.addEventListener("DOMContentLoaded", async () => {
  try {
    const party = await begin();
    window.party = party;
    if (party) state((await party.getUser()) ? "connecté" : "déconnecté");
  } catch (error) {
    window.problem = { name: error.name, error: error.error, message: error.message };
    state("refusé");
  }
});
