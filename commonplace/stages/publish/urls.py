from django.urls import path

from commonplace.stages.publish import views, views_consents, views_library

urlpatterns = [
    path("library/", views_library.library, name="library"),
    path("c/<slug:slug>/case-study/", views.case_study, name="case-study"),
    path("c/<slug:slug>/case-study/publish/", views.publish, name="publish-case-study"),
    path("c/<slug:slug>/case-study/asking/", views_consents.asking, name="case-study-asking"),
    path("c/<slug:slug>/case-study/asking/<id:pk>/", views_consents.whom, name="case-study-picture"),
    path("c/<slug:slug>/case-study/mine/", views_consents.own_answer, name="case-study-mine"),
    path("asked/<str:token>/", views_consents.by_letter, name="case-study-asked"),
    path("e/<id:pk>/start/", views.start, name="start-from"),
]
