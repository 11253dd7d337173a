// The npm package oauth4webapi, unmodified: the same journeys one level lower than openid-client,
// with each answer processed by hand and each signature verified.
// Reads { issuer, clientId, clientSecret, redirectUri, afterLogout, userCode, password } and prints
// one JSON object of what it saw; test_oauth4webapi.py judges it.

import * as oauth from "oauth4webapi";
import { Browser } from "./browser.mjs";

const given = JSON.parse(process.argv[2]);
const insecure = { [oauth.allowInsecureRequests]: true }; // http on the loopback, nothing else
const client = { client_id: given.clientId };
const authentication = given.clientSecret
  ? oauth.ClientSecretBasic(given.clientSecret)
  : oauth.None();
const typed = { code_utilisateur: given.userCode, mot_de_passe: given.password };
const browser = new Browser();
const seen = {};

const issuer = new URL(given.issuer);
const as = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { algorithm: given.algorithm, ...insecure }),
);
seen.issuer = as.issuer;
seen.issAnnounced = as.authorization_response_iss_parameter_supported;

// What the library says of a refused request.
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    const challenge = error.cause?.[0]?.parameters?.error;
    return { code: error.code, status: error.status, error: error.error ?? challenge };
  }
  return { error: "none" };
}

// Asks for a code with PKCE and a nonce; signs in where a form is shown.
async function code(extra = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: given.redirectUri,
    response_type: "code",
    scope: "openid profile entreprise offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...extra,
  });
  const page = await browser.through(url, given.redirectUri, typed);
  return { parameters: oauth.validateAuthResponse(as, client, page.url, state), verifier, nonce };
}

// Redeems it, and verifies the signature of the ID token with the published keys.
async function redeem({ parameters, verifier, nonce }) {
  const response = await oauth.authorizationCodeGrantRequest(
    as, client, authentication, parameters, given.redirectUri, verifier, insecure,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(as, response, insecure);
  return tokens;
}

async function refresh(token) {
  const response = await oauth.refreshTokenGrantRequest(
    as, client, authentication, token, insecure,
  );
  const tokens = await oauth.processRefreshTokenResponse(as, client, response);
  await oauth.validateApplicationLevelSignature(as, response, insecure);
  return tokens;
}

async function userinfo(token, sub) {
  const response = await oauth.userInfoRequest(as, client, token, insecure);
  return oauth.processUserInfoResponse(as, client, sub, response);
}

async function introspection(token) {
  const response = await oauth.introspectionRequest(as, client, authentication, token, insecure);
  return oauth.processIntrospectionResponse(as, client, response);
}

async function revoke(token) {
  const response = await oauth.revocationRequest(as, client, authentication, token, insecure);
  await oauth.processRevocationResponse(response);
}

const tokens = await redeem(await code());
const claims = oauth.getValidatedIdTokenClaims(tokens);
seen.claims = claims;
seen.userinfo = await userinfo(tokens.access_token, claims.sub);

const refreshed = await refresh(tokens.refresh_token);
const again = oauth.getValidatedIdTokenClaims(refreshed);
seen.refreshed = { sub: again.sub, auth_time: again.auth_time };
seen.rotated = refreshed.refresh_token !== tokens.refresh_token;

if (given.clientSecret) {
  seen.introspected = await introspection(refreshed.access_token);
}
await revoke(refreshed.refresh_token);
seen.userinfoRevoked = await refusal(userinfo(refreshed.access_token, claims.sub));
seen.refreshRevoked = await refusal(refresh(refreshed.refresh_token));
if (given.clientSecret) {
  seen.introspectedRevoked = await introspection(refreshed.access_token);
}

// Single sign-on, then out; prompt=none tells one from the other.
const silent = await redeem(await code({ prompt: "none" }));
seen.sameSignIn = oauth.getValidatedIdTokenClaims(silent).auth_time === claims.auth_time;
const leaving = new URL(as.end_session_endpoint);
leaving.search = new URLSearchParams({
  id_token_hint: silent.id_token,
  post_logout_redirect_uri: given.afterLogout,
  state: "au-revoir",
});
seen.left = (await browser.open(leaving, given.afterLogout)).url.href;
seen.afterLogout = await refusal(code({ prompt: "none" }));

console.log(JSON.stringify(seen));
