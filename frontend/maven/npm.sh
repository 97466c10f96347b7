#!/bin/sh
# Runs one step of the dashboard's build for Maven, with the system's Node. Usage: npm.sh install|build|check|test [true to skip]...
set -eu
cd "$(dirname "$0")/.."
step=$1
shift
for skip in "$@"; do
  [ "$skip" = true ] && exit 0
done

fail() {
  echo "ERROR: $*" >&2
  exit 1
}

command -v node >/dev/null 2>&1 || fail "the dashboard is built with Node.js 20.19 or later; no node on the path. On Debian: see https://nodejs.org"
command -v npm >/dev/null 2>&1 || fail "the dashboard is built with npm; there is a node but no npm on the path (Debian: apt-get install npm)"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail "the dashboard is built with Node.js 20.19 or later; this is $(node --version)"

# The stamp names the lock file and the Node version of the installation. Another Node may need other binaries.
wanted="$(node -p process.version+process.arch) $(cksum <package-lock.json)"
stamp=node_modules/.isobath-stamp

case $step in
  install)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
      npm ci --no-audit --no-fund --loglevel=error
      echo "$wanted" >"$stamp"
    fi
    ;;
  build)
    page=target/dist/index.html
    # A folder also becomes newer when a file in it is removed.
    if [ ! -f "$page" ] || [ -n "$(find src public index.html vite.config.ts package.json package-lock.json tsconfig.json -newer "$page" -print -quit)" ]; then
      npm run --silent build
    fi
    ;;
  check) npm run --silent check ;;
  test) npm run --silent test ;;
  *) fail "no step $step" ;;
esac
