#include "labelme_reader.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <limits>
#include <set>

#include "file_order.hpp"
#include "outline.hpp"
#include "pictures/folder_walk.hpp"
#include "sources/class_list.hpp"
#include "sources/file_kind.hpp"
#include "sources/namesakes.hpp"
#include "sources/outside.hpp"
#include "sources/text_file.hpp"

namespace atelier::labelme {

namespace fs = std::filesystem;

namespace {

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

// "; it holds 12 .xml files, such as a.xml; it looks like …": annotations of another tool, if that is what there is.
std::string other_files(const std::map<std::string, std::vector<fs::path>>& by_extension) {
  for (const char* extension : {".xml", ".txt", ".csv", ".yaml", ".ndjson"}) {
    const auto found = by_extension.find(extension);
    if (found == by_extension.end()) continue;
    const fs::path first = *std::min_element(found->second.begin(), found->second.end());
    return text("; it holds files with ", extension, " (", found->second.size(), "), such as ", first.string(),
                sources::looks_like(first, sources::FileKind::kLabelme));
  }
  return "";
}

// Of names that begin with a point, in the folder or below: `._a.json` of macOS, copies of editors and notebooks.
bool is_hidden(const fs::path& below) {
  return std::any_of(below.begin(), below.end(), [](const fs::path& part) {
    return part.string().rfind('.', 0) == 0 && part != "." && part != "..";
  });
}

struct JsonFiles {
  std::vector<fs::path> files;
  std::vector<fs::path> hidden;  // passed over
};

JsonFiles json_files(const fs::path& folder) {
  if (is_file(folder))
    throw Error(ATELIER_E_DATA, text(folder.string(), " is a file; `annotations` is the folder of labelme's JSON files",
                                     sources::looks_like(folder, sources::FileKind::kLabelme)));
  std::map<std::string, std::vector<fs::path>> by_extension;
  pictures::walk(folder, [&](const fs::directory_entry& entry, bool is_folder) {
    std::error_code ignored;
    if (!is_folder && entry.is_regular_file(ignored))
      by_extension[lower_extension(entry.path())].push_back(entry.path());
    return true;
  });
  JsonFiles found;
  for (fs::path& file : by_extension[".json"])
    (is_hidden(file.lexically_relative(folder)) ? found.hidden : found.files).push_back(std::move(file));
  for (auto* files : {&found.files, &found.hidden}) std::sort(files->begin(), files->end());
  if (found.files.empty())
    throw Error(ATELIER_E_DATA,
                text("there is no JSON file in ", folder.string(),
                     found.hidden.empty() ? "" : text(" but hidden ones, such as ", found.hidden.front().string()),
                     other_files(by_extension)));
  return found;
}

// Two JSON files of one picture say different things about the same pixels.
template <class Picture>
void refuse_twice(const std::vector<Picture>& pictures) {
  std::map<std::string_view, const Picture*> of_path;
  for (const Picture& each : pictures) {
    const auto [first, is_new] = of_path.emplace(each.found.path, &each);
    if (is_new || !is_file(each.found.path)) continue;
    throw Error(ATELIER_E_DATA,
                text(first->second->json.string(), " and ", each.json.string(), " are of the same picture, ",
                     each.found.path, ": correct `imagePath` of one, or take it out of the folder"));
  }
}

// Shapes of one label and group, in the order of the first. A shape without a group is alone.
std::vector<std::vector<size_t>> instances_of(const std::vector<DrawnShape>& shapes) {
  std::vector<std::vector<size_t>> instances;
  std::map<std::pair<std::string, std::string>, size_t> of_group;
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

// Draws the shapes of an instance; gives what is wrong with the first that covers nothing.
Outline::Defect draw(const fs::path& json, const std::vector<DrawnShape>& shapes, const std::vector<size_t>& members,
                     Outline& outline) {
  Outline::Defect fault;
  for (const size_t member : members) {
    const Outline::Defect found = outline.add(shapes[member]);
    if (found.word.empty() || !fault.word.empty()) continue;
    fault.word = found.word;
    fault.sentence = text(json.string(), ": shape ", member + 1, " (", shapes[member].label, ") ", found.sentence);
  }
  outline.finish();
  return fault;
}

}  // namespace

const LabelmeReader::Index& LabelmeReader::index(const Call& call) const {
  return index_.get(call, [this](const Call& making) { return read_all(making); });
}

const LabelmeReader::Index& LabelmeReader::index_with(const Call& call, uint64_t picture) const {
  const Index& index = this->index(call);
  if (picture >= index.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", picture));
  return index;
}

LabelmeReader::Index LabelmeReader::read_all(const Call& call) const {
  const JsonFiles found = json_files(options_.annotations);
  Index index;
  const SourceNotes noticed = read_files(call, found.files, index);
  refuse_twice(index.pictures);
  if (options_.labels.given()) {
    index.classes = listed_classes();
  } else {
    for (const auto& [label, count] : noticed.labels())
      if (!label.empty() && label != kIgnore && label != kBackground) index.classes.push_back(label);
  }
  for (const std::string& name : index.classes)
    index.labels.emplace(name, static_cast<uint32_t>(index.labels.size() + 1));
  const std::string listed = options_.labels.given() ? options_.labels->string() : "";
  index.notes = noticed.notes(found.files.size(), listed, index.classes);
  sources::note_namesakes(listed.empty() ? "labels of the shapes" : listed, index.classes, index.notes);
  if (!found.hidden.empty())
    index.notes.push_back(
        {"hidden_passed_over", found.hidden.size(), NoteLevel::kInfo,
         text("hidden JSON files passed over: ", found.hidden.size(), ", such as ", found.hidden.front().string())});
  index.remedy = text("open the files that are named with labelme and correct the shapes",
                      listed.empty() ? "" : text(", or list their labels in ", listed));
  return index;
}

// Adds the pictures of the files; gives what was noticed.
SourceNotes LabelmeReader::read_files(const Call& call, const std::vector<fs::path>& files, Index& index) const {
  struct Worker {
    LabelFileReader reader;
    SourceNotes notes;
  };
  const PictureFinder finder(*options_.annotations, *options_.images, options_.names);
  std::vector<Worker> workers(call.threads());
  index.pictures.resize(files.size());
  for_each_index(files.size(), call.threads(), [&](unsigned thread, uint64_t i) {
    call.stop_if_cancelled();
    auto& [reader, notes] = workers[thread];
    const LabelFile file = reader.read(files[i]);
    index.pictures[i] = {files[i], "", finder.find(files[i], file, notes)};
    index.pictures[i].file_name = name_of(files[i], index.pictures[i].found.path);
    notes.add_file(files[i].string(), file);
  });
  note_inputs(call, index.pictures);
  SourceNotes noticed;
  for (const Worker& worker : workers) noticed.merge(worker.notes);
  return noticed;
}

// By `imagePath` a picture may lie anywhere, and one that is not there yet would be found next time.
void LabelmeReader::note_inputs(const Call& call, const std::vector<Picture>& pictures) const {
  const fs::path& given = options_.images.given() ? *options_.images : *options_.annotations;
  for (const Picture& picture : pictures) {
    sources::note_outside(call, given, picture.found.path);
    if (picture.found.wanted != picture.found.path) sources::note_outside(call, given, picture.found.wanted);
  }
}

// As labelme's converters call what they make of it: by the JSON file, with the folders below.
std::string LabelmeReader::name_of(const fs::path& json, const std::string& picture) const {
  fs::path name = json.lexically_relative(*options_.annotations);
  return name.replace_extension(fs::path(picture).extension()).generic_string();
}

std::vector<std::string> LabelmeReader::listed_classes() const {
  std::vector<std::string> classes;
  std::set<std::string> seen;
  size_t not_utf8 = 0;  // read as in the JSON files, so that the names are the same
  const std::string bytes = sources::with_windows_1252_read(sources::read_text(options_.labels), not_utf8);
  for (const sources::Line& line : sources::lines_of(bytes)) {
    const std::string name(line.text);
    if (name == kIgnore || name == kBackground) continue;
    if (!seen.insert(name).second)
      throw Error(ATELIER_E_DATA,
                  text(options_.labels->string(), ":", line.number, ": the class ", name, " is listed twice"));
    classes.push_back(name);
  }
  if (classes.empty()) throw Error(ATELIER_E_DATA, text(options_.labels->string(), ": there is no class name in it"));
  return classes;
}

DatasetCounts LabelmeReader::describe(const Call& call) const {
  const Index& index = this->index(call);
  return {index.classes.size(), index.pictures.size()};
}

atelier_class LabelmeReader::class_at(const Call& call, uint64_t i) const {
  return sources::class_of(index(call).classes, i, 1);
}

atelier_picture LabelmeReader::picture_at(const Call& call, uint64_t i) const {
  const auto& pictures = index_with(call, i).pictures;
  auto out = blank<atelier_picture>();
  out.id = static_cast<int64_t>(i + 1);
  out.height = pictures[i].found.height;
  out.width = pictures[i].found.width;
  out.file_name = c_str(pictures[i].file_name);
  out.path = c_str(pictures[i].found.path);
  return out;
}

uint32_t LabelmeReader::orientation(const Call& call, uint64_t i) const {
  return index_with(call, i).pictures[i].found.orientation;
}

void LabelmeReader::notes(const Call& call, const TakeNote& take) const {
  for (const DatasetNote& note : index(call).notes) take(note);
}

std::string_view LabelmeReader::remedy(const Call& call) const { return index(call).remedy; }

void LabelmeReader::instances(const Call& call, uint64_t i, const Take& take) const {
  const Index& index = index_with(call, i);
  const Picture& picture = index.pictures[i];
  const LabelFile file = LabelFileReader().read(picture.json);
  const std::vector<std::vector<size_t>> instances = instances_of(file.shapes);
  const auto in_order = painted_in_order(file.shapes, instances, picture.found.height, picture.found.width);
  Outline outline;
  for (size_t k = 0; k < instances.size(); ++k) {
    outline.clear(picture.found.height, picture.found.width);
    const size_t first = instances[k].front();
    const std::string& name = file.shapes[first].label;
    Outline::Defect fault = draw(picture.json, file.shapes, instances[k], outline);
    // What it covers is nothing by its label, and was taken from the others.
    if (name == kBackground && fault.word.empty()) continue;
    const bool is_painted_over = in_order[k] && in_order[k]->size() == 1;
    if (is_painted_over && fault.word.empty())
      fault = {"painted_over", text(picture.json.string(), ": shape ", first + 1, " (", name,
                                    ") is wholly painted over by `_background_` or `__ignore__`")};
    atelier_instance out = instance_of(index, i, first, name, fault);
    if (!in_order[k]) {
      out.rings = outline.rings().data();
      out.ring_count = outline.rings().size();
    }
    const span<const uint32_t> runs = in_order[k] ? span<const uint32_t>(*in_order[k]) : outline.runs();
    if (runs.size() != 0 && !is_painted_over) {
      out.runs = runs.data();
      out.run_count = runs.size();
      out.runs_height = picture.found.height;
      out.runs_width = picture.found.width;
    }
    take(out);
  }
}

// All but the shape. A label that is no class becomes a fault where there is no other; the fault is borrowed.
atelier_instance LabelmeReader::instance_of(const Index& index, uint64_t picture, size_t first_shape,
                                            const std::string& name, Outline::Defect& fault) {
  const auto label = index.labels.find(name);
  const bool is_known = label != index.labels.end(), is_ignored = name == kIgnore;
  if (!is_known && !is_ignored && fault.sentence.empty())
    fault.sentence = text(index.pictures[picture].json.string(), ": the label `", name, "` of shape ", first_shape + 1,
                          " is no class");
  auto out = blank<atelier_instance>();
  out.label = is_known ? label->second : 0;
  out.id = static_cast<int64_t>((picture + 1) * 1000000 + first_shape + 1);
  out.category_id = is_known ? int64_t{label->second} : -1;
  out.area = std::numeric_limits<double>::quiet_NaN();
  out.crowd = is_ignored;
  out.offset = UINT64_MAX;
  out.defect = c_str(fault.word);
  out.defect_text = c_str(fault.sentence);
  return out;
}

}  // namespace atelier::labelme
