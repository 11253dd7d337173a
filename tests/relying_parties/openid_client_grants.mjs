// openid-client, unmodified, beyond the code flow: a machine that asks for itself, a device whose
// person is elsewhere, and a portal that calls an API in the name of a person. oauth4webapi plays
// the resource that is called, and reads the access tokens (RFC 9068).
// Reads { issuer, redirectUri, userCode, password } and prints one JSON object of what it saw;
// test_openid_client_grants.py judges it.

import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { Browser } from "./browser.mjs";

const given = JSON.parse(process.argv[2]);
const typed = { code_utilisateur: given.userCode, mot_de_passe: given.password };
const insecure = { [oauth.allowInsecureRequests]: true }; // http on the loopback, nothing else
const issuer = new URL(given.issuer);
const API = "https://dossiers.exemple.invalid/api";
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const seen = {};

const registered = (metadata, authentication) =>
  client.dynamicClientRegistration(issuer, metadata, authentication, {
    execute: [client.allowInsecureRequests],
  });

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { error: error.error ?? error.cause?.error, code: error.code, status: error.status };
  }
  return { error: "none" };
}

// What a resource makes of an access token that it is called with.
async function atTheResource(config, token, audience = API) {
  const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } });
  return oauth.validateJwtAccessToken(config.serverMetadata(), request, audience, insecure);
}

// A machine: client credentials for a resource of its own.
const machine = await registered({
  client_name: "Traitement de nuit",
  grant_types: ["client_credentials"],
  response_types: [],
  redirect_uris: [],
  token_endpoint_auth_method: "client_secret_post",
  scope: "dossiers:lire dossiers:ecrire",
  access_token_format: "jwt",
  resources: [API],
});
const granted = await client.clientCredentialsGrant(machine, {
  scope: "dossiers:lire",
  resource: API,
});
seen.machine = {
  clientId: machine.clientMetadata().client_id,
  scope: granted.scope,
  refreshToken: granted.refresh_token ?? null,
  claims: await atTheResource(machine, granted.access_token),
  elsewhere: await refusal(
    atTheResource(machine, granted.access_token, "https://ailleurs.exemple.invalid/"),
  ),
  strangeScope: await refusal(client.clientCredentialsGrant(machine, { scope: "autre" })),
  strangeResource: await refusal(
    client.clientCredentialsGrant(machine, { resource: "https://ailleurs.exemple.invalid/" }),
  ),
};

// A device: it shows a code; a person signs in elsewhere and agrees.
const device = await registered(
  {
    client_name: "Borne d’accueil",
    grant_types: [DEVICE, "refresh_token"],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: "none",
    scope: "openid entreprise offline_access",
  },
  client.None(),
);
const shown = await client.initiateDeviceAuthorization(device, {
  scope: "openid entreprise offline_access",
});
seen.shown = { ...shown, device_code: undefined };
const poll = () =>
  client.genericGrantRequest(device, DEVICE, { device_code: shown.device_code });
seen.pending = await refusal(poll());
const browser = new Browser();
await browser.agree(shown.verification_uri_complete, typed);
const tokens = await client.pollDeviceAuthorizationGrant(device, shown, undefined, {
  signal: AbortSignal.timeout(20_000),
});
seen.device = {
  claims: tokens.claims(),
  userinfo: await client.fetchUserInfo(device, tokens.access_token, tokens.claims().sub),
  refreshed: (await client.refreshTokenGrant(device, tokens.refresh_token)).claims(),
};
seen.spent = await refusal(poll());

// A portal: a person signs in, and its service exchanges her token for one of the API it calls.
const portal = await registered({
  client_name: "Portail qui appelle",
  grant_types: ["authorization_code", "client_credentials", EXCHANGE],
  redirect_uris: [given.redirectUri],
  token_endpoint_auth_method: "client_secret_post",
  scope: "openid entreprise dossiers:lire",
  access_token_format: "jwt",
  resources: [API],
});
const verifier = client.randomPKCECodeVerifier();
const asked = client.buildAuthorizationUrl(portal, {
  redirect_uri: given.redirectUri,
  scope: "openid entreprise",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
});
const back = await browser.through(asked, given.redirectUri, typed);
const hers = await client.authorizationCodeGrant(portal, back.url, { pkceCodeVerifier: verifier });
const its = await client.clientCredentialsGrant(portal, { scope: "dossiers:lire" });
const exchange = (more) =>
  client.genericGrantRequest(portal, EXCHANGE, {
    subject_token: hers.access_token,
    subject_token_type: ACCESS_TOKEN,
    actor_token: its.access_token,
    actor_token_type: ACCESS_TOKEN,
    resource: API,
    ...more,
  });
const exchanged = await exchange({ scope: "entreprise" });
seen.exchanged = {
  clientId: portal.clientMetadata().client_id,
  subject: hers.claims().sub,
  type: exchanged.issued_token_type,
  claims: await atTheResource(portal, exchanged.access_token),
  wider: await refusal(exchange({ scope: "entreprise pes" })),
};

console.log(JSON.stringify(seen));
