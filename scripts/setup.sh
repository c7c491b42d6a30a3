# Sourced by the other scripts: makes sure that JDK 17 or newer and Maven are there. On Debian-like
# systems missing packages are installed when that is permitted; otherwise one message names them.

abs_java_major() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

abs_missing_packages() {
  major=$(abs_java_major 2>/dev/null || true)
  if [ -z "$major" ] || [ "$major" -lt 17 ]; then
    printf ' openjdk-17-jdk-headless'
  fi
  command -v mvn >/dev/null 2>&1 || printf ' maven'
  command -v git >/dev/null 2>&1 || printf ' git'
}

abs_setup() {
  if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
    echo "abs: the native library that Maven brings is for Linux on x86-64; this is $(uname -s) on $(uname -m)" >&2
    return 1
  fi
  missing=$(abs_missing_packages)
  [ -z "$missing" ] && return 0
  abs_install "$missing" || return 1
  still=$(abs_missing_packages)
  if [ -n "$still" ]; then
    echo "abs: still missing after installation:$still (is JAVA_HOME set to an older JDK?)" >&2
    return 1
  fi
}

# Chromium, which shows the HTML report to its tests; they are skipped without it.
abs_browser() {
  if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; then
    return 0
  fi
  abs_install ' chromium'
}

# The faster decoder of JPEGs; its tests are skipped without it.
abs_decoder() {
  # Read whole, since ldconfig would be ended by a grep that stops at its match.
  if PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep 'libturbojpeg\.so\.0' >/dev/null; then
    return 0
  fi
  abs_install ' libturbojpeg0'
}

# The same packages, with the oldest JDK that this system offers: not every release has the first one.
abs_offered() {
  for version in 17 21 25; do
    if apt-cache show "openjdk-$version-jdk-headless" >/dev/null 2>&1; then
      printf '%s' "$1" | sed "s/openjdk-17-jdk-headless/openjdk-$version-jdk-headless/"
      return 0
    fi
  done
  printf '%s' "$1"
}

# Installs packages, each with a blank before it, or says which ones to install.
abs_install() {
  missing=$1
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    as_root=
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && command -v apt-get >/dev/null 2>&1; then
    as_root='sudo -n'
  else
    echo "abs: please install:$missing" >&2
    return 1
  fi
  echo "abs: installing$missing" >&2
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { $as_root apt-get update -q && missing=$(abs_offered "$missing") && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "abs: could not install$missing" >&2
    return 1
  fi
  rm -f "$log"
}
