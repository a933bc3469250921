"""idpyoidc's relying party handler: discovery, PKCE, userinfo, and `state` at the token endpoint too."""

from urllib.parse import parse_qsl, urlsplit

from idpyoidc.client.rp_handler import RPHandler
from stranger import CLIENT_ID, CLIENT_SECRET, ISSUER, REDIRECT_URI, learnt, leave

handler = RPHandler(base_url=REDIRECT_URI.rpartition("/")[0], client_configs={"doublure": {
    "issuer": ISSUER, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": [REDIRECT_URI],
    "response_types_supported": ["code"], "scopes_supported": ["openid", "profile", "email"],
    "client_type": "oidc", "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    "services": {
        "discovery": {"class": "idpyoidc.client.oidc.provider_info_discovery.ProviderInfoDiscovery"},
        "authorization": {"class": "idpyoidc.client.oidc.authorization.Authorization"},
        "accesstoken": {"class": "idpyoidc.client.oidc.access_token.AccessToken"},
        "userinfo": {"class": "idpyoidc.client.oidc.userinfo.UserInfo"},
    },
    "add_ons": {"pkce": {"function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                         "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"}}},
}})
came_back = leave(handler.begin("doublure"))
answer = handler.finalize(ISSUER, dict(parse_qsl(urlsplit(came_back).query)))
if "error" in answer:
    learnt(error=str(answer["error"]))
else:
    learnt(sub=answer["id_token"]["sub"], userinfo=dict(answer["userinfo"]))
