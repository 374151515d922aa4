from django.urls import URLPattern, path

from commonplace.stages.recognise import (
    views_awarding,
    views_backpack,
    views_badges,
    views_evidence,
    views_letter,
    views_seal,
    views_verify,
)

_BADGE = "badges/<id:badge_pk>/"
_MINE = "me/badges/<id:credential_pk>/"

urlpatterns: list[URLPattern] = [
    path("verify/", views_verify.verify, name="verify"),
    path("c/<slug:slug>/did.json", views_seal.keys, name="seal-keys"),
    path("c/<slug:slug>/seal/", views_seal.seal, name="seal"),
    path("c/<slug:slug>/taken-back/<int:number>/", views_seal.taken_back, name="taken-back"),
    path("c/<slug:slug>/badges/", views_badges.badges, name="badges"),
    path("c/<slug:slug>/badges/new/", views_badges.new, name="badge-new"),
    path(_BADGE, views_badges.badge, name="badge"),
    path(f"{_BADGE}picture.<slug:ending>", views_badges.picture, name="badge-picture"),
    path(f"{_BADGE}change/", views_badges.change, name="badge-change"),
    path(f"{_BADGE}close/", views_badges.close, name="badge-close"),
    path(f"{_BADGE}delete/", views_badges.delete, name="badge-delete"),
    path(f"{_BADGE}goal/", views_badges.goal, name="badge-goal"),
    path(f"{_BADGE}give/", views_awarding.give, name="badge-give"),
    path(f"{_BADGE}codes/", views_awarding.codes, name="badge-codes"),
    path(f"{_BADGE}codes/end/", views_awarding.code_end, name="badge-code-end"),
    path(f"{_BADGE}show/", views_evidence.show, name="badge-show"),
    path("badges/shown/<id:evidence_pk>/", views_evidence.evidence, name="badge-evidence"),
    path("badges/shown/<id:evidence_pk>/back/", views_evidence.back, name="badge-evidence-back"),
    path("badges/given/<id:award_pk>/", views_awarding.take_back, name="badge-take-back"),
    path("badges/claim/", views_awarding.claim_code, name="badge-claim-code"),
    path("badges/claim/<str:token>/", views_awarding.claim, name="badge-claim"),
    path("badge/by-link/<str:token>/", views_letter.by_link, name="badge-by-link"),
    path("badge/by-link/<str:token>/embed/", views_letter.embedded, name="badge-by-link-embedded"),
    path("badge/<str:token>/", views_letter.offered, name="badge-offered"),
    path("badge/<str:token>/stop/", views_letter.stop, name="badge-offered-stop"),
    path("badge/<str:token>/badge.<slug:ending>", views_letter.file, name="badge-offered-file"),
    path("me/badges/", views_backpack.backpack, name="backpack"),
    path("me/badges/bring/", views_backpack.bring, name="backpack-bring"),
    path("me/badges/offers/<id:award_pk>/", views_backpack.answer, name="backpack-answer"),
    path(_MINE, views_backpack.credential, name="credential"),
    path(f"{_MINE}again/", views_backpack.again, name="credential-again"),
    path(f"{_MINE}link/", views_backpack.link, name="credential-link"),
    path(f"{_MINE}did/", views_backpack.about_did, name="credential-did"),
    path(f"{_MINE}out/", views_backpack.out, name="credential-out"),
    path(f"{_MINE}badge.<slug:ending>", views_backpack.file, name="credential-file"),
    path("@<slug:name>/badges/", views_backpack.of_somebody, name="badges-of-somebody"),
]
