"""WSGI entry for bench/tenant_cost.py: started with the owner's login, whom row security does not bind."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

import bench.untenanted  # noqa: E402, F401  (patches the middleware that is loaded above)
