#include "annotation_file.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>

#include "sources/file_kind.hpp"
#include "sources/text_file.hpp"

namespace atelier::cvat {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExport = "export the task or project from CVAT as \"CVAT for images 1.1\"";

[[noreturn]] void refuse(const fs::path& path, const std::string& sentence) {
  throw Error(ATELIER_E_DATA, text(path.string(), ": ", sentence));
}

// Reads a file, or a piece of it, in blocks.
class Blocks {
 public:
  Blocks(const fs::path& path, size_t size) : path_(path), in_(path, std::ios::binary), block_(size, '\0') {
    if (!in_ || fs::is_directory(path)) fail();
  }
  void seek(uint64_t offset) { in_.seekg(static_cast<std::streamoff>(offset)); }
  // Nothing at the end of the file.
  std::string_view next() {
    in_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
    if (in_.bad()) fail();
    return std::string_view(block_).substr(0, static_cast<size_t>(in_.gcount()));
  }

 private:
  [[noreturn]] void fail() { throw Error(ATELIER_E_IO, text("cannot read ", path_.string())); }

  fs::path path_;
  std::ifstream in_;
  std::string block_;
};

// Before XML is looked for: what people bring that is none, or another tool's.
void refuse_other_kinds(const fs::path& path, std::string_view bytes) {
  if (bytes.empty()) refuse(path, "the file is empty");
  if (bytes.substr(0, 4) == "PK\x03\x04")
    refuse(path,
           "this is a ZIP archive, as CVAT gives its exports; unpack it, and give the annotations.xml that is in it");
  if (const std::string other = sources::looks_like(path, sources::FileKind::kCvatXml); !other.empty())
    refuse(path, "this is no XML of CVAT" + other);
  if (const auto wide = sources::wide_encoding(bytes))
    refuse(path, text("the file is in ", wide->name, "; save it as UTF-8"));
  const size_t first = bytes.find_first_not_of(" \t\r\n", bytes.substr(0, 3) == "\xef\xbb\xbf" ? 3 : 0);
  if (first != std::string_view::npos && bytes[first] != '<') refuse(path, text("this is no XML; ", kExport));
}

// What tells whether a file has changed. Throws filesystem_error for what is not there.
void stamp(const fs::path& path, uint64_t& size, fs::file_time_type& written) {
  size = fs::file_size(path);
  written = fs::last_write_time(path);
}

[[noreturn]] void refuse_changed(const fs::path& path) {
  refuse(path, "the file was changed while it was in use; run again when it is complete");
}

// Finds labels, images and counts.
class Scanner : public XmlWalk::Events {
 public:
  explicit Scanner(AnnotationFile& file) : file_(file) {}
  void attach(const XmlWalk& walk) { walk_ = &walk; }

  void open(std::string_view name, const Attributes& attributes) override {
    if (open_.empty() && name != "annotations") refuse_root(name);
    text_.clear();
    if (open_.size() == 1 && name == "image") begin_image(attributes);
    if (open_.size() == 1 && name == "track" && file_.tracks++ == 0) file_.first_track = walk_->place();
    if (open_.size() == 2 && open_[1] == "image") count(name, attributes);
    if (name == "label" && is_inside("labels")) label_ = {};
    open_.emplace_back(name);
  }

  void close(std::string_view name) override {
    open_.pop_back();
    if (open_.size() == 1 && name == "image") file_.images.back().end = walk_->end();
    if (is_inside("label") && name == "name") label_.name = text_;
    if (is_inside("label") && name == "parent") label_.parent = text_;
    // A label with a parent is a point of a skeleton.
    if (name == "label" && is_inside("labels") && !label_.name.empty() && label_.parent.empty())
      listed_.add(label_.name);
    text_.clear();
  }

  void characters(std::string_view bytes) override {
    if (is_inside("name") || is_inside("parent")) text_ += bytes;
  }

  void finish() { file_.labels = std::move(listed_.names.empty() ? met_.names : listed_.names); }

 private:
  struct Label {
    std::string name;
    std::string parent;
  };
  // Each once, in the order of the first.
  struct Labels {
    std::vector<std::string> names;
    std::set<std::string, std::less<>> known;
    void add(std::string_view label) {
      if (label.empty() || known.find(label) != known.end()) return;
      known.emplace(label);
      names.emplace_back(label);
    }
  };

  bool is_inside(std::string_view name) const { return open_.size() > 2 && open_[1] == "meta" && open_.back() == name; }
  [[noreturn]] void refuse_root(std::string_view name) const {
    walk_->fail(text("the outermost element is <", name, ">, not the <annotations> of CVAT; ", kExport));
  }
  uint32_t side(const Attributes& attributes, std::string_view name) const {
    const auto word = attributes.find(name);
    if (!word || word->empty()) return 0;
    int32_t value = 0;
    const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
    if (error != std::errc() || end != word->data() + word->size() || value < 1)
      walk_->fail(text("`", name, "` is `", word->substr(0, 40), "`, which is not a number of pixels"));
    return static_cast<uint32_t>(value);
  }
  void begin_image(const Attributes& attributes) {
    ImageElement image;
    image.name = attributes.find("name").value_or("");
    if (image.name.empty()) walk_->fail("the <image> has no `name`");
    image.subset = attributes.find("subset").value_or("");
    image.height = side(attributes, "height");
    image.width = side(attributes, "width");
    image.place = walk_->place();
    file_.images.push_back(std::move(image));
  }
  void count(std::string_view element, const Attributes& attributes) {
    auto known = file_.shapes.find(element);
    if (known == file_.shapes.end()) known = file_.shapes.emplace(element, 0).first;
    ++known->second;
    met_.add(attributes.find("label").value_or(""));
  }

  AnnotationFile& file_;
  const XmlWalk* walk_ = nullptr;
  std::vector<std::string> open_;
  std::string text_;
  Label label_;
  Labels listed_, met_;
};

// Reads the children of one image.
class ShapeReader : public XmlWalk::Events {
 public:
  void attach(const XmlWalk& walk) { walk_ = &walk; }
  void open(std::string_view name, const Attributes& attributes) override {
    if (depth_++ != 1) return;
    shapes.push_back(read_shape(name, attributes));
    shapes.back().number = shapes.size();
    shapes.back().place = walk_->place();
  }
  void close(std::string_view) override { --depth_; }

  std::vector<DrawnShape> shapes;

 private:
  const XmlWalk* walk_ = nullptr;
  int depth_ = 0;
};

void check_unchanged(const AnnotationFile& file) {
  uint64_t size = 0;
  fs::file_time_type written;
  try {
    stamp(file.path, size, written);
  } catch (const fs::filesystem_error&) {
    refuse_changed(file.path);
  }
  if (size != file.size || written != file.written) refuse_changed(file.path);
}

}  // namespace

AnnotationFile scan(const Call& call, const fs::path& path) {
  sources::require_regular(path);
  AnnotationFile file;
  file.path = path;
  Scanner scanner(file);
  XmlWalk walk(path, scanner);
  scanner.attach(walk);
  Blocks blocks(path, size_t{4} << 20);
  stamp(path, file.size, file.written);
  std::string_view block = blocks.next();
  refuse_other_kinds(path, block);
  for (; !block.empty(); block = blocks.next()) {
    call.stop_if_cancelled();
    walk.feed(block, false);
  }
  walk.feed({}, true);
  file.encoding = walk.encoding();
  scanner.finish();
  if (file.images.empty() && file.tracks > 0)
    throw Error(ATELIER_E_DATA, text(text_of(path, file.first_track), ": the file is \"CVAT for video\": it has ",
                                     file.tracks, " tracks and no <image>; ", kExport));
  return file;
}

std::vector<DrawnShape> read_shapes(const AnnotationFile& file, const ImageElement& image) {
  check_unchanged(file);
  ShapeReader reader;
  XmlWalk walk(file.path, reader, image.place, file.encoding);
  reader.attach(walk);
  const uint64_t size = image.end - image.place.byte;
  Blocks blocks(file.path, std::min<uint64_t>(size, uint64_t{4} << 20));
  blocks.seek(image.place.byte);
  for (uint64_t left = size; left > 0;) {
    const std::string_view block = blocks.next().substr(0, left);
    if (block.empty()) refuse_changed(file.path);
    left -= block.size();
    walk.feed(block, left == 0);
  }
  return std::move(reader.shapes);
}

}  // namespace atelier::cvat
