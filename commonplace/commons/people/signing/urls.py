from django.urls import path

from commonplace.commons.people.signing.views import door, host, own, steps

urlpatterns = [
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-in/code/", steps.code, name="sign-in-code"),
    path("sign-in/again/", steps.again, name="sign-in-again"),
    path("sign-in/passkey/", steps.sign_in_by_passkey, name="sign-in-passkey"),
    path("sign-in/passkey/options/", steps.passkey_options, name="sign-in-passkey-options"),
    path("sign-in/link/", door.ask_for_link, name="sign-in-link"),
    path("sign-in/link/<str:token>/", door.sign_in_by_link, name="sign-in-by-link"),
    path("sign-in/new-passphrase/<str:token>/", door.new_passphrase, name="new-passphrase"),
    path("sign-in/address/<str:token>/", door.confirm_address, name="confirm-address"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("me/sign-in/", own.overview, name="my-sign-in"),
    path("me/sign-in/places/", own.sign_out_of, name="my-places"),
    path("me/sign-in/passkeys/", own.make_passkey, name="my-passkeys"),
    path("me/sign-in/passkeys/options/", own.making_options, name="my-passkey-options"),
    path("me/sign-in/passkeys/<int:number>/", own.passkey, name="my-passkey"),
    path("me/sign-in/codes/", own.set_up_codes, name="my-codes"),
    path("me/sign-in/codes/recovery/", own.new_recovery_codes, name="my-recovery-codes"),
    path("me/sign-in/codes/stop/", own.stop_codes, name="my-codes-stop"),
    path("host/people/<slug:name>/factors/", host.factors, name="host-factors"),
]
