from django.urls import path

from commonplace.stages.critique import views, views_rounds

urlpatterns = [
    path("critique/", views.protocols, name="critique-protocols"),
    path("me/critique/", views.own, name="own-critique"),
    path("c/<slug:slug>/critique/", views_rounds.rounds, name="critique-rounds"),
    path("c/<slug:slug>/critique/new/", views_rounds.new, name="critique-round-new"),
    path("c/<slug:slug>/critique/<int:number>/", views_rounds.one_round, name="critique-round"),
    path("c/<slug:slug>/critique/<int:number>/put-in/", views_rounds.put_in, name="critique-put-in"),
    path("c/<slug:slug>/critique/<int:number>/read/", views_rounds.read, name="critique-read"),
    path("c/<slug:slug>/critique/<int:number>/deal/", views_rounds.deal, name="critique-deal"),
    path("c/<slug:slug>/critique/<int:number>/end/", views_rounds.end, name="critique-round-end"),
    path("e/<id:pk>/ask/", views.ask, name="critique-ask"),
    path("e/<id:pk>/ask/no-more/", views.ask_no_more, name="critique-ask-no-more"),
    path("e/<id:pk>/critique/", views.give, name="critique-give"),
    path("e/<id:pk>/points/", views.change, name="critique-change"),
    path("e/<id:pk>/points/somewhere/", views.somewhere, name="critique-somewhere"),
    path("e/<id:pk>/points/<int:number>/away/", views.take_away, name="critique-take-away"),
    path("e/<id:pk>/beside/", views.beside, name="critique-beside"),
    path("e/<id:pk>/became/", views.answer, name="critique-answer"),
]
