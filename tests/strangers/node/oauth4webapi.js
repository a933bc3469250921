// oauth4webapi: the same by hand, function by function, with signed userinfo.
import * as oauth from "oauth4webapi";
import { clientId, clientSecret, failed, issuer, learnt, leave, redirectUri } from "./stranger.js";

try {
  const url = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url));
  const client = { client_id: clientId, userinfo_signed_response_alg: "RS256" };
  const [state, nonce, verifier] = [oauth.generateRandomState(), oauth.generateRandomNonce(), oauth.generateRandomCodeVerifier()];
  const question = new URL(server.authorization_endpoint);
  for (const [name, value] of Object.entries({
    client_id: clientId, redirect_uri: redirectUri, response_type: "code", scope: "openid profile email", state, nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
  })) question.searchParams.set(name, value);
  const parameters = oauth.validateAuthResponse(server, client, new URL(await leave(question)), state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.ClientSecretBasic(clientSecret), parameters, redirectUri, verifier);
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(server, answer);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const told = await oauth.userInfoRequest(server, client, tokens.access_token);
  const userinfo = await oauth.processUserInfoResponse(server, client, sub, told);
  await oauth.validateApplicationLevelSignature(server, told);
  learnt({ sub, userinfo });
} catch (error) {
  failed(error);
}
