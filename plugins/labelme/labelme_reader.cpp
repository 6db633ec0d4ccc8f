#include "labelme_reader.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/parallel.hpp>
#include <limits>
#include <set>

#include "outline.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::labelme {

namespace fs = std::filesystem;

namespace {

// Names that labelme's converters give a meaning: pixels that do not count, and what is no object.
constexpr std::string_view kIgnore = "__ignore__";
constexpr std::string_view kBackground = "_background_";

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  try {
    for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::follow_directory_symlink))
      if (entry.path().extension() == ".json" && entry.is_regular_file()) files.push_back(entry.path());
  } catch (const fs::filesystem_error& e) {
    throw Error(ATELIER_E_IO, text("cannot list ", folder.string(), ": ", e.code().message()));
  }
  if (files.empty()) throw Error(ATELIER_E_DATA, text("there is no JSON file in ", folder.string()));
  std::sort(files.begin(), files.end());
  return files;
}

// Shapes of one label and group, in the order of the first. A shape without a group is alone.
std::vector<std::vector<size_t>> instances_of(const std::vector<Shape>& shapes) {
  std::vector<std::vector<size_t>> instances;
  std::map<std::pair<std::string, int64_t>, size_t> of_group;
  for (size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].group) {
      const auto [known, is_new] = of_group.emplace(std::pair(shapes[i].label, *shapes[i].group), instances.size());
      if (!is_new) {
        instances[known->second].push_back(i);
        continue;
      }
    }
    instances.push_back({i});
  }
  return instances;
}

}  // namespace

const LabelmeReader::Index& LabelmeReader::index(const Call& call) const {
  return index_.get(call, [this](const Call& making) { return read_all(making); });
}

LabelmeReader::Index LabelmeReader::read_all(const Call& call) const {
  struct Desk {
    LabelFileReader reader;
    std::set<std::string> found;
  };
  const std::vector<fs::path> files = json_files(options_.annotations);
  std::vector<Desk> desks(call.threads());
  Index index;
  index.pictures.resize(files.size());
  for_each_index(files.size(), call.threads(), [&](unsigned thread, uint64_t i) {
    call.stop_if_cancelled();
    Desk& desk = desks[thread];
    const LabelFile file = desk.reader.read(files[i]);
    index.pictures[i] = picture_of(files[i], file);
    for (const Shape& shape : file.shapes)
      if (!shape.label.empty() && shape.label != kIgnore && shape.label != kBackground) desk.found.insert(shape.label);
  });
  std::set<std::string> found;
  for (Desk& desk : desks) found.merge(desk.found);
  index.classes = options_.labels.given() ? listed_classes() : std::vector<std::string>(found.begin(), found.end());
  for (const std::string& name : index.classes)
    index.labels.emplace(name, static_cast<uint32_t>(index.labels.size() + 1));
  return index;
}

LabelmeReader::Picture LabelmeReader::picture_of(const fs::path& json, const LabelFile& file) const {
  Picture picture;
  picture.json = json;
  const fs::path below = json.lexically_relative(*options_.annotations);
  const fs::path named(file.image_path);
  picture.file_name = fs::path(below).replace_extension(named.extension()).generic_string();
  const fs::path path =
      !options_.images.given() ? json.parent_path() / named : *options_.images / below.parent_path() / named.filename();
  picture.path = path.lexically_normal().string();
  picture.height = file.height;
  picture.width = file.width;
  if (file.height == 0 || file.width == 0) {
    const pictures::Size size = pictures::read_size(picture.path);
    picture.height = size.height;
    picture.width = size.width;
  }
  return picture;
}

std::vector<std::string> LabelmeReader::listed_classes() const {
  std::vector<std::string> classes;
  std::set<std::string> seen;
  const std::string bytes = read_file(options_.labels);
  size_t number = 0;
  for (size_t start = 0; start < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', start), bytes.size());
    std::string name = bytes.substr(start, end - start);
    start = end + 1;
    ++number;
    const size_t first = name.find_first_not_of(" \t\r"), last = name.find_last_not_of(" \t\r");
    if (first == std::string::npos) continue;
    name = name.substr(first, last - first + 1);
    if (name == kIgnore || name == kBackground) continue;
    if (!seen.insert(name).second)
      throw Error(ATELIER_E_DATA,
                  text(options_.labels->string(), ":", number, ": the class ", name, " is listed twice"));
    classes.push_back(std::move(name));
  }
  if (classes.empty()) throw Error(ATELIER_E_DATA, text(options_.labels->string(), ": there is no class name in it"));
  return classes;
}

DatasetCounts LabelmeReader::describe(const Call& call) const {
  const Index& index = this->index(call);
  return {index.classes.size(), index.pictures.size()};
}

atelier_class LabelmeReader::class_at(const Call& call, uint64_t i) const {
  const auto& classes = index(call).classes;
  if (i >= classes.size()) throw Error(ATELIER_E_INVALID, text("there is no class ", i));
  auto out = blank<atelier_class>();
  out.id = static_cast<int64_t>(i + 1);
  out.name = c_str(classes[i]);
  return out;
}

atelier_picture LabelmeReader::picture_at(const Call& call, uint64_t i) const {
  const auto& pictures = index(call).pictures;
  if (i >= pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  auto out = blank<atelier_picture>();
  out.id = static_cast<int64_t>(i + 1);
  out.height = pictures[i].height;
  out.width = pictures[i].width;
  out.file_name = c_str(pictures[i].file_name);
  out.path = c_str(pictures[i].path);
  return out;
}

void LabelmeReader::instances(const Call& call, uint64_t i, const Take& take) const {
  const Index& index = this->index(call);
  if (i >= index.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", i));
  const Picture& picture = index.pictures[i];
  const LabelFile file = LabelFileReader().read(picture.json);
  Outline outline;
  for (const std::vector<size_t>& members : instances_of(file.shapes)) {
    outline.clear(picture.height, picture.width);
    Outline::Defect defect;
    std::string why;
    for (const size_t member : members) {
      Outline::Defect found = outline.add(file.shapes[member]);
      if (found.word.empty() || !defect.word.empty()) continue;
      defect = std::move(found);
      why = text(picture.json.string(), ": shape ", member + 1, " (", file.shapes[member].label, ") ", defect.sentence);
    }
    outline.finish();

    const std::string& name = file.shapes[members.front()].label;
    const auto label = index.labels.find(name);
    const bool is_known = label != index.labels.end(), is_ignored = name == kIgnore;
    if (!is_known && !is_ignored && why.empty())
      why = text(picture.json.string(), ": the label `", name, "` of shape ", members.front() + 1, " is no class");
    auto out = blank<atelier_instance>();
    out.label = is_known ? label->second : 0;
    out.id = static_cast<int64_t>((i + 1) * 1000000 + members.front() + 1);
    out.category_id = is_known ? label->second : -1;
    out.area = std::numeric_limits<double>::quiet_NaN();
    out.crowd = is_ignored;
    out.rings = outline.rings().data();
    out.ring_count = outline.rings().size();
    out.runs = outline.runs().data();
    out.run_count = outline.runs().size();
    if (out.run_count != 0) out.runs_height = picture.height, out.runs_width = picture.width;
    out.offset = UINT64_MAX;
    out.defect = c_str(defect.word);
    out.defect_text = c_str(why);
    take(out);
  }
}

}  // namespace atelier::labelme
