#include "file_settings.hpp"

#include <array>
#include <atelier/cpp/core.hpp>
#include <charconv>
#include <nlohmann/json.hpp>

namespace atelier::torch_models {
namespace {

using Json = nlohmann::json;

template <class T>
void take(const std::map<std::string, std::string>& metadata, const char* name, const std::filesystem::path& file,
          T& to) {
  const auto it = metadata.find(name);
  if (it == metadata.end()) return;
  try {
    to = Json::parse(it->second).get<T>();
  } catch (const Json::exception&) {
    throw Error(ATELIER_E_DATA, text(file.string(), ": its metadata `", name, "` is no value of that option"));
  }
}

}  // namespace

FileSettings settings_in(const std::map<std::string, std::string>& metadata, const std::string& architecture,
                         const std::filesystem::path& file) {
  FileSettings out;
  const auto it = metadata.find("architecture");
  if (it == metadata.end() || it->second != architecture) return out;
  out.told = true;
  take(metadata, "mean", file, out.mean);
  take(metadata, "std", file, out.deviation);
  take(metadata, "precision", file, out.precision);
  take(metadata, "class_names", file, out.class_names);
  return out;
}

std::string toml(int64_t value) { return Json(value).dump(); }
std::string toml(bool value) { return Json(value).dump(); }
std::string toml(const std::string& value) { return Json(value).dump(-1, ' ', false, Json::error_handler_t::replace); }
std::string toml(const std::vector<float>& values) {
  std::vector<double> out;
  for (const float value : values) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    std::from_chars(digits.begin(), end, out.emplace_back());
  }
  return Json(out).dump();
}
std::string toml(const std::vector<std::string>& values) {
  return Json(values).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace atelier::torch_models
