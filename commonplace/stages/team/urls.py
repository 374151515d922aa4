from django.urls import URLPattern, path

from commonplace.stages.team import views, views_bringing, views_forming

_HERE = "c/<slug:slug>/team-up/"

urlpatterns: list[URLPattern] = [
    path(_HERE, views.team_up, name="team-up"),
    path(f"{_HERE}said/", views.statement, name="team-up-said"),
    path(f"{_HERE}said/back/", views.statement_back, name="team-up-said-back"),
    path(f"{_HERE}seat/", views.seat, name="team-up-seat"),
    path(f"{_HERE}begin/", views_forming.begin, name="team-up-begin"),
    path(f"{_HERE}propose/", views_forming.propose, name="team-up-propose"),
    path(f"{_HERE}bring/", views_bringing.bring, name="team-up-bring"),
    path(f"{_HERE}take-now/", views_forming.take_now, name="team-up-take-now"),
    path(f"{_HERE}live/", views_forming.live, name="team-up-live"),
    path(f"{_HERE}move/<int:number>/costs/", views_forming.costs, name="team-up-costs"),
    path(f"{_HERE}move/<int:number>/", views_forming.move, name="team-up-move"),
    path(f"{_HERE}welcome/<int:number>/", views_forming.welcome, name="team-up-welcome"),
    path(f"{_HERE}tell/", views_forming.tell, name="team-up-tell"),
    path(f"{_HERE}settle/", views_forming.settle, name="team-up-settle"),
    path(f"{_HERE}give-up/", views_forming.give_up, name="team-up-give-up"),
]
