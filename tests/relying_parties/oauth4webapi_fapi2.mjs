// oauth4webapi, unmodified, as its own example of the FAPI 2.0 Security Profile does: registered by
// itself, private_key_jwt, PAR, PKCE, DPoP with the server's nonce, and once more with a signed
// answer (JARM). Reads { issuer, redirectUri, userCode, password } and prints one JSON object of
// what it saw; test_fapi2.py judges it.

import * as oauth from "oauth4webapi";
import { Browser } from "./browser.mjs";
import { signingKey } from "./keys.mjs";

const given = JSON.parse(process.argv[2]);
const typed = { code_utilisateur: given.userCode, mot_de_passe: given.password };
const insecure = { [oauth.allowInsecureRequests]: true }; // http on the loopback, nothing else
const seen = { nonces: 0 };

const issuer = new URL(given.issuer);
const as = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, insecure),
);
const signing = await signingKey(given.alg, "fapi");
const client = await oauth.processDynamicClientRegistrationResponse(
  await oauth.dynamicClientRegistrationRequest(
    as,
    {
      client_name: "Client de haute assurance",
      redirect_uris: [given.redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      scope: "openid entreprise offline_access",
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: given.alg,
      id_token_signed_response_alg: given.alg,
      authorization_signed_response_alg: given.alg,
      jwks: { keys: [signing.jwk] },
      security_profile: "fapi2",
      dpop_nonce_required: true,
    },
    insecure,
  ),
);
seen.registered = client;
const authentication = oauth.PrivateKeyJwt(signing);
const pair = await oauth.generateKeyPair("ES256");
const DPoP = oauth.DPoP(client, pair);
const proven = { DPoP, ...insecure };

// Sends a request, and once more when the server wants its nonce in the proof.
async function withNonce(send, read) {
  try {
    return await read(await send());
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    seen.nonces += 1;
    return read(await send());
  }
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    const challenge = error.cause?.[0]?.parameters?.error;
    return { code: error.code, status: error.status, error: error.error ?? challenge };
  }
  return { error: "none" };
}

async function pushed(browser, extra = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: given.redirectUri,
    response_type: "code",
    scope: "openid entreprise offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...extra,
  });
  const { request_uri } = await withNonce(
    () => oauth.pushedAuthorizationRequest(as, client, authentication, parameters, proven),
    (response) => oauth.processPushedAuthorizationResponse(as, client, response),
  );
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({ client_id: client.client_id, request_uri });
  const back = (await browser.through(url, given.redirectUri, typed)).url;
  return { back, state, nonce, verifier };
}

async function redeem(parameters, { verifier, nonce }) {
  return withNonce(
    () => oauth.authorizationCodeGrantRequest(
      as, client, authentication, parameters, given.redirectUri, verifier, proven,
    ),
    async (response) => {
      const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(as, response, insecure);
      return tokens;
    },
  );
}

const userinfo = (token, sub, options) =>
  withNonce(
    () => oauth.userInfoRequest(as, client, token, options),
    (response) => oauth.processUserInfoResponse(as, client, sub, response),
  );

const browser = new Browser();
const plain = await pushed(browser);
const tokens = await redeem(
  oauth.validateAuthResponse(as, client, plain.back, plain.state),
  plain,
);
const { sub } = oauth.getValidatedIdTokenClaims(tokens);
seen.type = tokens.token_type;
seen.userinfo = await userinfo(tokens.access_token, sub, proven);
seen.asBearer = await refusal(userinfo(tokens.access_token, sub, insecure));

const refreshed = await withNonce(
  () => oauth.refreshTokenGrantRequest(
    as, client, authentication, tokens.refresh_token, proven,
  ),
  (response) => oauth.processRefreshTokenResponse(as, client, response),
);
seen.refreshed = { type: refreshed.token_type, rotated: "refresh_token" in refreshed };
seen.userinfoAgain = (await userinfo(refreshed.access_token, sub, proven)).sub === sub;

// The answer as a signed JWT.
const secured = await pushed(browser, { response_mode: "jwt" });
seen.securedAnswer = [...secured.back.searchParams.keys()];
const told = await oauth.validateJwtAuthResponse(
  as, client, secured.back, secured.state, insecure,
);
seen.secured = oauth.getValidatedIdTokenClaims(await redeem(told, secured)).sub === sub;

// By the front door: a client of this profile may not.
const door = new URL(as.authorization_endpoint);
door.search = new URLSearchParams({
  client_id: client.client_id,
  redirect_uri: given.redirectUri,
  response_type: "code",
  scope: "openid",
  code_challenge: await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier()),
  code_challenge_method: "S256",
});
const refused = await browser.open(door, given.redirectUri);
seen.frontDoor = { status: refused.status, error: refused.url.searchParams.get("error") };

console.log(JSON.stringify(seen));
