#include "source_notes.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <atelier/cpp/words.hpp>

#include "file_order.hpp"

namespace atelier::labelme {
namespace {

constexpr size_t kLabelsNamed = 3;

struct Words {
  const char* word;
  NoteLevel level;
  const char* text;  // after the count of files
};
constexpr std::array<Words, kNoticed> kWords = {{
    {"pictures_turned", NoteLevel::kInfo, "pictures are turned as EXIF says, as labelme shows them"},
    {"pictures_as_stored", NoteLevel::kWarning,
     "pictures are not turned as EXIF says, since the sizes in their JSON files are those of the "
     "stored pixels"},
    {"size_differs", NoteLevel::kDefect, "pictures have another size than their JSON files say"},
    {"names_matched", NoteLevel::kInfo, "pictures were taken for the names that seem to mean them"},
    {"names_unmatched", NoteLevel::kWarning, "pictures are not where their JSON files say"},
    {"picture_in_json", NoteLevel::kWarning,
     "pictures are only in their JSON files (`imageData`), which is not read: save them as files, for instance with "
     "labelme_export_json"},
    {"not_utf8", NoteLevel::kWarning, "JSON files have bytes that are no UTF-8, which were read as Windows-1252"},
    {"ignored", NoteLevel::kInfo,
     "JSON files have shapes that are `__ignore__`: no pixels of them count where no shape was drawn over them"},
}};

// "`bolts` (10 shapes; did you mean `bolt`?)"
std::string named(const std::string& label, uint64_t count, const std::vector<std::string>& classes) {
  const std::vector<std::string_view> views(classes.begin(), classes.end());
  return text('`', label, "` (", counted(count, "shape", "shapes"), suggestion(label, views, "the classes"), ')');
}

}  // namespace

void SourceNotes::add_file(const std::string& path, const LabelFile& file) {
  bool ignored = false;
  for (const DrawnShape& shape : file.shapes) {
    ++labels_[shape.label];
    ignored |= shape.label == kIgnore;
  }
  const auto name = [&] { return path; };
  if (ignored) add(Noticed::kIgnored, path, name);
  if (file.not_utf8 != 0) add(Noticed::kNotUtf8, path, name);
}

void SourceNotes::merge(const SourceNotes& other) {
  for (size_t i = 0; i < kNoticed; ++i) {
    Entry& own = entries_[i];
    const Entry& its = other.entries_[i];
    const uint64_t count = own.count + its.count;
    if (its.count != 0 && (own.count == 0 || its.file < own.file)) own = its;
    own.count = count;
  }
  for (const auto& [label, count] : other.labels_) labels_[label] += count;
}

std::vector<DatasetNote> SourceNotes::notes(uint64_t files, const std::string& listed,
                                            const std::vector<std::string>& classes) const {
  std::vector<DatasetNote> out;
  for (size_t i = 0; i < kNoticed; ++i)
    if (const Entry& entry = entries_[i]; entry.count != 0)
      out.push_back({kWords[i].word, entry.count, kWords[i].level,
                     text(entry.count, " of ", files, ' ', kWords[i].text, "; the first: ", entry.first)});
  if (listed.empty()) return out;
  uint64_t shapes = 0;
  size_t kinds = 0;
  std::string names;
  for (const auto& [label, count] : labels_) {
    if (label.empty() || label == kIgnore || label == kBackground ||
        std::find(classes.begin(), classes.end(), label) != classes.end())
      continue;
    shapes += count;
    if (++kinds <= kLabelsNamed) names += text(kinds == 1 ? "" : ", ", named(label, count, classes));
  }
  if (shapes != 0)
    out.push_back({"label_not_listed", shapes, NoteLevel::kDefect,
                   text("labels that ", listed, " does not list, of ", counted(shapes, "shape: ", "shapes: "), names,
                        kinds > kLabelsNamed ? text(" and ", kinds - kLabelsNamed, " more") : "")});
  return out;
}

}  // namespace atelier::labelme
