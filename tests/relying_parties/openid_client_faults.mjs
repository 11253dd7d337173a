// The npm package openid-client, unmodified, against one armed fault after another.
// Reads { issuer, clientId, clientSecret, redirectUri, hint, faults } from its first argument and
// prints one JSON object: for each fault what the library made of a sign-in, and then of an honest
// one; test_openid_client_faults.py judges it.

import * as client from "openid-client";

const given = JSON.parse(process.argv[2]);
const seen = {};

async function arm(fault) {
  const answer = await fetch(`${given.issuer}/_sandbox/faults/armed`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ fault }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}

// A party that begins anew: it verifies signatures too, which the library leaves to its users.
async function signIn() {
  const config = await client.discovery(
    new URL(given.issuer),
    given.clientId,
    undefined,
    client.ClientSecretBasic(given.clientSecret),
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  );
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    maxAge: 600,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: given.redirectUri,
    scope: "openid",
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    max_age: "600",
    login_hint: given.hint,
  });
  const answer = await fetch(url, { redirect: "manual" });
  const back = new URL(answer.headers.get("location"));
  const tokens = await client.authorizationCodeGrant(config, back, checks);
  await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
}

// The reasons of an error, outermost first; nothing where the sign-in succeeds.
async function outcome() {
  try {
    await signIn();
    return [];
  } catch (error) {
    const told = [];
    for (let at = error; at instanceof Error; at = at.cause) told.push(`${at.code}: ${at.message}`);
    return told;
  }
}

for (const fault of given.faults) {
  await arm(fault);
  seen[fault] = { spoilt: await outcome(), next: await outcome() };
}
console.log(JSON.stringify(seen));
