#!/usr/bin/env bash
# Installs camproof.
#
#   ./install.sh --demo [OPTIONS]   fresh checkout: everything it needs, then the demo box (UI or report)
#   ./install.sh [--prefix DIR]     on a camera box: program and runtime under DIR (default /opt/camproof),
#                                   `camproof` in /usr/local/bin, /etc/camproof/camproof.yaml if there is none
#   ./install.sh --agent            the same, and the agent as a systemd service that watches from now on and after each
#                                   start (user camproof, state in /var/lib/camproof, metrics on 127.0.0.1:9707)
#   ./install.sh --uninstall [--prefix DIR]   removes exactly what was installed
#
# DESTDIR is put before every path, for packages and tests.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s\n' "$*" >&2; }
die() {
  say "install: $*"
  exit 1
}
usage() {
  sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

action=install
agent=no
prefix=/opt/camproof
demo_options=()
while [ $# -gt 0 ]; do
  case $1 in
    --demo)
      action=demo
      shift
      demo_options=("$@")
      break
      ;;
    --agent) agent=yes ;;
    --uninstall) action=uninstall ;;
    --prefix)
      [ $# -ge 2 ] || die '--prefix wants a folder'
      prefix=$2
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 64
      ;;
  esac
  shift
done
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac

target=${DESTDIR:-}$prefix
link=${DESTDIR:-}/usr/local/bin/camproof
config=${DESTDIR:-}/etc/camproof/camproof.yaml
unit=${DESTDIR:-}/etc/systemd/system/camproof.service
manifest=$target/.installed

# --- what the machine has to be -------------------------------------------------------------------------------

# `su` leaves the folder of ldconfig out of PATH; and grep reads to the end, as pipefail takes a broken pipe for a failure.
has_libatomic() {
  PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep 'libatomic\.so\.1' >/dev/null
}

check_machine() {
  local bits libc
  bits=$(getconf LONG_BIT)
  [ "$bits" = 64 ] || die "this userland has $bits bits; the runtime needs 64 (install the 64-bit edition of the system)"
  case $(uname -m) in
    x86_64 | aarch64) ;;
    *) die "no runtime for $(uname -m): x86_64 and aarch64 are supported" ;;
  esac
  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //') || true
  [ -n "$libc" ] || die 'no glibc here (musl?): use Debian or another system with glibc 2.28 or newer'
  printf '2.28\n%s\n' "$libc" | sort -V -C || die "glibc $libc is too old: 2.28 or newer is needed (Debian 10 and later have it)"
  if ! has_libatomic; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get install -y -qq libatomic1 >&2 || true; fi
    has_libatomic ||
      die 'libatomic.so.1 is missing; install it as root: apt-get install libatomic1'
  fi
}

build() {
  "$here/scripts/setup"
  say 'building camproof'
  (cd "$here" && PATH="$here/node_modules/.bin:$PATH" node scripts/build.ts) >&2
}

# --- installing -----------------------------------------------------------------------------------------------

# Native code and its loader are the only packages that the bundle leaves outside.
runtime_packages() {
  local arch
  arch=$([ "$(uname -m)" = x86_64 ] && echo x64 || echo arm64)
  echo "koffi @koromix/koffi-linux-$arch"
}

install_box() {
  check_machine
  build
  local arch staged package
  arch=$([ "$(uname -m)" = x86_64 ] && echo x64 || echo arm64)
  mkdir -p "$(dirname "$target")" || die "cannot make $(dirname "$target"): run as root, or give --prefix"
  staged=$(mktemp -d "$target.new.XXXXXX")
  # shellcheck disable=SC2064 # the folder of now, not of then
  trap "rm -rf '${staged//\'/\'\\\'\'}'" EXIT
  mkdir -p "$staged/bin" "$staged/node_modules/@koromix"
  cp -R "$here/dist" "$staged/dist"
  rm -rf "$staged/dist/types"
  cp "$here/package.json" "$staged/package.json"
  for package in $(runtime_packages); do
    cp -R "$here/node_modules/$package" "$staged/node_modules/$package"
  done
  cp -L "$here/node_modules/node-linux-$arch/bin/node" "$staged/bin/node"
  cat >"$staged/bin/camproof" <<'WRAPPER'
#!/bin/sh
# Runs camproof with the runtime that was installed beside it. One helper thread, a small nursery and the quicker of its
# optimizing compilers are enough for V8: 15 MiB less, and a twentieth of the processor.
self=$(readlink -f "$0")
home=$(dirname "$(dirname "$self")")
exec "$home/bin/node" --v8-pool-size=1 --max-semi-space-size=8 --no-turbofan "$home/dist/camproof.js" "$@"
WRAPPER
  chmod 755 "$staged/bin/camproof" "$staged"

  # An agent that is there already is renewed with the program.
  if [ -f "$manifest" ] && grep -qx 'agent=yes' "$manifest"; then agent=yes; fi

  # The sum of the configuration as it was made: one that somebody changed since is his and stays.
  local made_config=no sum=
  if [ ! -e "$config" ]; then
    mkdir -p "$(dirname "$config")"
    example_config >"$config"
    chmod 644 "$config"
    made_config=yes
    sum=$(config_sum)
  elif [ -f "$manifest" ] && grep -qx 'config=yes' "$manifest"; then
    made_config=yes
    sum=$(sed -n 's/^config-sum=//p' "$manifest")
  fi
  {
    echo "link=$link"
    echo "config=$made_config"
    echo "config-sum=$sum"
    echo "agent=$agent"
  } >"$staged/.installed"

  # The old program goes only when the new one is complete.
  rm -rf "$target.old"
  [ ! -e "$target" ] || mv "$target" "$target.old"
  mv "$staged" "$target"
  rm -rf "$target.old"
  trap - EXIT
  mkdir -p "$(dirname "$link")"
  ln -sfn "$prefix/bin/camproof" "$link"

  say "installed: $prefix, $link$([ "$made_config" = yes ] && echo ", $config")"
  if [ "$agent" = yes ]; then install_agent; fi
  [ -z "${DESTDIR:-}" ] || return 0
  say 'proving this box:'
  local code=0
  "$target/bin/camproof" check || code=$?
  case $code in
    0) say "next: look at it again at any time with 'camproof check'" ;;
    1) say "next: mend what is marked above, then run 'camproof check' again" ;;
    2) say "next: the lines marked ? say what would let camproof tell more (often: sudo camproof check)" ;;
    *) say "next: camproof itself failed (exit $code); run 'camproof config' to see what it was told" ;;
  esac
}

# Unit and user; the state folder is made by systemd.
install_agent() {
  local text
  text=$(<"$here/deploy/camproof.service")
  mkdir -p "$(dirname "$unit")"
  printf '%s\n' "${text//\/opt\/camproof\//"$prefix"/}" >"$unit"
  chmod 644 "$unit"
  say "installed: $unit"
  [ -z "${DESTDIR:-}" ] || return 0
  getent passwd camproof >/dev/null ||
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin camproof
  if [ ! -d /run/systemd/system ]; then
    say 'systemd does not run here: start the agent with the machine that it is for'
    return 0
  fi
  systemctl daemon-reload
  systemctl enable camproof.service
  systemctl restart camproof.service
  say "the agent watches: journalctl -u camproof -f"
}

uninstall_agent() {
  if [ -z "${DESTDIR:-}" ] && [ -d /run/systemd/system ]; then systemctl disable --now camproof.service || true; fi
  rm -f "$unit"
  if [ -z "${DESTDIR:-}" ] && [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
  if [ -d "${DESTDIR:-}/var/lib/camproof" ]; then
    say "what the agent saw stays in /var/lib/camproof, and so does its user camproof"
  fi
}

example_config() {
  cat <<'YAML'
# camproof finds the cameras of a standard box by itself; nothing here is needed then.
# What can be set: camproof config, and docs/configuration.md.
#
# cameras:
#   - name: yard
#     device: /dev/v4l/by-id/usb-...-video-index0
#     path: cam0
#     expect: { width: 1280, height: 720, fps: 25, codec: H264 }
YAML
}

config_sum() { sha256sum <"$config" | cut -d ' ' -f 1; }

uninstall() {
  [ -f "$manifest" ] || die "nothing was installed under $prefix"
  local installed_link
  installed_link=$(sed -n 's/^link=//p' "$manifest")
  if [ -L "$installed_link" ] && [ "$(readlink "$installed_link")" = "$prefix/bin/camproof" ]; then rm "$installed_link"; fi
  if grep -qx 'config=yes' "$manifest" && [ -f "$config" ]; then
    if [ "$(config_sum)" = "$(sed -n 's/^config-sum=//p' "$manifest")" ]; then
      rm "$config"
      rmdir "$(dirname "$config")" 2>/dev/null || true
    else
      say "$config was changed since and stays"
    fi
  fi
  if grep -qx 'agent=yes' "$manifest"; then uninstall_agent; fi
  rm -rf "$target"
  say "removed: $prefix"
}

case $action in
  install) install_box ;;
  uninstall) uninstall ;;
  demo)
    build
    export PATH="$here/node_modules/.bin:$PATH"
    if [ -t 0 ] && [ -t 1 ]; then exec node "$here/dist/camproof.js" demo "${demo_options[@]}"; fi
    exec node "$here/dist/camproof.js" demo --check "${demo_options[@]}"
    ;;
esac
