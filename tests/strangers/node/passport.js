// passport-openidconnect: no discovery, no PKCE, client_secret_post.
import express from "express";
import session from "express-session";
import passport from "passport";
import Strategy from "passport-openidconnect";
import { browse, clientId, clientSecret, failed, issuer, learnt, leave, pathOf, redirectUri } from "./stranger.js";

try {
  const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  passport.use(new Strategy({
    issuer, clientID: clientId, clientSecret, callbackURL: redirectUri, scope: ["openid", "profile", "email"],
    authorizationURL: metadata.authorization_endpoint, tokenURL: metadata.token_endpoint, userInfoURL: metadata.userinfo_endpoint,
    skipUserProfile: false,
  }, (from, profile, done) => done(null, { profile })));
  const app = express();
  app.use(session({ secret: "for this test only", resave: false, saveUninitialized: false }));
  app.get("/login", passport.authenticate("openidconnect", { session: false }));
  app.get("/callback", passport.authenticate("openidconnect", { session: false }), (request, response) => response.json(request.user));
  app.use((error, request, response, next) => response.status(500).json({ error: error.name, message: error.message }));
  const get = await browse(app);
  const cameBackTo = await leave((await get("/login")).location);
  const { profile, error, message } = JSON.parse((await get(pathOf(cameBackTo))).body);
  learnt(error ? { error, message } : {
    sub: profile.id, userinfo: { sub: profile.id, family_name: profile.name.familyName, email: profile.emails[0].value },
  });
} catch (error) {
  failed(error);
}
