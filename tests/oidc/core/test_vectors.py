"""The arithmetic, against the examples of the specifications."""

from __future__ import annotations

from typing import Any

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from doublure.oidc.keys import HmacKey, PublicKeys
from doublure.oidc.token_refusals import SignatureWrong
from doublure.oidc.tokens import verify_jws
from tests.oidc.core.forging import b64

JOE = {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}
JOE_PAYLOAD = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

RFC7515_A1_KEY = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
RFC7515_A1 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{JOE_PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
RFC7515_A2_KEY = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1"
         "W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD"
         "Zlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "e": "AQAB",
}
RFC7515_A2 = (
    f"eyJhbGciOiJSUzI1NiJ9.{JOE_PAYLOAD}."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKB"
    "YNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6Bf"
    "I7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
)
RFC7515_A3_KEY = {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                  "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
RFC7515_A3 = (f"eyJhbGciOiJFUzI1NiJ9.{JOE_PAYLOAD}."
              "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")

RFC7520_KEY = {
    "kty": "RSA", "kid": "bilbo.baggins@hobbiton.example", "use": "sig",
    "n": "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYO"
         "YL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrt"
         "IQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",
    "e": "AQAB",
}
RFC7520_PAYLOAD = (
    "It’s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't keep your feet, "
    "there’s no knowing where you might be swept off to."
)
RFC7520_41_SIGNATURE = (
    "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4J"
    "IwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluP"
    "xUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"
)


def test_the_challenge_of_rfc_7636_appendix_b_comes_from_its_verifier() -> None:
    challenge = create_s256_code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_hs256_example_of_rfc_7515_a1_verifies() -> None:
    key = HmacKey(OctKey.import_key({"kty": "oct", "k": RFC7515_A1_KEY}))
    assert verify_jws(RFC7515_A1, keys=key, algorithms=["HS256"]) == ({"typ": "JWT", "alg": "HS256"}, JOE)


@pytest.mark.parametrize(("token", "key", "alg"), [(RFC7515_A2, RFC7515_A2_KEY, "RS256"), (RFC7515_A3, RFC7515_A3_KEY, "ES256")])
def test_the_examples_of_rfc_7515_a2_and_a3_verify(token: str, key: dict[str, Any], alg: str) -> None:
    keys = PublicKeys.from_jwks({"keys": [key]})
    assert verify_jws(token, keys=keys, algorithms=[alg]) == ({"alg": alg}, JOE)


@pytest.mark.parametrize(("token", "key", "alg"), [(RFC7515_A2, RFC7515_A2_KEY, "RS256"), (RFC7515_A3, RFC7515_A3_KEY, "ES256")])
def test_the_same_examples_fail_with_one_bit_of_the_signature_changed(token: str, key: dict[str, Any], alg: str) -> None:
    head, payload, signature = token.split(".")
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    with pytest.raises(SignatureWrong):
        verify_jws(f"{head}.{payload}.{flipped}", keys=PublicKeys.from_jwks({"keys": [key]}), algorithms=[alg])


def test_the_rs256_example_of_rfc_7520_section_4_1_verifies_with_the_key_of_section_3_3() -> None:
    found, = PublicKeys.from_jwks({"keys": [RFC7520_KEY]}).find("bilbo.baggins@hobbiton.example", "RS256")
    header = b64(b'{"alg":"RS256","kid":"bilbo.baggins@hobbiton.example"}')
    token = f"{header}.{b64(RFC7520_PAYLOAD.encode())}.{RFC7520_41_SIGNATURE}"
    assert jws.deserialize_compact(token, found.key, algorithms=["RS256"]).payload == RFC7520_PAYLOAD.encode()


def test_the_hs256_example_of_rfc_7520_section_4_4_verifies() -> None:
    key = HmacKey(OctKey.import_key({"kty": "oct", "k": "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}))
    header = b64(b'{"alg":"HS256","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037"}')
    token = f"{header}.{b64(RFC7520_PAYLOAD.encode())}.s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"
    assert jws.deserialize_compact(token, key.key, algorithms=["HS256"]).payload == RFC7520_PAYLOAD.encode()


def test_the_thumbprint_of_rfc_7638_section_3_1_is_the_kid_it_gives() -> None:
    key = RSAKey.import_key({
        "kty": "RSA", "e": "AQAB",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj"
             "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO"
             "pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    })
    assert key.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
