"""Authlib's Flask client as its documentation shows it: discovery, PKCE, client_secret_basic."""

from authlib.integrations.flask_client import OAuth
from flask import Flask
from stranger import BASE, CLIENT_ID, CLIENT_SECRET, ISSUER, REDIRECT_URI, learnt, leave

app = Flask(__name__)
app.secret_key = "for this test only"
oauth = OAuth(app)
oauth.register("doublure", client_id=CLIENT_ID, client_secret=CLIENT_SECRET,
               server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
               client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"})


@app.get("/login")
def login():
    return oauth.doublure.authorize_redirect(REDIRECT_URI)


@app.get("/callback")
def callback():
    token = oauth.doublure.authorize_access_token()
    return {"sub": token["userinfo"]["sub"], "userinfo": oauth.doublure.userinfo(token=token)}


browser = app.test_client()
came_back = leave(browser.get("/login").headers["Location"])
learnt(**browser.get(came_back.removeprefix(BASE)).json)
