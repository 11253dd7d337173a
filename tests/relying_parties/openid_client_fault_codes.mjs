// The npm package openid-client, unmodified, in front of a provider that is spoilt on command: one
// sign-in for each of the user codes given, from a browser of its own. Prints, for each, the
// library's own error, or "none"; test_openid_client_fault_codes.py judges it.

import * as client from "openid-client";
import { Browser } from "./browser.mjs";

const given = JSON.parse(process.argv[2]);
const config = await client.discovery(
  new URL(given.issuer),
  given.clientId,
  undefined,
  client.ClientSecretBasic(given.clientSecret),
  { execute: [client.allowInsecureRequests], timeout: given.seconds },
);

async function signIn(userCode) {
  const browser = new Browser();
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: given.redirectUri,
    scope: "openid profile",
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  });
  const form = await browser.open(url, given.redirectUri);
  const typed = { code_utilisateur: userCode, mot_de_passe: given.password };
  const back = await browser.onward(form, given.redirectUri, typed);
  const tokens = await client.authorizationCodeGrant(config, back.url, checks);
  await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
}

const seen = {};
for (const userCode of given.userCodes) {
  try {
    await signIn(userCode);
    seen[userCode] = { code: "none" };
  } catch (error) {
    const { code, name } = error;
    const cause = error.cause?.code ?? error.cause?.name ?? "";
    seen[userCode] = { code: code ?? name, cause, error: error.error ?? "", words: error.message };
  }
}
console.log(JSON.stringify(seen));
