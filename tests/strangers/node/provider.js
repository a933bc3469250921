// A real OpenID provider, node oidc-provider: says its issuer, and answers until its input ends.
//   node provider.js <path of the issuer> <redirect_uri of the hub> <jwks_uri of the hub> <hub's client secret>
import { webcrypto, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

globalThis.crypto ??= webcrypto;
const { default: express } = await import("express");
const { default: Provider } = await import("oidc-provider");

const [path, redirectUri, jwksUri, secret] = process.argv.slice(2);
const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://localhost:${server.address().port}${path}`;

const key = (alg, type, options) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), alg, use: "sig", kid: alg });
const client = (method, more = {}) => ({
  client_id: `hub-${method}`, token_endpoint_auth_method: method, redirect_uris: [redirectUri],
  ...(method === "none" || method === "private_key_jwt" ? {} : { client_secret: secret }), ...more,
});

const person = {
  sub: "b-17", given_name: "Bruno", family_name: "FACTICE", gender: "M", birthdate: "1979-10-02", email: "bruno@example.org",
  place_of_birth: { code: "26274" },
};
const provider = new Provider(issuer, {
  clients: [
    client("client_secret_basic"), client("client_secret_post"), client("none"),
    client("client_secret_jwt", { token_endpoint_auth_signing_alg: "HS256" }),
    client("private_key_jwt", { token_endpoint_auth_signing_alg: "RS256", jwks_uri: jwksUri }),
    { ...client("client_secret_basic"), client_id: "hub-signed", userinfo_signed_response_alg: "RS256" },
  ],
  clientAuthMethods: ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
  jwks: { keys: [key("RS256", "rsa", { modulusLength: 2048 })] },
  features: { jwtUserinfo: { enabled: true } },
  claims: { openid: ["sub"], profile: ["given_name", "family_name", "gender", "birthdate"], email: ["email"], birth: ["place_of_birth"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
  pkce: { required: () => false },
});
const app = express();
app.use(path || "/", provider.callback());
server.on("request", app);
console.log(JSON.stringify({ issuer }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
