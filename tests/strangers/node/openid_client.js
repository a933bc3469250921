// openid-client: discovery, PKCE, every check it has.
import * as openid from "openid-client";
import { clientId, clientSecret, failed, issuer, learnt, leave, redirectUri } from "./stranger.js";

try {
  const config = await openid.discovery(new URL(issuer), clientId, {}, openid.ClientSecretBasic(clientSecret), {
    execute: [openid.enableNonRepudiationChecks],
  });
  const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
  const cameBackTo = await leave(openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope: "openid profile email", state, nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
  }));
  const tokens = await openid.authorizationCodeGrant(config, new URL(cameBackTo), {
    expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true,
  });
  const claims = tokens.claims();
  learnt({ sub: claims.sub, userinfo: await openid.fetchUserInfo(config, tokens.access_token, claims.sub) });
} catch (error) {
  failed(error);
}
