from django.urls import path

from commonplace.edges.own import views

urlpatterns = [
    path("me/export/", views.export, name="export"),
    path("me/export/book.zip", views.export_file, name="export-file"),
    path("me/leave/", views.leave_commons, name="leave-commons"),
    path("host/backups/", views.backups, name="backups"),
    path("host/backups/<str:name>/", views.backup_file, name="backup-file"),
    path("host/backups/<str:name>/delete/", views.delete_backup, name="delete-backup"),
]
