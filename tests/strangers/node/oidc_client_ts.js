// oidc-client-ts: made for browsers, so its two storages are given to it here.
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from "oidc-client-ts";
import { clientId, clientSecret, failed, issuer, learnt, leave, redirectUri } from "./stranger.js";

try {
  globalThis.window ??= { crypto: globalThis.crypto };
  const client = new OidcClient({
    authority: issuer, client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, scope: "openid profile email",
    loadUserInfo: true, stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const question = await client.createSigninRequest({ nonce: crypto.randomUUID() });
  const answer = await client.processSigninResponse(await leave(question.url));
  learnt({ sub: answer.profile.sub, userinfo: answer.profile });
} catch (error) {
  failed(error);
}
