#!/usr/bin/env bash
# Requests per second and p99 of the demo's story page beside nginx serving the
# same bytes from disk, both with gzip made beforehand, in turns, on loopback.
# Needs wrk and nginx (apt-get install wrk nginx-light). Prints one line a run
# and the ratio of the medians.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3} seconds=${2:-8} connections=${3:-64}
for c in wrk nginx curl; do command -v $c >/dev/null || { echo "needs $c: apt-get install wrk nginx-light curl" >&2; exit 1; }; done
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
go build -o "$work/broadsheet" .
"$work/broadsheet" demo -listen 127.0.0.1:18080 -data "$work/data" >"$work/log" 2>&1 &
for _ in $(seq 300); do curl -fs -o /dev/null http://127.0.0.1:18080/@courier/ 2>/dev/null && break; sleep 0.2; done

front=http://127.0.0.1:18080/@courier/
path=$(curl -fs "$front" | grep -oE 'href="/@courier/[a-z]+/[0-9]{4}/[0-9]{2}/[0-9]{2}/[^"]+"' | head -1 | cut -d'"' -f2)
story=http://127.0.0.1:18080$path
mkdir -p "$work/www"
curl -fs "$story" >"$work/www/story.html"
curl -fs -H 'Accept-Encoding: gzip' "$story" >"$work/www/story.html.gz"
cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes auto; pid $work/nginx.pid; error_log $work/nginx.err;
events { worker_connections 4096; }
http { access_log off; gzip_static on; keepalive_requests 100000000; open_file_cache max=100; default_type text/html; sendfile on; tcp_nopush on;
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  server { listen 127.0.0.1:18081; root $work/www; } }
CONF
[ "$(id -u)" = 0 ] && sed -i '1i user root;' "$work/nginx.conf"
nginx -c "$work/nginx.conf" &
sleep 1
printf 'page: %s\nplain %s bytes, gzip %s bytes; %s connections, %s s a run\n' "$path" "$(stat -c%s "$work/www/story.html")" "$(stat -c%s "$work/www/story.html.gz")" "$connections" "$seconds"

run() { # run NAME URL
  local out
  out=$(wrk -t2 -c"$connections" -d"${seconds}s" --latency -H 'Accept-Encoding: gzip' "$2")
  local rps p99
  rps=$(awk '/Requests\/sec/ {print $2}' <<<"$out"); p99=$(awk '$1=="99%" {print $2}' <<<"$out")
  if grep -q 'Non-2xx' <<<"$out"; then echo "$1: errors" >&2; exit 1; fi
  printf '%-12s %10s requests/s   p99 %s\n' "$1" "$rps" "$p99"
  echo "$rps" >>"$work/$1.rps"
}
wrk -t2 -c"$connections" -d2s -H 'Accept-Encoding: gzip' "$story" >/dev/null
for _ in $(seq "$rounds"); do
  run broadsheet "$story"
  run nginx http://127.0.0.1:18081/story.html
done
median() { sort -n "$1" | awk '{a[NR]=$1} END {print a[int((NR+1)/2)]}'; }
b=$(median "$work/broadsheet.rps") n=$(median "$work/nginx.rps")
awk -v b="$b" -v n="$n" 'BEGIN {printf "median: broadsheet %.0f, nginx %.0f, ratio %.2f\n", b, n, b/n}'
