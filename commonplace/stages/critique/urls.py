from django.urls import path

from commonplace.stages.critique import views

urlpatterns = [
    path("critique/", views.protocols, name="critique-protocols"),
    path("me/critique/", views.own, name="own-critique"),
    path("e/<id:pk>/ask/", views.ask, name="critique-ask"),
    path("e/<id:pk>/ask/no-more/", views.ask_no_more, name="critique-ask-no-more"),
    path("e/<id:pk>/critique/", views.give, name="critique-give"),
    path("e/<id:pk>/points/", views.change, name="critique-change"),
    path("e/<id:pk>/became/", views.answer, name="critique-answer"),
]
