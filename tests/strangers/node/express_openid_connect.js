// express-openid-connect, as its quick start has it, for the code flow.
import express from "express";
import connect from "express-openid-connect";
import { base, browse, clientId, clientSecret, failed, issuer, learnt, leave, pathOf } from "./stranger.js";

try {
  const app = express();
  app.use(connect.auth({
    issuerBaseURL: issuer, baseURL: base, clientID: clientId, clientSecret, secret: "for this test only, long enough", authRequired: false,
    authorizationParams: { response_type: "code", scope: "openid profile email" },
  }));
  app.get("/", async (request, response) => response.json({
    sub: request.oidc.idTokenClaims?.sub, userinfo: await request.oidc.fetchUserInfo(),
  }));
  app.use((error, request, response, next) => response.status(500).json({ error: error.name, message: error.message }));
  const get = await browse(app);
  const cameBackTo = await leave((await get("/login")).location);
  const back = await get(pathOf(cameBackTo));
  learnt(back.status === 302 ? JSON.parse((await get("/")).body) : JSON.parse(back.body));
} catch (error) {
  failed(error);
}
