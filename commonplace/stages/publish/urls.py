from django.urls import path

from commonplace.stages.publish import views, views_library, views_taking

urlpatterns = [
    path("library/", views_library.library, name="library"),
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
    path("e/<id:pk>/start/", views.start, name="start-from"),
]
