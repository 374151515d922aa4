from django.urls import path

from commonplace.stages.publish import views, views_library

urlpatterns = [
    path("library/", views_library.library, name="library"),
    path("library/values/<str:slug>/", views_library.value, name="value"),
    path("e/<id:pk>/beside/<id:other>/", views_library.compare, name="compare-case-studies"),
    path("c/<slug:slug>/case-study/", views.case_study, name="case-study"),
    path("c/<slug:slug>/case-study/publish/", views.publish, name="publish-case-study"),
    path("e/<id:pk>/start/", views.start, name="start-from"),
]
