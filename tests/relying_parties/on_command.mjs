// The npm package openid-client, unmodified, in a space whose clock was moved on command.
// Reads { issuer, clientId, clientSecret, redirectUri, loginHint } from its first argument (and
// accessToken and sub, of a sign-in before) and prints one JSON object of what it saw;
// test_on_command.py judges it. It goes by the machine's own watch, as any application does.

import * as client from "openid-client";
import { Browser } from "./browser.mjs";

const given = JSON.parse(process.argv[2]);
const seen = {};

// What a promise brings, or the error it ends in as the library names it.
async function outcome(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    const claim = error.cause?.cause?.claim ?? error.cause?.claim; // of a token that is refused
    return { error: error.error ?? error.cause?.error, code: error.code, status: error.status, claim };
  }
}

const config = await client.discovery(
  new URL(given.issuer),
  given.clientId,
  undefined,
  client.ClientSecretBasic(given.clientSecret),
  // The sandbox speaks http on the loopback; nothing else is relaxed.
  { execute: [client.allowInsecureRequests] },
);

if (given.accessToken) {
  seen.before = await outcome(client.fetchUserInfo(config, given.accessToken, given.sub));
}

const checks = {
  pkceCodeVerifier: client.randomPKCECodeVerifier(),
  expectedState: client.randomState(),
  expectedNonce: client.randomNonce(),
};
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: given.redirectUri,
  scope: "openid",
  code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
  code_challenge_method: "S256",
  state: checks.expectedState,
  nonce: checks.expectedNonce,
  login_hint: given.loginHint,
});
const back = await new Browser().open(url, given.redirectUri);
seen.page = back.html ? back.url.pathname : "";
if (!back.html) {
  const granted = await outcome(client.authorizationCodeGrant(config, back.url, checks));
  seen.refused = granted.value ? null : granted;
  if (granted.value) {
    seen.claims = granted.value.claims();
    seen.accessToken = granted.value.access_token;
    seen.userinfo = await outcome(
      client.fetchUserInfo(config, seen.accessToken, seen.claims.sub),
    );
  }
}

console.log(JSON.stringify(seen));
