#include "this_host.hpp"

#include <atelier/inputs.h>
#include <atelier/places.h>

#include <atelier/cpp/core.hpp>
#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

constexpr atelier_host_folders_v1 kFolders = {sizeof(atelier_host_folders_v1), 0, [](const atelier_host*) noexcept {
                                                static const std::string path = user_cache().string();
                                                return c_str(path);
                                              }};

// Who is told of inputs: the stage at work.
struct InputSink {
  std::mutex mutex;
  InputScope::Take note, hold;
};

InputSink& input_sink() {
  static InputSink sink;
  return sink;
}

constexpr atelier_host_inputs_v1 kInputs = {sizeof(atelier_host_inputs_v1), 0,
                                            [](const atelier_host*, atelier_str path) noexcept {
                                              try {
                                                InputSink& sink = input_sink();
                                                const std::lock_guard lock(sink.mutex);
                                                if (sink.note && path.size) sink.note(str(path));
                                              } catch (...) {  // what cannot be kept for lack of memory
                                              }
                                            }};

struct PlaceTable {
  std::mutex mutex;
  PlaceNames names;
};

PlaceTable& place_table() {
  static PlaceTable table;
  return table;
}

// Lives until the thread's next call.
template <auto kMember>
atelier_str asked(atelier_str text) noexcept {
  thread_local std::string answer;
  answer.clear();
  try {
    PlaceTable& table = place_table();
    const std::lock_guard lock(table.mutex);
    if (table.names.*kMember) answer = (table.names.*kMember)(str(text));
  } catch (...) {  // for lack of memory: no name
  }
  return c_str(answer);
}

constexpr atelier_host_places_v1 kPlaces = {
    sizeof(atelier_host_places_v1), 0,
    [](const atelier_host*, atelier_str path) noexcept { return asked<&PlaceNames::name>(path); },
    [](const atelier_host*, atelier_str name) noexcept { return asked<&PlaceNames::find>(name); },
    [](const atelier_host*, atelier_str path) noexcept {
      try {
        InputSink& sink = input_sink();
        const std::lock_guard lock(sink.mutex);
        const InputScope::Take& take = sink.hold ? sink.hold : sink.note;
        if (take && path.size) take(str(path));
      } catch (...) {  // what cannot be kept for lack of memory
      }
    }};

const void* extension(const atelier_host*, atelier_str id) noexcept {
  if (view(id) == ATELIER_EXTENSION_HOST_FOLDERS) return &kFolders;
  if (view(id) == ATELIER_EXTENSION_HOST_PLACES) return &kPlaces;
  return view(id) == ATELIER_EXTENSION_HOST_INPUTS ? &kInputs : nullptr;
}

}  // namespace

InputScope::InputScope(Take note, Take hold) {
  InputSink& sink = input_sink();
  const std::lock_guard lock(sink.mutex);
  sink.note = std::move(note);
  sink.hold = std::move(hold);
}

InputScope::~InputScope() {
  InputSink& sink = input_sink();
  const std::lock_guard lock(sink.mutex);
  sink.note = sink.hold = nullptr;
}

PlaceScope::PlaceScope(PlaceNames names) {
  PlaceTable& table = place_table();
  const std::lock_guard lock(table.mutex);
  before_ = std::exchange(table.names, std::move(names));
}

PlaceScope::~PlaceScope() {
  PlaceTable& table = place_table();
  const std::lock_guard lock(table.mutex);
  table.names = std::move(before_);
}

fs::path user_cache() {
  if (const char* set = std::getenv("XDG_CACHE_HOME"); set && fs::path(set).is_absolute())
    return fs::path(set) / "atelier";
  if (const char* home = std::getenv("HOME"); home && fs::path(home).is_absolute())
    return fs::path(home) / ".cache/atelier";
  return {};
}

const atelier_host& this_host() {
  static const atelier_host host = [] {
    atelier_host h = blank<atelier_host>();
    h.abi_major = ATELIER_ABI_MAJOR;
    h.abi_minor = ATELIER_ABI_MINOR;
    h.name = ATELIER_STR("atelier");
    h.version = ATELIER_STR(ATELIER_VERSION);
    h.extension = &extension;
    return h;
  }();
  return host;
}

}  // namespace atelier::host
