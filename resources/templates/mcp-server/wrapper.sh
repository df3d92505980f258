#!/bin/sh
# Runs the server, and runs it again when it crashes, each time after a longer pause (1 to 30 seconds).
# Ends when the server ends with status 0, or when the platform asks it to with SIGTERM.

server=0
pause=1

finish() {
  trap '' TERM INT
  if [ "$server" -ne 0 ]; then
    kill -TERM "$server" 2>/dev/null
    wait "$server"
  fi
  exit 0
}
trap finish TERM INT

while true; do
  started=$(date +%s)
  python -m uvicorn server:app --host 0.0.0.0 --port 8000 \
    --log-level "${LOG_LEVEL:-info}" --timeout-graceful-shutdown 10 &
  server=$!
  wait "$server"
  status=$?
  server=0
  if [ "$status" -eq 0 ]; then
    exit 0
  fi
  # A server that was up for a while gets a fresh start.
  if [ $(($(date +%s) - started)) -ge 60 ]; then
    pause=1
  fi
  echo "wrapper: the server ended with status $status; starting it again in $pause s" >&2
  sleep "$pause" &
  wait $!
  pause=$((pause * 2))
  if [ "$pause" -gt 30 ]; then
    pause=30
  fi
done
