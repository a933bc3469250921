// Auth.js (@auth/express): its state is an encrypted blob of more than four hundred characters.
import { ExpressAuth, getSession } from "@auth/express";
import express from "express";
import { base, browse, clientId, clientSecret, failed, issuer, learnt, leave, pathOf } from "./stranger.js";

try {
  process.env.AUTH_URL = `${base}/auth`;
  const options = {
    secret: "for this test only, long enough", trustHost: true, logger: { error: (error) => failed(error.cause?.err ?? error) },
    providers: [{ id: "doublure", name: "Doublure", type: "oidc", issuer, clientId, clientSecret, checks: ["pkce", "state", "nonce"] }],
    callbacks: {
      jwt: ({ token, profile }) => (profile ? { ...token, profile } : token),
      session: ({ session, token }) => ({ ...session, profile: token.profile }),
    },
  };
  const app = express();
  app.use(/^\/auth\/(.*)/, ExpressAuth(options));
  app.get("/me", async (request, response) => response.json(await getSession(request, options)));
  const get = await browse(app);
  const { csrfToken } = JSON.parse((await get("/auth/csrf")).body);
  const form = new URLSearchParams({ csrfToken, callbackUrl: `${base}/me` });
  const left = await get("/auth/signin/doublure", {
    method: "POST", body: String(form), headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  await get(pathOf(await leave(left.location)));
  const { profile } = JSON.parse((await get("/me")).body);
  learnt({ sub: profile.sub, userinfo: null, state: new URL(left.location).searchParams.get("state").length });
} catch (error) {
  failed(error);
}
