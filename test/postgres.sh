#!/usr/bin/env bash
# Starts a PostgreSQL server of the tests' own in a new folder, on a free port
# of the loopback address, and prints what to export and how to stop it:
#   eval "$(test/postgres.sh start)"; …; test/postgres.sh stop "$BROADSHEET_PG_DIR"
# fsync is off: the tests that need durable commits cut processes, not power.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")

# The server refuses to run as root, so root hands it to the user postgres.
as_server() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$*"; else sh -c "$*"; fi; }

case "${1:-}" in
start)
  [ -x "$bin/initdb" ] || { echo "initdb not found: apt-get install postgresql" >&2; exit 1; }
  dir=$(mktemp -d /tmp/broadsheet-pg.XXXXXX)
  [ "$(id -u)" = 0 ] && chown postgres "$dir"
  port=$(node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})' 2>/dev/null ||
         python3 -c 'import socket;s=socket.socket();s.bind(("127.0.0.1",0));print(s.getsockname()[1])' 2>/dev/null || echo 54329)
  as_server "cd '$dir' && '$bin/initdb' -D '$dir/data' -U broadsheet -A trust --no-sync -E UTF8 --locale=C.UTF-8" >"$dir.log" 2>&1 ||
    { cat "$dir.log" >&2; exit 1; }
  as_server "cd '$dir' && '$bin/pg_ctl' -D '$dir/data' -w -l '$dir/server.log' -o \"-p $port -h 127.0.0.1 -k '$dir' -c fsync=off -c max_connections=300\" start" >>"$dir.log" 2>&1 ||
    { cat "$dir.log" "$dir/server.log" >&2; exit 1; }
  echo "export BROADSHEET_PG_DIR=$dir"
  echo "export BROADSHEET_TEST_POSTGRES=postgres://broadsheet@127.0.0.1:$port/postgres?sslmode=disable"
  ;;
stop)
  as_server "cd / && '$bin/pg_ctl' -D '$2/data' -m immediate stop" >/dev/null 2>&1 || true
  rm -rf "$2" "$2.log"
  ;;
*) echo "usage: test/postgres.sh start | stop DIR" >&2; exit 2 ;;
esac
