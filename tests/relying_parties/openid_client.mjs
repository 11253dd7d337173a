// The npm package openid-client, unmodified, through all a relying party does with the sandbox.
// Reads { issuer, clientId, clientSecret, redirectUri, afterLogout, userCode, password } from its
// first argument (and metadataUrl, where metadata are not read at the issuer) and prints one JSON
// object of what it saw; test_openid_client.py and test_one_issuer.py judge it.
// A step that fails ends the run with the library's own error.

import * as client from "openid-client";
import { Browser, firstForm } from "./browser.mjs";

const given = JSON.parse(process.argv[2]);
const scope = "openid profile entreprise pes offline_access";
const browser = new Browser();
const seen = {};

// The error that a promise ends in, as the library names it.
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { error: error.error ?? error.cause?.error, code: error.code, status: error.status };
  }
  return { error: "none" };
}

// One authorization request: what to send, and what to compare the answer with.
async function authorization(extra = {}) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: given.redirectUri,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...extra,
  });
  return { url, checks };
}

// The address a browser that is already signed in is brought back to.
async function signedInAlready(extra) {
  const { url, checks } = await authorization(extra);
  const page = await browser.open(url, given.redirectUri);
  return { page, checks };
}

const authentication = given.clientSecret
  ? client.ClientSecretBasic(given.clientSecret)
  : client.None();
// The sandbox speaks http on the loopback; nothing else is relaxed.
const discovered = () =>
  client.discovery(new URL(given.issuer), given.clientId, undefined, authentication, {
    execute: [client.allowInsecureRequests],
  });

// A back end that cannot reach the issuer's name reads the metadata where it can.
async function read(metadataUrl) {
  const metadata = await (await fetch(metadataUrl)).json();
  const found = new client.Configuration(metadata, given.clientId, undefined, authentication);
  client.allowInsecureRequests(found);
  return found;
}

const config = given.metadataUrl ? await read(given.metadataUrl) : await discovered();
seen.issuer = config.serverMetadata().issuer;
seen.pkce = config.serverMetadata().supportsPKCE("S256");

// Sign in through the real form.
const first = await authorization();
const form = await browser.open(first.url, given.redirectUri);
seen.signInPage = { status: form.status, path: form.url.pathname };
const typed = { code_utilisateur: given.userCode, mot_de_passe: given.password };
const back = await browser.onward(form, given.redirectUri, typed);
seen.back = Object.fromEntries(back.url.searchParams);
const otherIssuer = new URL(back.url);
otherIssuer.searchParams.set("iss", "https://ailleurs.example");
seen.otherIssuer = await refusal(
  client.authorizationCodeGrant(config, otherIssuer, first.checks),
);
const tokens = await client.authorizationCodeGrant(config, back.url, first.checks);
seen.tokens = { type: tokens.token_type, scope: tokens.scope, expiresIn: tokens.expiresIn() };
seen.claims = tokens.claims();
const { sub } = seen.claims;
seen.userinfo = await client.fetchUserInfo(config, tokens.access_token, sub);

// Refresh tokens rotate.
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
seen.refreshed = {
  claims: refreshed.claims(),
  newAccess: refreshed.access_token !== tokens.access_token,
  newRefresh: refreshed.refresh_token !== tokens.refresh_token,
};

// A confidential client may ask what a token is worth, and take it back.
if (given.clientSecret) {
  seen.introspected = await client.tokenIntrospection(config, refreshed.access_token);
}
await client.tokenRevocation(config, refreshed.access_token);
if (given.clientSecret) {
  seen.introspectedRevoked = await client.tokenIntrospection(config, refreshed.access_token);
}
seen.userinfoRevoked = await refusal(
  client.fetchUserInfo(config, refreshed.access_token, sub),
);

// A spent refresh token, used again, takes the whole family with it.
const again = await client.refreshTokenGrant(config, refreshed.refresh_token);
seen.reusedRefresh = await refusal(client.refreshTokenGrant(config, tokens.refresh_token));
seen.familyRefresh = await refusal(client.refreshTokenGrant(config, again.refresh_token));

// Single sign-on: no form the second time; a code is good once.
const second = await signedInAlready();
seen.singleSignOn = second.page.url.href.startsWith(given.redirectUri);
const secondTokens = await client.authorizationCodeGrant(config, second.page.url, second.checks);
seen.sameSubject = secondTokens.claims().sub === sub;
seen.spentCode = await refusal(
  client.authorizationCodeGrant(config, second.page.url, second.checks),
);
seen.afterSpentCode = await refusal(client.fetchUserInfo(config, secondTokens.access_token, sub));

// A code with somebody else's verifier.
const third = await signedInAlready();
seen.wrongVerifier = await refusal(
  client.authorizationCodeGrant(config, third.page.url, {
    ...third.checks,
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
  }),
);

// The answer as a form that the browser posts.
const fourth = await signedInAlready({ response_mode: "form_post" });
const posted = firstForm(fourth.page);
const postedTokens = await client.authorizationCodeGrant(
  config,
  new Request(posted.action, { method: "POST", body: new URLSearchParams(posted.fields) }),
  fourth.checks,
);
seen.formPost = { action: posted.action, subject: postedTokens.claims().sub === sub };

// Without a page, while signed in and after.
const silent = await signedInAlready({ prompt: "none" });
const silentTokens = await client.authorizationCodeGrant(config, silent.page.url, silent.checks);
seen.silent = silentTokens.claims().auth_time === seen.claims.auth_time;

const leaving = client.buildEndSessionUrl(config, {
  id_token_hint: silentTokens.id_token,
  post_logout_redirect_uri: given.afterLogout,
  state: "au-revoir",
});
const left = await browser.open(leaving, given.afterLogout);
seen.left = { url: left.url.href, status: left.status };
const after = await signedInAlready({ prompt: "none" });
seen.afterLogout = await refusal(
  client.authorizationCodeGrant(config, after.page.url, after.checks),
);

console.log(JSON.stringify(seen));
