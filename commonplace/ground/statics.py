"""How static files are stored: each under a name of its content, also where one module names another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with the addresses within ES modules made those of the hashed files."""

    support_js_module_import_aggregation = True
