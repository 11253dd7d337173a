// The npm package openid-client, unmodified, signing in by login_hint: no page, no browser.
// Reads { issuer, clientId, clientSecret, redirectUri, hint, wrongHint } from its first argument
// and prints one JSON object of what it saw; test_openid_client_hinted.py judges it.

import * as client from "openid-client";

const given = JSON.parse(process.argv[2]);

// What the library makes of the answer to one authorization request, fetched once.
async function signIn(config, hint) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: given.redirectUri,
    scope: "openid profile entreprise",
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    login_hint: hint,
  });
  const answer = await fetch(url, { redirect: "manual" });
  const back = new URL(answer.headers.get("location"));
  return client.authorizationCodeGrant(config, back, checks);
}

const config = await client.discovery(
  new URL(given.issuer),
  given.clientId,
  undefined,
  client.ClientSecretBasic(given.clientSecret),
  { execute: [client.allowInsecureRequests] },
);
const tokens = await signIn(config, given.hint);
const claims = tokens.claims();
const seen = {
  claims,
  userinfo: await client.fetchUserInfo(config, tokens.access_token, claims.sub),
};
try {
  await signIn(config, given.wrongHint);
} catch (error) {
  seen.refused = { error: error.error, description: error.error_description };
}
console.log(JSON.stringify(seen));
