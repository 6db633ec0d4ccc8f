#!/usr/bin/env bash
# Proves the README's two commands on a machine that has never seen the project: a bare Debian in a chroot, a clean clone
# of HEAD and the test data beside it, nothing else.
#
#   tests/fresh/run.sh 12|13 [STEP…]
#     deps      ./bootstrap install-deps
#     run       ./bootstrap run workflows/quickstart.toml
#     again     the same command once more must build nothing (measured on `./bootstrap build`)
#     test      ./bootstrap test
#   Without steps: run again test. Needs root, debootstrap and about 9 GB in $ATELIER_FRESH (/var/tmp/atelier-fresh).
#   The bare system, downloaded packages and the compiler cache are kept there between calls; the machine itself is made
#   anew each time and left behind for a look. The mirror is this machine's own, or $ATELIER_FRESH_MIRROR.
set -euo pipefail

# All mounts live in a mount name space of this process: they are gone when it ends, however it ends.
if [[ -z ${ATELIER_FRESH_INSIDE:-} ]]; then
  export ATELIER_FRESH_INSIDE=1
  exec nice unshare --mount --propagation private -- "$0" "$@"
fi
unset ATELIER_FRESH_INSIDE

say() { printf '=== fresh: %s\n' "$*"; }
die() {
  say "$@" >&2
  exit 1
}

case ${1:-} in
  12) suite=bookworm ;;
  13) suite=trixie ;;
  *) die "usage: tests/fresh/run.sh 12|13 [deps|run|again|test …]" ;;
esac
shift
steps=("$@")
((${#steps[@]} > 0)) || steps=(run again test)
((EUID == 0)) || die "needs root"
command -v debootstrap >/dev/null || die "needs debootstrap"

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
data=$source/../shared
work=${ATELIER_FRESH:-/var/tmp/atelier-fresh}
base=$work/base-$suite
machine=$work/machine-$suite
mkdir -p "$work/packages-$suite" "$work/ccache-$suite"
exec 9>"$work/lock-$suite"
flock -n 9 || die "another call is using $machine"

mirror() {
  if [[ -n ${ATELIER_FRESH_MIRROR:-} ]]; then
    echo "$ATELIER_FRESH_MIRROR"
    return
  fi
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
    grep -v -- -security | head -n 1
}

make_base() {
  if [[ -e $base ]]; then return; fi
  say "making a bare Debian ($suite)"
  rm -rf "$base.partial"
  debootstrap --variant=minbase --include=git,ca-certificates "$suite" "$base.partial" "$(mirror)"
  mv "$base.partial" "$base"
}

make_machine() {
  say "a new machine in $machine, at commit $(git -C "$source" rev-parse --short HEAD)"
  rm -rf "$machine"
  cp -a --reflink=auto "$base" "$machine"
  cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
  # The way to the package index that tests of PyTorch need, where this machine has certificates of its own for it.
  cp -L /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/certs/"
  git clone -q --no-hardlinks "$source" "$machine/root/atelier"
  mkdir -p "$machine/root/shared" "$machine/root/.cache/ccache"
  cp -a "$data/." "$machine/root/shared/"
  mount --bind "$work/packages-$suite" "$machine/var/cache/apt/archives"
  mount --bind "$work/ccache-$suite" "$machine/root/.cache/ccache"
  mount -t proc proc "$machine/proc"
  mount --rbind /dev "$machine/dev"
}

# inside COMMAND…: in the project's folder, with a clean environment.
inside() {
  chroot "$machine" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true \
    bash -c 'cd /root/atelier && exec "$@"' - "$@" </dev/null
}

make_base
make_machine
summary=()
status=0
for step in "${steps[@]}"; do
  case $step in
    deps) command=(./bootstrap install-deps) ;;
    run) command=(./bootstrap run workflows/quickstart.toml) ;;
    again) command=(./bootstrap build) ;;
    test) command=(./bootstrap test) ;;
    *) die "no such step: $step" ;;
  esac
  say "Debian $suite: ${command[*]}"
  start=$(date +%s%N)
  if inside "${command[@]}"; then result=passed; else result="FAILED (exit $?)"; fi
  milliseconds=$((($(date +%s%N) - start) / 1000000))
  if [[ $step == again && $milliseconds -ge 2000 ]]; then result="FAILED (must take less than 2 s)"; fi
  if [[ $result != passed ]]; then status=1; fi
  summary+=("$step: $result in $((milliseconds / 1000)).$(printf %03d $((milliseconds % 1000))) s")
done
say "Debian $suite, g++ $(inside g++ -dumpfullversion 2>/dev/null || echo '(none)'):"
printf '    %s\n' "${summary[@]}"
exit "$status"
