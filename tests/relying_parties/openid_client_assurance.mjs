// openid-client, unmodified, with all that a careful client asks for: it registers itself with keys
// of its own, authenticates by private_key_jwt, pushes a signed request, decrypts the answer, its ID
// token and its userinfo, verifies their signatures, and proves possession with the server's nonce.
// Reads { issuer, redirectUri, afterLogout, userCode, password } and prints one JSON object of what
// it saw; test_openid_client_assurance.py judges it.

import * as client from "openid-client";
import { Browser } from "./browser.mjs";
import { decryptionKey, signingKey } from "./keys.mjs";

const given = JSON.parse(process.argv[2]);
const typed = { code_utilisateur: given.userCode, mot_de_passe: given.password };
const browser = new Browser();
const seen = {};

const signing = await signingKey("ES256", "signature");
const sealed = await decryptionKey("RSA-OAEP-256", "sealed-rsa");
const agreed = await decryptionKey("ECDH-ES+A128KW", "agreed-ec");

const config = await client.dynamicClientRegistration(
  new URL(given.issuer),
  {
    client_name: "Client soigneux",
    redirect_uris: [given.redirectUri],
    post_logout_redirect_uris: [given.afterLogout],
    grant_types: ["authorization_code", "refresh_token"],
    scope: "openid profile entreprise offline_access",
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [signing.jwk, sealed.jwk, agreed.jwk] },
    id_token_signed_response_alg: "ES256",
    id_token_encrypted_response_alg: "RSA-OAEP-256",
    id_token_encrypted_response_enc: "A256GCM",
    userinfo_signed_response_alg: "ES256",
    userinfo_encrypted_response_alg: "ECDH-ES+A128KW",
    userinfo_encrypted_response_enc: "A128CBC-HS256",
    authorization_signed_response_alg: "ES256",
    authorization_encrypted_response_alg: "ECDH-ES+A128KW",
    authorization_encrypted_response_enc: "A256GCM",
    request_object_signing_alg: "ES256",
    require_signed_request_object: true,
    require_pushed_authorization_requests: true,
    dpop_bound_access_tokens: true,
    dpop_nonce_required: true,
  },
  client.PrivateKeyJwt(signing),
  { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
);
client.useJwtResponseMode(config);
client.enableDecryptingResponses(config, ["A256GCM", "A128CBC-HS256"], sealed, agreed);
seen.registered = config.clientMetadata();

// The proofs of one key; the library keeps the server's nonces and tries again by itself.
const proofs = () => ({ DPoP: client.getDPoPHandle(config, pair) });
const pair = await client.randomDPoPKeyPair("ES256");

async function authorization(extra = {}) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  };
  const signed = await client.buildAuthorizationUrlWithJAR(
    config,
    {
      redirect_uri: given.redirectUri,
      scope: "openid profile entreprise offline_access",
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: "S256",
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      ...extra,
    },
    signing,
  );
  const url = await client.buildAuthorizationUrlWithPAR(config, signed.searchParams, proofs());
  return { url, checks };
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { error: error.error ?? error.cause?.error, code: error.code, status: error.status };
  }
  return { error: "none" };
}

const { url, checks } = await authorization();
seen.asked = Object.fromEntries(url.searchParams);
const back = await browser.through(url, given.redirectUri, typed);
seen.back = [...back.url.searchParams.keys()];
const dpop = proofs();
const tokens = await client.authorizationCodeGrant(config, back.url, checks, {}, dpop);
seen.type = tokens.token_type;
seen.sealed = tokens.id_token.split(".").length;
seen.claims = tokens.claims();
const { sub } = seen.claims;
seen.userinfo = await client.fetchUserInfo(config, tokens.access_token, sub, dpop);
seen.asBearer = await refusal(client.fetchUserInfo(config, tokens.access_token, sub));
seen.strangersKey = await refusal(
  client.fetchUserInfo(config, tokens.access_token, sub, {
    DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256")),
  }),
);

const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, {}, dpop);
seen.refreshed = { claims: refreshed.claims(), type: refreshed.token_type };
seen.introspected = await client.tokenIntrospection(config, refreshed.access_token);
await client.tokenRevocation(config, refreshed.refresh_token);
seen.revoked = await client.tokenIntrospection(config, refreshed.access_token);

// A pushed request is good once.
seen.usedRequest = (await browser.open(url, given.redirectUri)).status;

// Out, with the ID token as it was signed: what was encrypted to the client is nothing to show.
const leaving = client.buildEndSessionUrl(config, {
  id_token_hint: client.getDecryptedResponses(tokens).id_token.token_endpoint,
  post_logout_redirect_uri: given.afterLogout,
  state: "au-revoir",
});
seen.left = (await browser.open(leaving, given.afterLogout)).url.href;
const after = await authorization({ prompt: "none" });
const answer = await browser.open(after.url, given.redirectUri);
seen.afterLogout = await refusal(client.authorizationCodeGrant(config, answer.url, after.checks));

console.log(JSON.stringify(seen));
