// Key pairs of a relying party, and what it publishes of them.

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const KINDS = {
  ES256: [CURVE, ["sign", "verify"]],
  PS256: [{ name: "RSA-PSS", hash: "SHA-256", ...RSA }, ["sign", "verify"]],
  Ed25519: [{ name: "Ed25519" }, ["sign", "verify"]],
  "RSA-OAEP-256": [{ name: "RSA-OAEP", hash: "SHA-256", ...RSA }, ["encrypt", "decrypt"]],
  "ECDH-ES+A128KW": [{ name: "ECDH", namedCurve: "P-256" }, ["deriveBits"]],
};

async function pair(alg, kid, use) {
  const [algorithm, uses] = KINDS[alg];
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, uses);
  const { key_ops, ext, ...exported } = await crypto.subtle.exportKey("jwk", publicKey);
  return { key: privateKey, alg, kid, jwk: { ...exported, kid, use, alg } };
}

// A key to sign with: { key, kid } for the libraries, `jwk` to register.
export const signingKey = (alg, kid) => pair(alg, kid, "sig");

// A key to decrypt with: { key, alg, kid } for openid-client, `jwk` to register.
export const decryptionKey = (alg, kid) => pair(alg, kid, "enc");
