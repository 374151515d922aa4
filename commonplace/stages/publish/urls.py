from django.urls import path

from commonplace.stages.publish import views, views_consents, views_library, views_taking

urlpatterns = [
    path("library/", views_library.library, name="library"),
    path("library/narrow/", views_library.narrow, name="narrow-library"),
    path("library/values/<str:slug>/", views_library.value, name="value"),
    path("e/<id:pk>/beside/<id:other>/", views_library.compare, name="compare-case-studies"),
    path("e/<id:pk>/case-study-a4.pdf", views_taking.paper, {"size": "a4"}, name="case-study-a4"),
    path("e/<id:pk>/case-study-us-letter.pdf", views_taking.paper, {"size": "us-letter"}, name="case-study-us-letter"),
    path("e/<id:pk>/case-study.md", views_taking.words, name="case-study-words"),
    path("e/<id:pk>/citation.json", views_taking.csl, name="citation-csl"),
    path("e/<id:pk>/citation.bib", views_taking.bib, name="citation-bibtex"),
    path("c/<slug:slug>/grown/", views_library.tree, name="what-grew"),
    path("c/<slug:slug>/case-study/", views.case_study, name="case-study"),
    path("c/<slug:slug>/case-study/publish/", views.publish, name="publish-case-study"),
    path("c/<slug:slug>/case-study/asking/", views_consents.asking, name="case-study-asking"),
    path("c/<slug:slug>/case-study/asking/<id:pk>/", views_consents.whom, name="case-study-picture"),
    path("c/<slug:slug>/case-study/mine/", views_consents.own_answer, name="case-study-mine"),
    path("asked/<str:token>/", views_consents.by_letter, name="case-study-asked"),
    path("e/<id:pk>/start/", views.start, name="start-from"),
]
