"""Running GarageFlow on one machine with nothing installed: embedded servers, and the commands behind bin/*.

Plain Python, no Django app; on a server it does nothing (docker-compose.yml has real servers).

    with services_running():            # the servers of bin/up, started if needed; addresses in os.environ
    with private_services() as mine:    # a pair of one's own, empty, deleted afterwards
        environment = {**os.environ, **mine.environment()}
        mine.redis.flush()
        mine.redis.stop_immediate(); mine.redis.start()
        mine.postgres.restart(immediate=True)
"""

from garageflow.local.folders import LocalError
from garageflow.local.postgres import PostgresServer
from garageflow.local.redis_server import RedisServer
from garageflow.local.services import Services, private_services, services_running

__all__ = [
    "LocalError",
    "PostgresServer",
    "RedisServer",
    "Services",
    "private_services",
    "services_running",
]
