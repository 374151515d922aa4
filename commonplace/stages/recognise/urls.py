from django.urls import URLPattern, path

from commonplace.stages.recognise import (
    views_awarding,
    views_backpack,
    views_badges,
    views_case,
    views_evidence,
    views_frameworks,
    views_letter,
    views_seal,
    views_verify,
)

_BADGE = "badges/<id:badge_pk>/"
_MINE = "me/badges/<id:credential_pk>/"
_FRAMEWORK = "frameworks/<id:framework_pk>/"
_CASE = "ims/case/v1p1"

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
    path(f"{_BADGE}alignments/", views_frameworks.alignments, name="badge-alignments"),
    path("frameworks/", views_frameworks.frameworks, name="frameworks"),
    path("frameworks/new/", views_frameworks.bring_in, name="framework-new"),
    path("frameworks/coming/<id:incoming_pk>/", views_frameworks.coming, name="framework-coming"),
    path("frameworks/items/<int:number>/", views_frameworks.item, name="framework-item"),
    path(_FRAMEWORK, views_frameworks.framework, name="framework"),
    path(f"{_FRAMEWORK}framework.json", views_case.file, name="framework-file"),
    path(f"{_FRAMEWORK}again/", views_frameworks.bring_again, name="framework-again"),
    path(f"{_FRAMEWORK}show/", views_frameworks.show, name="framework-show"),
    path(f"{_FRAMEWORK}delete/", views_frameworks.delete, name="framework-delete"),
    path(f"{_CASE}/CFDocuments", views_case.documents, name="case-documents"),
    path(f"{_CASE}/CFDocuments/<str:identifier>", views_case.document, name="case-document"),
    path(f"{_CASE}/CFPackages/<str:identifier>", views_case.package, name="case-package"),
    path(f"{_CASE}/CFItems/<str:identifier>", views_case.item, name="case-item"),
    path(f"{_CASE}/CFItemAssociations/<str:identifier>", views_case.item_associations, name="case-item-associations"),
    *(
        path(f"{_CASE}/{kind}/<str:identifier>", views_case.part, {"kind": kind}, name=f"case-{kind}")
        for kind in views_case.PARTS
    ),
]
