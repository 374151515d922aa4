from django.urls import path

from commonplace.commons.safeguard.views import reporting, ruling, watching

urlpatterns = [
    path("report/", reporting.report, name="report"),
    path("report/thanks/", reporting.thanks, name="report-thanks"),
    path("report/<id:report_id>/", reporting.one, name="report-one"),
    path("report/of/<int:happening_id>/", reporting.of_happening, name="report-of"),
    path("e/<id:pk>/watch/", watching.watch, name="watch"),
    path("e/<id:pk>/watch/answer/", watching.answer, name="watch-answer"),
    path("e/<id:pk>/watch/say/", watching.say, name="watch-say"),
    path("e/<id:pk>/watch/end/", watching.end, name="watch-end"),
    path("e/<id:pk>/watch/<id:comment_pk>/", watching.read, name="watch-read"),
    path("ruling/of/<int:happening_id>/", ruling.of_happening, name="ruling-of"),
    path("c/<slug:slug>/reports/", ruling.reports_of_community, name="community-reports"),
    path("c/<slug:slug>/people/<slug:name>/remove/", ruling.remove, name="community-member-remove"),
    path("host/reports/", ruling.reports_of_commons, name="host-reports"),
    path("host/log/", ruling.log, name="host-log"),
    path("host/people/<slug:name>/pause/", ruling.pause, name="host-pause"),
]
