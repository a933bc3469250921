"""flask-pyoidc: short state and nonce, no PKCE, `state` at the token endpoint too."""

from urllib.parse import urlsplit

from flask import Flask, session
from flask_pyoidc import OIDCAuthentication
from flask_pyoidc.provider_configuration import ClientMetadata, ProviderConfiguration
from stranger import BASE, CLIENT_ID, CLIENT_SECRET, ISSUER, REDIRECT_URI, learnt, leave

app = Flask(__name__)
app.config.update(SECRET_KEY="for this test only", OIDC_REDIRECT_URI=REDIRECT_URI, SERVER_NAME=urlsplit(BASE).netloc)
auth = OIDCAuthentication({"doublure": ProviderConfiguration(
    issuer=ISSUER, client_metadata=ClientMetadata(CLIENT_ID, CLIENT_SECRET),
    auth_request_params={"scope": ["openid", "profile", "email"]},
)}, app)


@app.get("/")
@auth.oidc_auth("doublure")
def home():
    return {"sub": session["id_token"]["sub"], "userinfo": session["userinfo"]}


browser = app.test_client()
came_back = leave(browser.get("/", base_url=BASE).headers["Location"])
browser.get(came_back.removeprefix(BASE), base_url=BASE)
learnt(**browser.get("/", base_url=BASE).json)
