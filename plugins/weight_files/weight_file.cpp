#include "weight_files/weight_file.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>

#include "contents.hpp"
#include "elements.hpp"

namespace atelier::weight_files {
namespace {

struct Sign {
  size_t at;
  std::string bytes;
  const char* what;
};

// Files that people give by mistake, by what they begin with.
const std::vector<Sign>& signs() {
  static const std::vector<Sign> all = {
      {0, "\x89HDF", "is an HDF5 file (Keras?), not PyTorch's; save the weights as safetensors"},
      {0, "\x1f\x8b", "is compressed by gzip; unpack it first"},
      {0, "BZh", "is compressed by bzip2; unpack it first"},
      {0,
       "\xfd"
       "7zXZ",
       "is compressed by xz; unpack it first"},
      {257, "ustar",
       "is a tar archive; unpack it first, or if PyTorch 0.1 wrote it, load and save it with a newer one"},
      {0, "version https://git-lfs", "is a pointer of Git LFS, not the file itself; run `git lfs pull`"},
      {0, "<",
       "is a text such as a web page, not weights; was the download refused? Get the file again, from its address "
       "rather than that of the page about it"},
      {0, "\x80\x02", "is a pickle, but not of torch.save (detectron2's model zoo?); save it again with torch.save"},
      {0, "\x80\x03", "is a pickle, but not of torch.save; save it again with torch.save"},
      {0, "\x80\x04", "is a pickle, but not of torch.save; save it again with torch.save"},
  };
  return all;
}

// Whether these bytes can be the beginning of a text in UTF-8. Those of safetensors cannot: the length that they begin
// with has zeros.
bool is_text(std::string_view start) {
  return std::all_of(start.begin(), start.end(), [](unsigned char c) {
    return (c >= 0x20 && c < 0xf5 && c != 0x7f) || c == '\t' || c == '\n' || c == '\r';
  });
}

// Of its first line that holds something, as much as a message has room for.
std::string first_words(std::string_view start) {
  constexpr size_t kShown = 60;
  start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  std::string_view line = start.substr(0, start.find_first_of("\r\n"));
  if (line.size() <= kShown) return std::string(line);
  size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;  // within a character
  return std::string(line.substr(0, end)) + "…";
}

Contents read_contents(const FileBytes& file) {
  if (file.size() == 0) file.refuse_damaged("is empty");
  const std::string head = file.some(0, 512);
  const std::string_view start = head;
  if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06")) return read_torch_zip(file);
  if (start.starts_with("\x80\x02\x8a\x0a")) return read_torch_legacy(file);
  for (const Sign& sign : signs())
    if (start.size() >= sign.at && start.substr(sign.at).starts_with(sign.bytes)) file.refuse(sign.what);
  if (file.path().extension() == ".onnx")
    file.refuse("is ONNX, a network rather than its weights; save those as .safetensors or .pth");
  if (is_text(start))
    file.refuse(text("is a text that begins `", first_words(start),
                     "`, not weights; was the download refused? Get the file again"));
  return read_safetensors(file);
}

}  // namespace

const char* name_of(Container container) {
  switch (container) {
    case Container::kTorchZip:
      return "torch.save, zip archive";
    case Container::kTorchLegacy:
      return "torch.save, the older container";
    case Container::kTorchScript:
      return "TorchScript archive";
    case Container::kSafetensors:
      break;
  }
  return "safetensors";
}

uint64_t Entry::count() const {
  uint64_t count = 1;
  for (const int64_t size : shape) count *= static_cast<uint64_t>(size);
  return count;
}

bool Entry::is_contiguous() const {
  int64_t due = 1;
  for (size_t d = shape.size(); d-- > 0;) {
    if (shape[d] != 1 && strides[d] != due) return false;
    due *= shape[d];
  }
  return true;
}

WeightFile::WeightFile(const std::filesystem::path& path) : file_(std::make_unique<FileBytes>(path)) {
  Contents contents = read_contents(*file_);
  container_ = contents.container;
  entries_ = std::move(contents.entries);
  network_section_ = std::move(contents.network_section);
  metadata_ = std::move(contents.metadata);
  class_names_ = std::move(contents.class_names);
}

WeightFile::WeightFile(WeightFile&&) noexcept = default;
WeightFile::~WeightFile() = default;

const std::filesystem::path& WeightFile::path() const { return file_->path(); }
uint64_t WeightFile::file_size() const { return file_->size(); }

std::vector<const Entry*> WeightFile::network_entries() const {
  std::vector<const Entry*> out;
  for (const Entry& entry : entries_)
    if (network_section_.empty() || entry.section == network_section_) out.push_back(&entry);
  return out;
}

void WeightFile::read(const Entry& entry, void* to) const {
  const uint64_t bytes = entry.bytes();
  if (bytes == 0) return;
  if (entry.is_contiguous()) return file_->read(to, bytes, entry.at);
  const uint32_t element = info(entry.dtype).bytes;
  uint64_t last = 0;
  for (size_t d = 0; d < entry.shape.size(); ++d)
    last += static_cast<uint64_t>((entry.shape[d] - 1) * entry.strides[d]);
  std::vector<char> reached((last + 1) * element);
  file_->read(reached.data(), reached.size(), entry.at);
  gather(entry, reached.data(), static_cast<char*>(to));
}

void WeightFile::read_floats(const Entry& entry, float* to) const {
  if (!info(entry.dtype).is_float)
    file_->refuse(text("entry `", entry.name, "` is ", form_of(entry), ", which are no floating-point numbers"));
  if (entry.dtype == Dtype::kFloat32) return read(entry, to);
  std::vector<char> bytes(entry.bytes());
  read(entry, bytes.data());
  as_floats(entry.dtype, bytes.data(), entry.count(), to);
}

void WeightFile::read_integers(const Entry& entry, int64_t* to) const {
  if (!info(entry.dtype).is_integer)
    file_->refuse(text("entry `", entry.name, "` is ", form_of(entry), ", which are no whole numbers"));
  if (entry.dtype == Dtype::kInt64) return read(entry, to);
  std::vector<char> bytes(entry.bytes());
  read(entry, bytes.data());
  as_integers(entry.dtype, bytes.data(), entry.count(), to);
}

std::vector<std::string> class_names_in(const std::filesystem::path& weights) {
  try {
    return WeightFile(weights).class_names();
  } catch (const Error&) {
    return {};
  }
}

std::string form_of(const Entry& entry) {
  std::string out = text(info(entry.dtype).name, " [");
  for (size_t d = 0; d < entry.shape.size(); ++d) out += text(d ? "," : "", entry.shape[d]);
  return out + "]";
}

}  // namespace atelier::weight_files
