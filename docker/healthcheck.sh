#!/bin/bash
# Healthy when the gateway answers GET /health/ready with 200 within 3 seconds. Bash opens the
# connection itself, because the image has no curl and needs none.
set -u

host=${SERAI_HTTP_HOST:-127.0.0.1}
port=${SERAI_HTTP_PORT:-8080}
case $host in
0.0.0.0 | :: | '') host=127.0.0.1 ;; # every address; any will do
esac

status_of_ready() {
    exec 3<>"/dev/tcp/$host/$port" || return 1
    printf 'GET /health/ready HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n' "$host" "$port" >&3
    IFS= read -r -t 3 line <&3 || return 1
    printf '%s\n' "${line%$'\r'}"
    timeout 1 cat <&3 >/dev/null # hear the server out, or it sees a broken connection
    return 0
}

# In a child under timeout, because a connect to an address that swallows packets has no end.
if [ "${1:-}" = ask ]; then
    status_of_ready
    exit
fi
answer=$(timeout 4 "$BASH" "$0" ask 2>&1) || {
    echo "no answer from http://$host:$port/health/ready: ${answer:-none within 3 s}"
    exit 1
}
case $answer in
"HTTP/1."[01]" 200 "*) echo ready ;;
*)
    echo "http://$host:$port/health/ready says: $answer"
    exit 1
    ;;
esac
