#include "yolo_segments.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <limits>

#include "data_file.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::yolo_segments {

const YoloSegments::Index& YoloSegments::index(const Call& call) const {
  return index_.get(call, [this](const Call&) { return list_all(); });
}

YoloSegments::Index YoloSegments::list_all() const {
  const std::string file = options_.data->string();
  try {
    DataFile data = read_data_file(options_.data, options_.set, options_.root);
    Index index;
    index.pictures = list_pictures(data);
    index.names = std::move(data.names);
    index.sizes = std::make_unique<std::atomic<uint64_t>[]>(index.pictures.size());
    return index;
  } catch (const Error& e) {
    // What the file names may lie anywhere: say which file it is that names it.
    const std::string why = e.what();
    if (why.find(file) != std::string::npos) throw;
    throw Error(e.code(), text(file, " leads to pictures that cannot be read: ", why));
  }
}

DatasetCounts YoloSegments::describe(const Call& call) const {
  const Index& index = this->index(call);
  return {index.names.size(), index.pictures.size()};
}

atelier_class YoloSegments::class_at(const Call& call, uint64_t i) const {
  const auto& names = index(call).names;
  if (i >= names.size()) throw Error(ATELIER_E_INVALID, text("there is no class ", i));
  auto out = blank<atelier_class>();
  out.id = static_cast<int64_t>(i);
  out.name = c_str(names[i]);
  return out;
}

YoloSegments::Size YoloSegments::size_of(const Index& index, uint64_t picture) const {
  uint64_t packed = index.sizes[picture].load(std::memory_order_relaxed);
  if (packed == 0) {
    const pictures::Size size = pictures::read_size(index.pictures[picture].path);
    packed = uint64_t{size.height} << 32 | size.width;
    index.sizes[picture].store(packed, std::memory_order_relaxed);
  }
  return {static_cast<uint32_t>(packed >> 32), static_cast<uint32_t>(packed)};
}

atelier_picture YoloSegments::picture_at(const Call& call, uint64_t i) const {
  const Index& index = this->index(call);
  if (i >= index.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  const Size size = size_of(index, i);
  auto out = blank<atelier_picture>();
  out.id = static_cast<int64_t>(i + 1);
  out.height = size.height;
  out.width = size.width;
  out.file_name = c_str(index.pictures[i].name);
  out.path = c_str(index.pictures[i].path);
  return out;
}

void YoloSegments::instances(const Call& call, uint64_t i, const Take& take) const {
  const Index& index = this->index(call);
  if (i >= index.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  const std::string file = label_path(index.pictures[i].path);
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return;
  std::string bytes = read_file(file);
  if (bytes.rfind("\xef\xbb\xbf", 0) == 0) bytes.replace(0, 3, "   ");
  const Size size = size_of(index, i);
  LabelLine line;
  uint64_t number = 0;
  for (size_t start = 0; start < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', start), bytes.size());
    const std::string_view words = std::string_view(bytes).substr(start, end - start);
    const size_t offset = start;
    start = end + 1;
    ++number;
    if (words.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    read_label_line(words, size.height, size.width, index.names.size(), options_.boxes, line);

    const std::string why = line.sentence.empty() ? "" : text(file, ":", number, ": ", line.sentence);
    const bool is_known = line.number >= 0 && static_cast<uint64_t>(line.number) < index.names.size();
    const atelier_ring ring = {line.xy.data(), line.xy.size()};
    auto out = blank<atelier_instance>();
    out.label = is_known ? static_cast<uint32_t>(line.number + 1) : 0;
    out.id = static_cast<int64_t>((i + 1) * 1000000 + number);
    out.category_id = line.number;
    out.area = std::numeric_limits<double>::quiet_NaN();
    out.rings = &ring;
    out.ring_count = line.xy.empty() ? 0 : 1;
    out.offset = offset;
    out.defect = c_str(line.defect);
    out.defect_text = c_str(why);
    take(out);
  }
}

}  // namespace atelier::yolo_segments
