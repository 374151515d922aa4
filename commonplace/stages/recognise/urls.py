from django.urls import path

from commonplace.stages.recognise import views_seal, views_verify

urlpatterns = [
    path("verify/", views_verify.verify, name="verify"),
    path("c/<slug:slug>/did.json", views_seal.keys, name="seal-keys"),
    path("c/<slug:slug>/seal/", views_seal.seal, name="seal"),
]
