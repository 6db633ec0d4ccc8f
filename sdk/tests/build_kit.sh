#!/usr/bin/env bash
# The SDK installed on its own: its version is the ABI's, its pages come along, plugins are optimised unless a build type
# is given, and a linker that drops unused sections keeps the manifest.
#   build_kit.sh SDK_FOLDER
set -euo pipefail
sdk=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
unset CMAKE_BUILD_TYPE CFLAGS CXXFLAGS

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
quietly() {
  "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "$*"
  }
}

echo "install"
quietly cmake -S "$sdk" -B "$work/sdk" -G Ninja -DBUILD_TESTING=OFF
quietly cmake --install "$work/sdk" --component sdk --prefix "$prefix"
for page in README.md docs/samples.md docs/own_kind.md; do
  cmp -s "$sdk/$page" "$prefix/share/doc/atelier-sdk/$page" || fail "$page is not installed"
done

number() { sed -n "s/^#define ATELIER_ABI_$1 //p" "$prefix/include/atelier/abi.h"; }
major=$(number MAJOR) minor=$(number MINOR)

cat >"$work/plugin.c" <<'END'
#include <atelier/plugin.h>
#ifdef __OPTIMIZE__
#define HOW "optimised"
#else
#define HOW "plain"
#endif
static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  return (void)args, (void)self, atelier_fail(call, ATELIER_E_UNSUPPORTED, "not meant to be made");
}
static void destroy(void* self) { (void)self; }
static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("acme.nothing"),
                                            .kind = ATELIER_STR("acme.nothing/1"),
                                            .summary = ATELIER_STR("Built " HOW "."),
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("acme.kit", "1.2.3", &component)
END

# project FOLDER LINE…: a project of one plugin, after these lines of CMake.
project() {
  mkdir -p "$work/$1"
  cp "$work/plugin.c" "$work/$1"
  {
    echo 'cmake_minimum_required(VERSION 3.22)'
    printf '%s\n' "${@:2}"
    echo 'atelier_add_plugin(kit SOURCES plugin.c)'
  } >"$work/$1/CMakeLists.txt"
}
configure() { cmake -S "$work/$1" -B "$work/$1/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" "${@:2}" >"$work/log" 2>&1; }

# expect_built HOW FOLDER OPTION…: the plugin of a project says how it was built.
expect_built() {
  configure "${@:2}" || { cat "$work/log" >&2 && fail "configure $2"; }
  cp "$work/log" "$work/configured"
  quietly cmake --build "$work/$2/build"
  grep -q "Built $1" "$(find "$work/$2/build" -name kit.so)" || fail "$2 is not built $1"
}
says_default() { grep -q "no CMAKE_BUILD_TYPE given" "$work/configured"; }

echo "version $major.$minor"
try_version() {
  project "version-$1" 'project(kit C)' "find_package(AtelierSDK $1 REQUIRED)"
  configure "version-$1"
}
try_version "$major.0" || fail "find_package(AtelierSDK $major.0)"
try_version "$major.$minor" || fail "find_package(AtelierSDK $major.$minor)"
! try_version "$major.$((minor + 1))" || fail "took $major.$((minor + 1))"
! try_version "$((major + 1)).0" || fail "took $((major + 1)).0"

echo "build types"
project alone 'project(kit C)' 'find_package(AtelierSDK REQUIRED)'
expect_built optimised alone
says_default || fail "does not say that it chose a build type"
project debug 'project(kit C)' 'find_package(AtelierSDK REQUIRED)'
expect_built plain debug -DCMAKE_BUILD_TYPE=Debug
! says_default || fail "says that it chose a build type when one was given"
project whole/part 'project(kit C)' 'find_package(AtelierSDK REQUIRED)'
printf '%s\n' 'cmake_minimum_required(VERSION 3.22)' 'project(whole C)' 'add_subdirectory(part)' >"$work/whole/CMakeLists.txt"
expect_built plain whole
! says_default || fail "chose the build type of a larger project"

echo "--gc-sections keeps the manifest"
for cc in gcc clang; do
  command -v "$cc" >/dev/null || { echo "  not with $cc: not installed" && continue; }
  quietly "$cc" -std=c99 -O2 -shared -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections -I"$prefix/include" \
    "$work/plugin.c" -Wl,--gc-sections -Wl,-z,defs \
    -Wl,--version-script="$(find "$prefix" -name plugin.map)" -o "$work/$cc.so"
  readelf -p .atelier.manifest "$work/$cc.so" >"$work/manifest" 2>&1 || fail "no manifest from $cc"
  for word in ATELIER acme.kit 1.2.3; do
    grep -q "$word" "$work/manifest" || fail "no $word in the manifest from $cc"
  done
done
echo "all as the pages say"
