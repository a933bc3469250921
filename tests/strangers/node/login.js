// A relying party with openid-client: says where it sends its user, is told where she came back, says what it learnt.
//   node login.js <issuer> <client_id> <client_secret> <redirect_uri> <algorithm>
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

// Node 18 has Web Crypto, but not under its global name; the libraries look there when they are loaded.
globalThis.crypto ??= webcrypto;
const openid = await import("openid-client");

const [issuer, clientId, secret, redirectUri, alg] = process.argv.slice(2);
const metadata = { id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg };
const config = await openid.discovery(new URL(issuer), clientId, metadata, openid.ClientSecretPost(secret), {
  // The simulator speaks http on loopback; everything else is checked as ever.
  execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
});

const state = openid.randomState();
const nonce = openid.randomNonce();
const url = openid.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri, scope: "openid identite_pivot email", acr_values: "eidas1", state, nonce,
});
console.log(JSON.stringify({ url: url.href }));

const [cameBackTo] = await new Promise((resolve) => createInterface(process.stdin).once("line", (line) => resolve([line])));
try {
  const tokens = await openid.authorizationCodeGrant(config, new URL(cameBackTo), {
    expectedState: state, expectedNonce: nonce, idTokenExpected: true,
  });
  const claims = tokens.claims();
  const userinfo = await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
  const farewell = openid.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token, post_logout_redirect_uri: new URL("/", redirectUri).href, state: "bye",
  });
  console.log(JSON.stringify({ claims, userinfo, farewell: farewell.href }));
} catch (error) {
  console.log(JSON.stringify({ error: error.code ?? error.name, message: error.message }));
}
process.exit(0);
