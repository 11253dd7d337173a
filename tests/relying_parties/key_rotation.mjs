// openid-client or oauth4webapi, verifying signatures, while the sandbox rotates its keys.
// Reads { issuer, library, clientId, clientSecret, redirectUri, userCode, password, rotate } and
// prints which key each sign-in was signed with; test_key_rotation.py judges it.
//
// Both libraries hold the keys for five minutes, and ask again for a `kid` they do not know once
// what they hold is a minute old. A minute is let pass by handing them their own cache, aged.

import { execFileSync } from "node:child_process";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { Browser } from "./browser.mjs";

const given = JSON.parse(process.argv[2]);
const insecure = { [oauth.allowInsecureRequests]: true };
const browser = new Browser();
const issuer = new URL(given.issuer);

function rotate(...how) {
  const [python, ...words] = given.rotate.command;
  const { cwd, env } = given.rotate;
  return execFileSync(python, [...words, ...how], { cwd, env, encoding: "utf8" }).split(" ")[2];
}

const typed = { code_utilisateur: given.userCode, mot_de_passe: given.password };
const answer = async (url) => (await browser.through(url, given.redirectUri, typed)).url;

const kidOf = (idToken) =>
  JSON.parse(Buffer.from(idToken.split(".")[0], "base64url").toString()).kid;

// Each library: a party that signs in, and its cache of keys.
const libraries = {
  async "openid-client"(cache) {
    const found = await openid.discovery(
      issuer, given.clientId, undefined, openid.ClientSecretBasic(given.clientSecret),
      { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] },
    );
    if (cache) openid.setJwksCache(found, cache);
    return {
      cache: () => openid.getJwksCache(found),
      async signIn() {
        const checks = {
          pkceCodeVerifier: openid.randomPKCECodeVerifier(),
          expectedState: openid.randomState(),
        };
        const url = openid.buildAuthorizationUrl(found, {
          redirect_uri: given.redirectUri,
          scope: "openid",
          state: checks.expectedState,
          code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
          code_challenge_method: "S256",
        });
        return openid.authorizationCodeGrant(found, await answer(url), checks);
      },
    };
  },
  async oauth4webapi(cache = {}) {
    const as = await oauth.processDiscoveryResponse(
      issuer, await oauth.discoveryRequest(issuer, insecure),
    );
    const client = { client_id: given.clientId };
    const authentication = oauth.ClientSecretBasic(given.clientSecret);
    return {
      cache: () => cache,
      async signIn() {
        const verifier = oauth.generateRandomCodeVerifier();
        const url = new URL(as.authorization_endpoint);
        url.search = new URLSearchParams({
          client_id: client.client_id,
          redirect_uri: given.redirectUri,
          response_type: "code",
          scope: "openid",
          code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
        });
        const back = oauth.validateAuthResponse(as, client, await answer(url));
        const response = await oauth.authorizationCodeGrantRequest(
          as, client, authentication, back, given.redirectUri, verifier, insecure,
        );
        const tokens = await oauth.processAuthorizationCodeResponse(as, client, response);
        const held = { ...insecure, [oauth.jwksCache]: cache };
        await oauth.validateApplicationLevelSignature(as, response, held);
        return tokens;
      },
    };
  },
};

let party = await libraries[given.library]();

async function signIn() {
  try {
    return kidOf((await party.signIn()).id_token);
  } catch (error) {
    return (error.cause?.code ?? error.code) || String(error);
  }
}

async function aMinutePasses() {
  const { jwks, uat } = party.cache();
  party = await libraries[given.library]({ jwks, uat: uat - 60 });
}

const seen = { before: await signIn() };
seen.published = rotate();
seen.whilePublished = await signIn();
await aMinutePasses();
rotate("--now");
seen.onceUsed = await signIn();
seen.onceUsedAgain = await signIn();
seen.emergency = rotate("--emergency");
seen.tooSoon = await signIn();
await aMinutePasses();
seen.afterEmergency = await signIn();
seen.keys = party.cache().jwks.keys.map((key) => key.kid);

console.log(JSON.stringify(seen));
