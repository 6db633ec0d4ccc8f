#include "yolo_segments.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/words.hpp>
#include <limits>

#include "data_file.hpp"
#include "label_files.hpp"
#include "label_survey.hpp"
#include "sources/class_list.hpp"
#include "sources/outside.hpp"
#include "sources/text_file.hpp"

namespace atelier::yolo_segments {

namespace {

constexpr size_t kMark = 3;  // bytes of a byte order mark, which read_text leaves out

// Pictures and label files lie where the YAML file says, or the lists that it names; labels that are not there yet
// would be read next time.
void note_inputs(const Call& call, const DataFile& data, const std::filesystem::path& given,
                 const std::vector<PictureFile>& pictures) {
  std::error_code ignored;
  std::vector<std::string> folders;
  for (const std::filesystem::path& from : data.from) {
    sources::note_outside(call, given, from);
    if (!std::filesystem::is_directory(from, ignored)) continue;
    folders.push_back((from / "").string());
    // By a name below the folder, which may be `images` itself.
    sources::note_outside(call, given, std::filesystem::path(label_path(folders.back() + "x")).parent_path());
  }
  for (const PictureFile& picture : pictures) {
    const auto holds = [&](const std::string& folder) { return picture.path.starts_with(folder); };
    if (std::any_of(folders.begin(), folders.end(), holds)) continue;
    sources::note_outside(call, given, picture.path);
    sources::note_outside(call, given, label_path(picture.path));
    sources::note_outside(call, given, label_path_beside(picture.path));
  }
}

// Headers of all pictures. One that cannot be read has no sides: its error belongs to who asks for that picture.
std::vector<pictures::Shown> read_headers(const Call& call, const std::vector<PictureFile>& files) {
  std::vector<pictures::Shown> shown(files.size());
  for_each_index(files.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    try {
      shown[i] = pictures::shown(files[i].path);
    } catch (const Error&) {
      shown[i] = {};
    }
  });
  return shown;
}

void note_turned(const std::vector<PictureFile>& files, const std::vector<pictures::Shown>& shown,
                 std::vector<DatasetNote>& notes) {
  const auto is_turned = [](const pictures::Shown& each) { return each.orientation != 1; };
  const auto first = std::find_if(shown.begin(), shown.end(), is_turned);
  if (first == shown.end()) return;
  const auto count = static_cast<uint64_t>(std::count_if(first, shown.end(), is_turned));
  notes.push_back(
      {"pictures_turned", count, NoteLevel::kInfo,
       text(counted(count, "picture is", "pictures are"), " turned as EXIF says, as in Ultralytics; the first is ",
            files[static_cast<size_t>(first - shown.begin())].path)});
}

}  // namespace

const YoloSegments::Index& YoloSegments::index(const Call& call) const {
  return index_.get(call, [this](const Call& making) { return read_all(making); });
}

const YoloSegments::Index& YoloSegments::index_with(const Call& call, uint64_t picture) const {
  const Index& index = this->index(call);
  if (picture >= index.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", picture));
  return index;
}

YoloSegments::Index YoloSegments::read_all(const Call& call) const {
  const std::string file = options_.data->string();
  Index index;
  try {
    DataFile data = read_data_file(options_.data, options_.set, options_.root, options_.names);
    index.notes = std::move(data.notes);
    index.pictures = list_pictures(data, options_.names, index.notes);
    note_inputs(call, data, options_.root, index.pictures);
    index.label_files = find_label_files(call, data, options_.set, index.pictures, index.notes);
    index.names = std::move(data.names);
    index.rules = {options_.boxes, index.names.size(), data.keypoint_numbers};
  } catch (const Error& e) {
    if (e.code() == ATELIER_E_CANCELLED) throw;
    // What the file names may lie anywhere: say which file it is that names it.
    const std::string why = e.what();
    if (why.find(file) != std::string::npos) throw;
    throw Error(e.code(), text(file, " leads to a set that cannot be read: ", why));
  }
  index.shown = read_headers(call, index.pictures);
  survey(call, index);
  note_turned(index.pictures, index.shown, index.notes);
  return index;
}

void YoloSegments::survey(const Call& call, Index& index) const {
  std::vector<LabelSurvey> desks(call.threads(), LabelSurvey(index.rules));
  for_each_index(index.label_files.size(), call.threads(), [&](unsigned thread, uint64_t i) {
    call.stop_if_cancelled();
    if (!index.label_files[i].empty()) desks[thread].add_file(i, index.label_files[i], index.shown[i].size);
  });
  LabelSurvey survey(index.rules);
  for (const LabelSurvey& desk : desks) survey.add(desk);
  index.rules.tracks = survey.settle_tracks();
  survey.refuse_what_is_none(index.label_files, options_.data->filename().string());
  if (survey.lines() == 0) {
    const auto files = static_cast<uint64_t>(std::count_if(index.label_files.begin(), index.label_files.end(),
                                                           [](const std::string& each) { return !each.empty(); }));
    index.notes.push_back({"label_files_empty", files, NoteLevel::kDefect,
                           text("nothing is drawn on any picture: all label files (", files, ") are empty")});
  }
  survey.note_doubts(index.label_files, index.notes);
  const uint64_t sound = survey.of_form(LineForm::kOutline).count;
  if (sound != survey.lines())
    index.remedy = text(survey.what_they_are(), "; ", kWantedLine, "; the first label file is ",
                        *std::find_if(index.label_files.begin(), index.label_files.end(),
                                      [](const std::string& each) { return !each.empty(); }));
}

DatasetCounts YoloSegments::describe(const Call& call) const {
  const Index& index = this->index(call);
  return {index.names.size(), index.pictures.size()};
}

atelier_class YoloSegments::class_at(const Call& call, uint64_t i) const {
  return sources::class_of(index(call).names, i, 0);
}

atelier_picture YoloSegments::picture_at(const Call& call, uint64_t i) const {
  const Index& index = index_with(call, i);
  pictures::Size size = index.shown[i].size;
  if (size.height == 0) size = pictures::shown(index.pictures[i].path).size;  // throws what made it fail
  auto out = blank<atelier_picture>();
  out.id = static_cast<int64_t>(i + 1);
  out.height = size.height;
  out.width = size.width;
  out.file_name = c_str(index.pictures[i].name);
  out.path = c_str(index.pictures[i].path);
  return out;
}

uint32_t YoloSegments::orientation(const Call& call, uint64_t i) const {
  return static_cast<uint32_t>(index_with(call, i).shown[i].orientation);
}

void YoloSegments::notes(const Call& call, const TakeNote& take) const {
  for (const DatasetNote& note : index(call).notes) take(note);
}

std::string_view YoloSegments::remedy(const Call& call) const { return index(call).remedy; }

void YoloSegments::instances(const Call& call, uint64_t i, const Take& take) const {
  const Index& index = index_with(call, i);
  const std::string& file = index.label_files[i];
  if (file.empty()) return;
  const std::string bytes = sources::read_text(file);
  std::error_code ignored;
  const uint64_t skipped = std::filesystem::file_size(file, ignored) == bytes.size() + kMark ? kMark : 0;
  const atelier_picture picture = picture_at(call, i);
  LabelLine line;
  std::vector<double> xy;
  for (const sources::Line& words : sources::lines_of(bytes)) {
    read_label_line(words.text, index.rules, line);
    scale_outline(line.outline, picture.height, picture.width, xy);

    const std::string why = line.sentence.empty() ? "" : text(file, ":", words.number, ": ", line.sentence);
    const bool is_known = line.number >= 0 && static_cast<uint64_t>(line.number) < index.names.size();
    const atelier_ring ring = {xy.data(), xy.size()};
    auto out = blank<atelier_instance>();
    out.label = is_known ? static_cast<uint32_t>(line.number + 1) : 0;
    out.id = static_cast<int64_t>((i + 1) * 1000000 + words.number);
    out.category_id = line.number;
    out.area = std::numeric_limits<double>::quiet_NaN();
    out.rings = &ring;
    out.ring_count = xy.empty() ? 0 : 1;
    out.offset = words.offset + skipped;
    out.defect = c_str(line.defect);
    out.defect_text = c_str(why);
    take(out);
  }
}

}  // namespace atelier::yolo_segments
