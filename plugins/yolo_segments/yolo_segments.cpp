#include "yolo_segments.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <limits>

#include "data_file.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::yolo {

YoloSegments::YoloSegments(const Params& params)
    : data_(params.path("data")),
      set_(params.string("set")),
      root_(params.path("root")),
      boxes_(params.string("boxes") == "rectangle" ? Boxes::kRectangle : Boxes::kDefect) {}

const YoloSegments::Index* YoloSegments::try_index() const {
  std::call_once(read_, [this] {
    try {
      DataFile data = read_data_file(data_, set_, root_);
      auto index = std::make_unique<Index>();
      index->pictures = list_pictures(data);
      index->names = std::move(data.names);
      index->sizes = std::make_unique<std::atomic<uint64_t>[]>(index->pictures.size());
      index_ = std::move(index);
    } catch (const Error& e) {
      // What the file names may lie anywhere: say which file it is that names it.
      const std::string why = e.what();
      const bool is_named = why.find(data_.string()) != std::string::npos;
      error_ = Error(e.code(), is_named ? why : text(data_.string(), " leads to pictures that cannot be read: ", why));
    } catch (const std::bad_alloc&) {
      error_ = Error(ATELIER_E_INTERNAL, text("out of memory while listing the pictures of ", data_.string()));
    }
  });
  return index_.get();
}

const YoloSegments::Index& YoloSegments::index() const {
  if (const Index* index = try_index()) return *index;
  throw *error_;
}

uint64_t YoloSegments::class_count() const {
  const Index* index = try_index();
  return index ? index->names.size() : 1;
}

uint64_t YoloSegments::picture_count() const {
  const Index* index = try_index();
  return index ? index->pictures.size() : 1;
}

atelier_class YoloSegments::class_at(const Call&, uint64_t i) const {
  const auto& names = index().names;
  if (i >= names.size()) throw Error(ATELIER_E_INVALID, text("there is no class ", i));
  return {sizeof(atelier_class), 0, static_cast<int64_t>(i), c_str(names[i]), {}};
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

atelier_picture YoloSegments::picture_at(const Call&, uint64_t i) const {
  const Index& index = this->index();
  if (i >= index.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  const Size size = size_of(index, i);
  atelier_picture out{};
  out.struct_size = sizeof out;
  out.id = static_cast<int64_t>(i + 1);
  out.height = size.height;
  out.width = size.width;
  out.file_name = c_str(index.pictures[i].name);
  out.path = c_str(index.pictures[i].path);
  return out;
}

void YoloSegments::instances(const Call&, uint64_t i, const Take& take) const {
  const Index& index = this->index();
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
    read_label_line(words, size.height, size.width, index.names.size(), boxes_, line);

    const std::string why = line.sentence.empty() ? "" : text(file, ":", number, ": ", line.sentence);
    const bool is_known = line.number >= 0 && static_cast<uint64_t>(line.number) < index.names.size();
    const atelier_ring ring = {line.xy.data(), line.xy.size()};
    atelier_instance out{};
    out.struct_size = sizeof out;
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

}  // namespace atelier::yolo
