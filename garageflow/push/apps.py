from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PushConfig(AppConfig):
    name = "garageflow.push"
    label = "push"
    verbose_name = _("Messages on the telephone")

    def ready(self) -> None:
        from garageflow.jobs.registry import Kind, register
        from garageflow.push.domain.messages import PUSH, send_messages

        register(Kind(name=PUSH, handler=send_messages))
