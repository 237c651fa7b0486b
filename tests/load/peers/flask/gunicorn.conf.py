# Threads keep nginx's connections (a sync worker would close each after one
# answer); two processes a processor and one more, as gunicorn's manual says.
import multiprocessing
import os

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = 2 * multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 4
keepalive = 75
graceful_timeout = 5     # nginx keeps its connections, so ending waits for it


def post_fork(server, worker):
    import server as application
    application.pool.open()
