#include "this_host.hpp"

#include <atelier/inputs.h>

#include <atelier/cpp/core.hpp>
#include <cstdlib>
#include <mutex>
#include <string>

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
  std::function<void(const std::string&)> note;
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

const void* extension(const atelier_host*, atelier_str id) noexcept {
  if (view(id) == ATELIER_EXTENSION_HOST_FOLDERS) return &kFolders;
  return view(id) == ATELIER_EXTENSION_HOST_INPUTS ? &kInputs : nullptr;
}

}  // namespace

InputScope::InputScope(std::function<void(const std::string&)> note) {
  InputSink& sink = input_sink();
  const std::lock_guard lock(sink.mutex);
  sink.note = std::move(note);
}

InputScope::~InputScope() {
  InputSink& sink = input_sink();
  const std::lock_guard lock(sink.mutex);
  sink.note = nullptr;
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
