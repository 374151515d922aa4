"""The VC API stands at the site where a setting for tests says so, and nowhere else."""

import json
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonplace.stages.recognise.credentials.keys import multikey, secret_multikey
from commonplace.stages.recognise.credentials.vc_api import PATHS
from tests.homes import environment

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PLAIN = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:nkechi"},
}
RESOLVING = """
import django, sys
django.setup()
from django.urls import Resolver404, resolve
for path in sys.argv[1:]:
    try:
        print(resolve(path).func.__module__)
    except Resolver404:
        print("nothing")
"""


def post(client, path, **content):
    return client.post(path, json.dumps(content), content_type="application/json")


@pytest.mark.parametrize(("key", "stands"), [("", "nothing"), (secret_multikey(KEY), "commonplace.project.vc_api")])
def test_it_stands_there_where_the_setting_says_so_alone(tmp_path, key, stands):
    known = environment(
        COMMONPLACE_HOME=str(tmp_path),
        DJANGO_SETTINGS_MODULE="commonplace.project.settings",
        COMMONPLACE_VC_API_KEY=key,
    )
    done = subprocess.run(
        [sys.executable, "-c", RESOLVING, *PATHS], env=known, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == [stands] * 3


@pytest.mark.django_db
def test_strangers_find_nothing_there(commons, client):
    for path in PATHS:
        assert post(client, path, credential=PLAIN).status_code == 404


def test_what_it_issues_it_verifies(client, settings):
    settings.VC_API_KEY, settings.ROOT_URLCONF = secret_multikey(KEY), "commonplace.project.vc_api"
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    client.handler.enforce_csrf_checks = True
    issued = post(client, "/credentials/issue", credential=PLAIN)
    assert issued.status_code == 201
    signed = issued.json()
    assert signed["issuer"] == f"did:key:{multikey(KEY.public_key())}"
    assert signed["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert post(client, "/credentials/verify", verifiableCredential=signed).json()["verified"] is True
    altered = {**signed, "credentialSubject": {"id": "did:example:somebody"}}
    refused = post(client, "/credentials/verify", verifiableCredential=altered)
    assert (refused.status_code, refused.json()["verified"]) == (400, False)
    assert client.get("/credentials/issue").status_code == 405
