from django.apps import AppConfig


class AutopaspoortConfig(AppConfig):
    name = "autopaspoort"
    verbose_name = "AutoPaspoort"
