"""What programs can ask here, as an OpenAPI document (Open Badges 3.0, section 7.1.1.1, and 1EdTech's Security Framework 1.1)."""

from typing import Any

from django.conf import settings

from commonplace.commons.people.models import Commons
from commonplace.edges.bridge.scopes import ADD, CHANGE_PROFILE, OFFLINE, READ, READ_PROFILE

API = "/ims/ob/v3p0"
# For whoever writes programs, so in English as the standard is.
_SCOPES = {
    READ: "Read the credentials in somebody's backpack",
    ADD: "Put credentials into somebody's backpack",
    READ_PROFILE: "Read somebody's profile",
    CHANGE_PROFILE: "Change somebody's profile",
    OFFLINE: "Go on with a refresh token",
}
_SCHEMAS = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_"
_SCHEMA_OF = {
    "AchievementCredential": "achievementcredential",
    "GetOpenBadgeCredentialsResponse": "getopenbadgecredentialsresponse",
    "Profile": "profile",
    "Imsx_StatusInfo": "imsx_statusinfo",
}
_TOKEN = {"type": "string", "pattern": r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$"}
_PAGING = [
    ("limit", "How many at most", {"type": "integer", "format": "int32", "minimum": 1}),
    ("offset", "After how many", {"type": "integer", "format": "int32", "minimum": 0}),
    ("since", "Issued after this moment", {"type": "string", "format": "date-time"}),
]


def service_description(commons: Commons) -> dict[str, Any]:
    """The document, with where a program registers in its `x-imssf-` members."""
    at = settings.ADDRESS
    return {
        "openapi": "3.0.1",
        "info": {
            "title": commons.name,
            "version": "3.0",
            "termsOfService": f"{at}/norms/",
            "x-imssf-privacyPolicyUrl": f"{at}/privacy/",
        },
        "servers": [{"url": at + API}],
        "paths": {
            "/discovery": {"get": _operation("getServiceDescription", None, {"type": "object"})},
            "/credentials": {
                "get": _operation("getCredentials", READ, _ref("GetOpenBadgeCredentialsResponse"))
                | {
                    "parameters": [
                        {"name": name, "in": "query", "description": words, "required": False, "schema": schema}
                        for name, words, schema in _PAGING
                    ]
                },
                "post": _operation("upsertCredential", ADD, _ref("AchievementCredential"), is_new=True, token=True),
            },
            "/profile": {
                "get": _operation("getProfile", READ_PROFILE, _ref("Profile")),
                "put": _operation("putProfile", CHANGE_PROFILE, _ref("Profile"), takes=True),
            },
        },
        "components": {
            "securitySchemes": {
                "OAuth2ACG": {
                    "type": "oauth2",
                    "description": "OAuth 2.0 Authorization Code Grant, with PKCE",
                    "x-imssf-name": commons.name,
                    "x-imssf-privacyPolicyUrl": f"{at}/privacy/",
                    "x-imssf-registrationUrl": f"{at}/oauth/register/",
                    "x-imssf-termsOfServiceUrl": f"{at}/norms/",
                    "flows": {
                        "authorizationCode": {
                            "authorizationUrl": f"{at}/oauth/authorize/",
                            "tokenUrl": f"{at}/oauth/token/",
                            "refreshUrl": f"{at}/oauth/token/",
                            "scopes": _SCOPES,
                        }
                    },
                }
            },
            "schemas": {
                name: {"type": "object", "externalDocs": {"url": f"{_SCHEMAS}{file}_schema.json"}}
                for name, file in _SCHEMA_OF.items()
            },
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: dict[str, Any], *, token: bool = False) -> dict[str, Any]:
    return {"application/json": {"schema": schema}} | ({"text/plain": {"schema": _TOKEN}} if token else {})


def _operation(
    name: str,
    scope: str | None,
    schema: dict[str, Any],
    *,
    is_new: bool = False,
    token: bool = False,
    takes: bool = False,
) -> dict[str, Any]:
    answer = {"description": "What was asked for", "content": _content(schema, token=token)}
    told: dict[str, Any] = {
        "operationId": name,
        "responses": {
            "200": answer,
            **({"201": answer} if is_new else {}),
            "default": {"description": "What went wrong", "content": _content(_ref("Imsx_StatusInfo"))},
        },
    }
    if is_new or takes:
        told["requestBody"] = {"required": True, "content": _content(schema, token=token)}
    return told | ({"security": [{"OAuth2ACG": [scope]}]} if scope else {})
