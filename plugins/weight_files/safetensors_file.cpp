// The safetensors format: a little-endian uint64 with the length of a JSON header, the header
// {name: {dtype, shape, data_offsets}} with an optional text map `__metadata__`, then the raw row-major bytes.
// Source: https://huggingface.co/docs/safetensors
#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <nlohmann/json.hpp>

#include "contents.hpp"

namespace atelier::weight_files {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kMostHeader = 100'000'000;  // the format's own limit
constexpr size_t kMostDimensions = 16;
constexpr int kDeepest = 4;

uint64_t unsigned_of(const Json& value, const char* what) {
  if (!value.is_number_unsigned()) throw std::invalid_argument(text(what, " must be whole numbers from 0"));
  return value.get<uint64_t>();
}

std::vector<int64_t> shape_of(const Json& json) {
  if (!json.is_array()) throw std::invalid_argument("shape must be a list");
  if (json.size() > kMostDimensions) throw std::invalid_argument(text("has ", json.size(), " dimensions"));
  std::vector<int64_t> shape;
  for (const Json& n : json) {
    const uint64_t size = unsigned_of(n, "the sizes of shape");
    if (size > INT64_MAX) throw std::invalid_argument("shape is too large");
    shape.push_back(static_cast<int64_t>(size));
  }
  return shape;
}

// Row-major; sets `bytes` to what they take.
std::vector<int64_t> strides_of(const std::vector<int64_t>& shape, uint64_t element, uint64_t& bytes) {
  std::vector<int64_t> strides(shape.size());
  uint64_t count = 1;
  for (size_t d = shape.size(); d-- > 0;) {
    strides[d] = static_cast<int64_t>(count);
    if (__builtin_mul_overflow(count, static_cast<uint64_t>(shape[d]), &count) || count > INT64_MAX / 16)
      throw std::invalid_argument("shape is too large");
  }
  bytes = count * element;
  return strides;
}

// Offsets are of the data, not yet of the file.
Entry entry_of(const std::string& name, const Json& json) {
  if (!json.is_object() || !json.contains("dtype") || !json.contains("shape") || !json.contains("data_offsets"))
    throw std::invalid_argument("needs dtype, shape and data_offsets");
  Entry entry;
  entry.name = name;
  if (!json["dtype"].is_string()) throw std::invalid_argument("has a dtype that is no text");
  const std::string dtype = json["dtype"].get<std::string>();
  const DtypeInfo* found = dtype_of_safetensors(dtype);
  if (!found) throw std::invalid_argument(text("has dtype ", dtype, ", which is not supported"));
  entry.dtype = found->dtype;
  entry.shape = shape_of(json["shape"]);
  entry.strides = strides_of(entry.shape, found->bytes, entry.storage_bytes);

  const Json& offsets = json["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2) throw std::invalid_argument("data_offsets must be two numbers");
  entry.at = unsigned_of(offsets[0], "data_offsets");
  const uint64_t end = unsigned_of(offsets[1], "data_offsets");
  if (end < entry.at || end - entry.at != entry.storage_bytes)
    throw std::invalid_argument(
        text("needs ", entry.storage_bytes, " bytes by its shape, but data_offsets are ", entry.at, " to ", end));
  return entry;
}

std::map<std::string, std::string> metadata_of(const Json& json) {
  std::map<std::string, std::string> out;
  if (!json.is_object()) throw std::invalid_argument("must be a map of texts");
  for (const auto& [key, item] : json.items()) {
    if (!item.is_string()) throw std::invalid_argument("must be a map of texts");
    out[key] = item.get<std::string>();
  }
  return out;
}

// `class_names` of the metadata, a list of texts as TOML and JSON write it; none where it is something else.
std::vector<std::string> class_names_of(const std::map<std::string, std::string>& metadata) {
  const auto it = metadata.find("class_names");
  if (it == metadata.end()) return {};
  const Json names = Json::parse(it->second, nullptr, false);
  const auto is_text = [](const Json& name) { return name.is_string(); };
  if (!names.is_array() || !std::all_of(names.begin(), names.end(), is_text)) return {};
  return names.get<std::vector<std::string>>();
}

// The format asks for data without holes, so that every byte of the file has one owner.
void check_layout(const FileBytes& file, std::vector<Entry>& entries, uint64_t data_start) {
  const uint64_t data_size = file.size() - data_start;
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::make_pair(a.at, a.storage_bytes) < std::make_pair(b.at, b.storage_bytes);
  });
  uint64_t at = 0;
  for (Entry& entry : entries) {
    if (entry.at > data_size || entry.storage_bytes > data_size - entry.at)
      file.refuse_damaged(text("entry `", entry.name, "` ends at byte ", entry.at + entry.storage_bytes,
                               " of the data, but there are only ", data_size, ": the file is cut short"));
    if (entry.at != at)
      file.refuse(text("entry `", entry.name, "` starts at byte ", entry.at, " of the data instead of ", at,
                       entry.at < at ? ": it overlaps another" : ": bytes before it belong to nothing"));
    at += entry.storage_bytes;
    entry.at += data_start;
    entry.storage_at = entry.at;
  }
  if (at != data_size) file.refuse(text("has ", data_size - at, " bytes after the last entry"));
}

}  // namespace

Contents read_safetensors(const FileBytes& file) {
  if (file.size() < 8)
    file.refuse_damaged(text("is no safetensors file, or is cut short: it has only ", file.size(), " bytes"));
  const uint64_t length = Cursor(file, 0, 8, "").number(8);
  if (length > kMostHeader || length > file.size() - 8)
    file.refuse_damaged(text("is no safetensors file, or is cut short: its header should have ", length,
                             " bytes, the file has ", file.size()));
  Json json;
  try {
    // A header lies three deep; copies of deeper ones, which the library makes while it reads, would use up the stack.
    json = Json::parse(file.some(8, length), [&](int depth, Json::parse_event_t, const Json&) {
      if (depth > kDeepest) file.refuse("the header is no list of tensors: its values lie too deep in each other");
      return true;
    });
  } catch (const Json::exception& e) {
    file.refuse(text("the header is not JSON: ", e.what()));
  }
  if (!json.is_object()) file.refuse("the header is not a JSON object");
  Contents contents;
  for (const auto& [name, value] : json.items()) {
    try {
      if (name == "__metadata__")
        contents.metadata = metadata_of(value);
      else
        contents.entries.push_back(entry_of(name, value));
    } catch (const std::invalid_argument& e) {
      file.refuse(text("entry `", name, "` ", e.what()));
    }
  }
  check_layout(file, contents.entries, 8 + length);
  contents.class_names = class_names_of(contents.metadata);
  return contents;
}

}  // namespace atelier::weight_files
