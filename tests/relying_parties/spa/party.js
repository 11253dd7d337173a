// A single-page application: oidc-client-ts as its guide shows it, kept in the page's own storage.
// The test drives it by `party`; who it is comes from the server as settings.json.

const state = (text) => {
  document.querySelector("#state").textContent = text;
};

async function begin() {
  const given = await (await fetch("settings.json")).json();
  const here = new URL(".", location.href).href;
  const stores = given.dpop && { dpop: { store: new oidc.IndexedDbDPoPStore() } };
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
    ...stores,
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
