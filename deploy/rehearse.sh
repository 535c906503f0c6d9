#!/usr/bin/env bash
# Runs the steps of the Dockerfile in an empty folder, without containers: for machines that cannot build an image.
# It installs from the service's lock, starts the service as an unprivileged user with an empty environment, asks it
# for its health, and stops it.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
root=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; rm -rf "$root"' EXIT
python3 -m venv "$root/opt"
mkdir -p "$root/src" "$root/data"
while read -r line; do
  read -ra words <<<"$line"
  for ((i = 0; i < ${#words[@]} - 1; i++)); do cp -r "$source/${words[i]}" "$root/src/"; done
done < <(sed -n 's/^COPY \([^-].*\)/\1/p' "$source/Dockerfile")
"$root/opt/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$root/src/requirements-service.lock"
(cd "$root/src" && "$root/opt/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation .)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as=()
nobody=(setpriv --reuid 10001 --regid 10001 --clear-groups)
chmod 755 "$root"
if [ "$(id -u)" = 0 ] && "${nobody[@]}" env "$root/opt/bin/python" -c '' 2>/dev/null; then
  chown 10001:10001 "$root/data"
  as=("${nobody[@]}")
else
  echo "This Python cannot be run by another user, so the service runs as $(id -un)."
fi
(cd "$root/data" && exec "${as[@]}" env -i PATH="$root/opt/bin:/usr/bin:/bin" UNLATCH_DATA_DIR="$root/data" \
  unlatch serve --port "$port") &
service=$!
for _ in $(seq 60); do
  if "$root/opt/bin/python" -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/healthz', timeout=1)" 2>/dev/null; then
    echo "The service is healthy; $(du -sh "$root/opt" | cut -f1) installed."
    exit 0
  fi
  sleep 0.5
done
echo "The service did not become healthy within 30 seconds." >&2
exit 1
