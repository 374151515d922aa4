from django.urls import path

from commonplace.commons.people.signing.views import door

urlpatterns = [
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-in/link/", door.ask_for_link, name="sign-in-link"),
    path("sign-in/link/<str:token>/", door.sign_in_by_link, name="sign-in-by-link"),
    path("sign-in/new-passphrase/<str:token>/", door.new_passphrase, name="new-passphrase"),
    path("sign-in/address/<str:token>/", door.confirm_address, name="confirm-address"),
    path("sign-out/", door.sign_out, name="sign-out"),
]
