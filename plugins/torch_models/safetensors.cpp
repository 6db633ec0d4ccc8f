#include "safetensors.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>

#include "atelier/cpp/files.hpp"

namespace atelier::torch_models {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kMaxHeader = 100'000'000;  // the format's own limit

struct TypeName {
  at::ScalarType type;
  const char* name;
};
constexpr std::array<TypeName, 10> kTypes = {{{at::kDouble, "F64"},
                                              {at::kFloat, "F32"},
                                              {at::kHalf, "F16"},
                                              {at::kBFloat16, "BF16"},
                                              {at::kLong, "I64"},
                                              {at::kInt, "I32"},
                                              {at::kShort, "I16"},
                                              {at::kChar, "I8"},
                                              {at::kByte, "U8"},
                                              {at::kBool, "BOOL"}}};

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw Error(ATELIER_E_DATA, text(path.string(), ": ", why));
}

// The start of a PyTorch file, by its first bytes.
bool looks_like_pickle(std::string_view start) {
  return start.substr(0, 4) == std::string_view("PK\x03\x04") || start.substr(0, 2) == std::string_view("\x80\x02");
}

// The product of the sizes times the element size; nothing when it does not fit.
bool byte_size(const std::vector<int64_t>& shape, uint64_t element, uint64_t& out) {
  out = element;
  for (const int64_t n : shape)
    if (__builtin_mul_overflow(out, static_cast<uint64_t>(n), &out)) return false;
  return true;
}

uint64_t unsigned_of(const Json& value, const char* what) {
  if (!value.is_number_unsigned()) throw std::invalid_argument(text(what, " must be whole numbers from 0"));
  return value.get<uint64_t>();
}

SafetensorsFile::Entry parse_entry(const std::string& name, const Json& json) {
  if (!json.is_object() || !json.contains("dtype") || !json.contains("shape") || !json.contains("data_offsets"))
    throw std::invalid_argument("needs dtype, shape and data_offsets");
  SafetensorsFile::Entry entry;
  entry.name = name;
  const std::string dtype = json["dtype"].is_string() ? json["dtype"].get<std::string>() : json["dtype"].dump();
  const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return dtype == t.name; });
  if (type == kTypes.end()) throw std::invalid_argument(text("has dtype ", dtype, ", which is not supported"));
  entry.type = type->type;

  if (!json["shape"].is_array()) throw std::invalid_argument("shape must be a list");
  for (const Json& n : json["shape"]) {
    const uint64_t size = unsigned_of(n, "the sizes of shape");
    if (size > INT64_MAX) throw std::invalid_argument("shape is too large");
    entry.shape.push_back(static_cast<int64_t>(size));
  }
  const Json& offsets = json["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2) throw std::invalid_argument("data_offsets must be two numbers");
  entry.begin = unsigned_of(offsets[0], "data_offsets");
  entry.end = unsigned_of(offsets[1], "data_offsets");

  uint64_t bytes = 0;
  if (!byte_size(entry.shape, c10::elementSize(entry.type), bytes)) throw std::invalid_argument("shape is too large");
  if (entry.end < entry.begin || entry.end - entry.begin != bytes)
    throw std::invalid_argument(
        text("needs ", bytes, " bytes by its shape, but data_offsets are ", entry.begin, " to ", entry.end));
  return entry;
}

}  // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : path_(path) {
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (fd_ < 0 || ::fstat(fd_, &info) != 0) {
    const int error = errno;
    if (fd_ >= 0) ::close(fd_);
    throw Error(ATELIER_E_IO, text("cannot read ", path.string(), ": ", std::strerror(error)));
  }
  try {
    if (!S_ISREG(info.st_mode)) throw Error(ATELIER_E_IO, text(path.string(), " is not a file"));
    read_header(static_cast<uint64_t>(info.st_size));
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

SafetensorsFile::~SafetensorsFile() { ::close(fd_); }

void SafetensorsFile::read_header(uint64_t file_size) {
  std::array<unsigned char, 8> start{};
  if (file_size < start.size()) refuse(path_, text("is no safetensors file: it has only ", file_size, " bytes"));
  read_bytes(start.data(), start.size(), 0);
  if (looks_like_pickle({reinterpret_cast<const char*>(start.data()), start.size()}))
    refuse(path_,
           "is a PyTorch .pth file; convert it to safetensors with: python3 -c \"import torch, safetensors.torch as s; "
           "s.save_file({k: v.contiguous() for k, v in torch.load('weights.pth', map_location='cpu').items()}, "
           "'weights.safetensors')\"");

  uint64_t length = 0;
  for (size_t i = start.size(); i-- > 0;) length = length << 8 | start[i];
  if (length > kMaxHeader || length > file_size - 8)
    refuse(path_, text("is no safetensors file, or is cut short: its header should have ", length,
                       " bytes, the file has ", file_size));
  std::string header(length, '\0');
  read_bytes(header.data(), length, 8);
  data_start_ = 8 + length;

  Json json;
  try {
    json = Json::parse(header);
  } catch (const Json::exception& e) {
    refuse(path_, text("the header is not JSON: ", e.what()));
  }
  if (!json.is_object()) refuse(path_, "the header is not a JSON object");
  for (const auto& [name, value] : json.items()) {
    try {
      if (name != "__metadata__") {
        entries_.push_back(parse_entry(name, value));
        continue;
      }
      if (!value.is_object()) throw std::invalid_argument("must be a map of texts");
      for (const auto& [key, item] : value.items()) {
        if (!item.is_string()) throw std::invalid_argument("must be a map of texts");
        metadata_[key] = item.get<std::string>();
      }
    } catch (const std::invalid_argument& e) {
      refuse(path_, text("entry `", name, "` ", e.what()));
    }
  }
  check_layout(file_size - data_start_);
}

// The format asks for data without holes, so that every byte of the file has one owner.
void SafetensorsFile::check_layout(uint64_t data_size) {
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::make_pair(a.begin, a.end) < std::make_pair(b.begin, b.end);
  });
  uint64_t at = 0;
  for (const Entry& entry : entries_) {
    if (entry.end > data_size)
      refuse(path_, text("entry `", entry.name, "` ends at byte ", entry.end, " of the data, but there are only ",
                         data_size, ": the file is cut short"));
    if (entry.begin != at)
      refuse(path_, text("entry `", entry.name, "` starts at byte ", entry.begin, " of the data instead of ", at,
                         entry.begin < at ? ": it overlaps another" : ": bytes before it belong to nothing"));
    at = entry.end;
  }
  if (at != data_size) refuse(path_, text("has ", data_size - at, " bytes after the last entry"));
}

void SafetensorsFile::read_bytes(void* to, uint64_t size, uint64_t at) const {
  char* out = static_cast<char*>(to);
  while (size) {
    const ssize_t n = ::pread(fd_, out, size, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw Error(ATELIER_E_IO, text("cannot read ", path_.string(), ": ", std::strerror(errno)));
    if (n == 0) refuse(path_, text("was cut short while it was read, at byte ", at));
    out += n;
    at += static_cast<uint64_t>(n);
    size -= static_cast<uint64_t>(n);
  }
}

const SafetensorsFile::Entry* SafetensorsFile::find(const std::string& name) const {
  const auto it = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
  return it == entries_.end() ? nullptr : &*it;
}

at::Tensor SafetensorsFile::read(const Entry& entry) const {
  at::Tensor out = at::empty(entry.shape, at::TensorOptions().dtype(entry.type));
  if (entry.end > entry.begin) read_bytes(out.data_ptr(), entry.end - entry.begin, data_start_ + entry.begin);
  return out;
}

void write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors, const Metadata& metadata) {
  // Large elements first, so that every tensor is aligned to its element size.
  std::vector<const NamedTensors::value_type*> order;
  for (const auto& item : tensors) order.push_back(&item);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->second.element_size() > b->second.element_size(); });

  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t at = 0;
  for (const auto* item : order) {
    const auto& [name, tensor] = *item;
    const at::ScalarType wanted = tensor.scalar_type();
    const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.type == wanted; });
    if (type == kTypes.end() || header.contains(name))
      throw Error(ATELIER_E_INTERNAL, text(path.string(), ": entry `", name, "` cannot be written"));
    header[name]["dtype"] = type->name;
    header[name]["shape"] = tensor.sizes().vec();
    header[name]["data_offsets"] = {at, at + tensor.nbytes()};
    at += tensor.nbytes();
  }
  std::string head = header.dump();
  head.resize((head.size() + 7) / 8 * 8, ' ');
  std::array<char, 8> length{};
  for (size_t i = 0; i < length.size(); ++i) length[i] = static_cast<char>(head.size() >> (8 * i) & 0xff);

  NewFile file(path);
  file.write(length.data(), length.size());
  file.write(head);
  for (const auto* item : order) {
    const at::Tensor flat = item->second.detach().to(at::kCPU).contiguous();
    if (flat.numel()) file.write(flat.data_ptr(), flat.nbytes());
  }
  file.commit();
}

}  // namespace atelier::torch_models
