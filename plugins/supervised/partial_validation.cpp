#include "partial_validation.hpp"

#include <atelier/cpp/files.hpp>
#include <nlohmann/json.hpp>

#include "durable_files.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

void write_partial(const fs::path& file, const std::string& place, const ScoreStart& so_far) {
  Json sums = Json::array();
  for (const std::vector<uint8_t>& bytes : so_far.sums) sums.push_back(Json::binary(bytes));
  const Json content = {
      {"place", place}, {"batches", so_far.batches}, {"pictures", so_far.pictures}, {"sums", std::move(sums)}};
  const std::vector<uint8_t> packed = Json::to_cbor(content);
  const std::string bytes(packed.begin(), packed.end());
  write_file(file, stamp_of_bytes(bytes).digest + bytes);
}

std::optional<ScoreStart> read_partial(const fs::path& file, const std::string& place, size_t metrics) {
  if (!fs::exists(file)) return std::nullopt;
  if (!fs::is_regular_file(file)) {
    fs::remove_all(file);  // it would stand in the way of the next one
    return std::nullopt;
  }
  const std::string bytes = read_file(file);
  constexpr size_t kDigest = 32;
  if (bytes.size() < kDigest) return std::nullopt;
  const std::string packed = bytes.substr(kDigest);
  if (stamp_of_bytes(packed).digest != bytes.substr(0, kDigest)) return std::nullopt;
  const Json content = Json::from_cbor(packed);
  if (content.at("place") != place || content.at("sums").size() != metrics) return std::nullopt;
  ScoreStart out{content.at("batches"), content.at("pictures"), {}};
  for (const Json& sums : content.at("sums")) out.sums.push_back(sums.get_binary());
  return out;
}

}  // namespace atelier::supervised
