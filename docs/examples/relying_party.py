"""The smallest correct relying party: plain Authlib and Flask, nothing of Doublure. Start your own from this file.

    pip install authlib flask requests
    python docs/examples/relying_party.py        (Doublure running beside it: make run)
    open http://localhost:8080/

Every check that a relying party owes is marked with its paragraph. The client `sandbox` is registered from the start; to move to
the real integration environment, change the three values below.
"""

import hmac
import os
import secrets
import sys
from html import escape
from urllib.parse import urlencode

from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, redirect, request, session, url_for
from joserfc import jwt
from joserfc.jwk import KeySet

ISSUER = os.environ.get("ISSUER", "http://localhost:4400/api/v2")
CLIENT_ID = os.environ.get("CLIENT_ID", "sandbox")
CLIENT_SECRET = os.environ.get("CLIENT_SECRET", "sandbox-secret-for-local-use-only-0123456789")

HERE = os.environ.get("HERE", "http://localhost:8080")
CALLBACK, AFTER_LOGOUT = f"{HERE}/callback", f"{HERE}/logout-callback"
SCOPE, ACR = "openid identite_pivot email", "eidas1"

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)  # a real service keeps its key; sessions end here with the process
app.config.update(SESSION_COOKIE_NAME="example_session", SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True)

#: What the server side knows of a browser: tokens and identity never travel in a cookie or an address.
people: dict[str, dict] = {}


class Refused(Exception):  # noqa: N818 - it says what happened
    """An answer that is not to be believed."""


def client(**more):
    # The hub refuses PKCE although it announces S256 (its list of parameters is closed): the code challenge stays away.
    return OAuth2Session(CLIENT_ID, CLIENT_SECRET, scope=SCOPE, redirect_uri=CALLBACK,
                         token_endpoint_auth_method="client_secret_post", leeway=0, default_timeout=6, **more)


def metadata():
    found = client().request("GET", f"{ISSUER}/.well-known/openid-configuration", withhold_token=True).json()
    if found["issuer"] != ISSUER:  # OpenID Connect Discovery §4.3
        raise Refused("the discovery document speaks of another issuer")
    return found


def verified(token, keys, nonce=None):
    """The claims of a token signed by the hub for us. Core §3.1.3.7, §5.3.2."""
    claims = jwt.decode(token, keys, algorithms=["ES256"]).claims  # the algorithm of our registration, never the header's
    rules = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": CLIENT_ID},
             "exp": {"essential": True}, "iat": {"essential": True}, "sub": {"essential": True}}
    if nonce is not None:
        rules["nonce"] = {"essential": True, "value": nonce}
    jwt.JWTClaimsRegistry(**rules, leeway=0).validate(claims)
    return claims


@app.get("/")
def home():
    person = people.get(session.get("person", ""))
    if person is None:
        return ('<h1>Exemple</h1><p><a href="/login" data-testid="franceconnect-button">'
                "S’identifier avec FranceConnect</a></p>")
    name = escape(f"{person['identity']['given_name']} {person['identity']['family_name']}")
    return (f'<h1>Bonjour <span data-testid="account-name">{name}</span></h1>'
            f'<form method="post" action="{url_for("logout")}"><button data-testid="logout">Se déconnecter</button></form>')


@app.get("/login")
def login():
    session.clear()
    session["state"], session["nonce"] = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    url, _ = client().create_authorization_url(
        metadata()["authorization_endpoint"], state=session["state"], nonce=session["nonce"], acr_values=ACR)
    return redirect(url, 303)


@app.get("/callback")
def callback():
    state, nonce = session.pop("state", ""), session.pop("nonce", "")
    if not state or not hmac.compare_digest(request.args.get("state", ""), state):  # RFC 6749 §10.12: also with an error
        raise Refused("this answer was not asked for by this browser")
    if request.args.get("iss") != ISSUER:  # RFC 9207 §2.4
        raise Refused("the answer comes from another issuer")
    if "error" in request.args:  # RFC 6749 §4.1.2.1
        error = escape(request.args["error"][:40])
        return f'<p role="alert">FranceConnect ne vous a pas connecté ({error}). <a href="/">Recommencer</a></p>', 403
    hub = metadata()
    keys = KeySet.import_key_set(client().request("GET", hub["jwks_uri"], withhold_token=True).json())
    back_channel = client()
    token = back_channel.fetch_token(hub["token_endpoint"], code=request.args["code"], grant_type="authorization_code")
    claims = verified(token["id_token"], keys, nonce)
    if claims.get("acr") != ACR:  # the level we asked for
        raise Refused("the level is not the one that was asked for")
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    userinfo = back_channel.request("GET", hub["userinfo_endpoint"], headers=bearer, withhold_token=True)
    identity = verified(userinfo.text, keys)  # FranceConnect signs userinfo
    if identity["sub"] != claims["sub"]:  # Core §5.3.2
        raise Refused("userinfo speaks of somebody else")
    session.clear()  # whoever planted a session before the login has nothing after it
    session["person"] = secrets.token_urlsafe(32)
    people[session["person"]] = {"identity": identity, "id_token": token["id_token"]}
    return redirect(url_for("home"), 303)


@app.post("/logout")
def logout():
    person = people.pop(session.get("person", ""), None)
    session.clear()
    if person is None:
        return redirect(url_for("home"), 303)
    session["logout_state"] = secrets.token_urlsafe(32)
    leaving = {"id_token_hint": person["id_token"], "state": session["logout_state"], "post_logout_redirect_uri": AFTER_LOGOUT}
    return redirect(metadata()["end_session_endpoint"] + "?" + urlencode(leaving), 303)


@app.get("/logout-callback")
def logged_out():
    if request.args.get("state") != session.pop("logout_state", None):
        raise Refused("nobody here has asked to leave")
    return '<p>Vous êtes déconnecté. <a href="/">Accueil</a></p>'


@app.errorhandler(Exception)
def refused(error):
    app.logger.warning("login refused: %s", type(error).__name__)  # never the message: it may hold what was received
    return '<p role="alert">La connexion a échoué. <a href="/">Recommencer</a></p>', 400


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8080)
