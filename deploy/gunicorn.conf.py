"""gunicorn on a server; the number of processes comes from WEB_CONCURRENCY."""

# Inside its container; only nginx reaches it.
bind = "0.0.0.0:8000"
worker_class = "sync"
# The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - exists in every container
timeout = 60
graceful_timeout = 30
# Against slow leaks; spread, so that not all processes start anew at one time.
max_requests = 2000
max_requests_jitter = 400
control_socket_disable = True
