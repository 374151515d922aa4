from django.urls import path

from commonplace.stages.critique import views, views_rounds, views_together, views_ways

urlpatterns = [
    path("critique/", views.protocols, name="critique-protocols"),
    path("me/critique/", views.own, name="own-critique"),
    path("c/<slug:slug>/critique/", views_rounds.rounds, name="critique-rounds"),
    path("c/<slug:slug>/critique/ways/", views_ways.ways, name="critique-ways"),
    path("c/<slug:slug>/critique/ways/new/", views_ways.write, name="critique-way-new"),
    path("c/<slug:slug>/critique/ways/take/", views_ways.take, name="critique-way-take"),
    path("c/<slug:slug>/critique/ways/<int:number>/", views_ways.write, name="critique-way"),
    path("c/<slug:slug>/critique/ways/<int:number>/aside/", views_ways.aside, name="critique-way-aside"),
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
    path("e/<id:pk>/places/", views.beside, name="critique-beside"),
    path("e/<id:pk>/together/", views_together.together, name="critique-together"),
    path("e/<id:pk>/together/begin/", views_together.begin, name="critique-together-begin"),
    path("e/<id:pk>/together/turn/", views_together.turn, name="critique-together-turn"),
    path("e/<id:pk>/became/", views.answer, name="critique-answer"),
]
