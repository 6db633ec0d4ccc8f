#include "cvat_reader.hpp"
#include "pictures/folder_walk.hpp"
#include "sources/class_list.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <limits>
#include <set>

namespace atelier::cvat {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> xml_files(const fs::path& given) {
  std::error_code none;
  if (!fs::is_directory(given, none)) return {given};
  std::vector<fs::path> files;
  pictures::walk(given, [&](const fs::directory_entry& entry, bool is_folder) {
    if (!is_folder && entry.path().extension() == ".xml" && entry.is_regular_file(none)) files.push_back(entry.path());
    return true;
  });
  if (files.empty())
    throw Error(ATELIER_E_DATA, text("there is no XML file in ", given.string(),
                                     "; give the annotations.xml of an unpacked export \"CVAT for images 1.1\""));
  std::sort(files.begin(), files.end());
  return files;
}

std::string joined(const std::set<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += text(out.empty() ? "`" : ", `", word, '`');
  return out;
}

// What is made of a picture gets its name.
void refuse_twice(const std::vector<LocatedPicture>& pictures) {
  std::map<std::string_view, const LocatedPicture*> taken;
  for (const LocatedPicture& picture : pictures) {
    const auto [known, is_new] = taken.emplace(picture.file_name, &picture);
    if (is_new) continue;
    const LocatedPicture& first = *known->second;
    throw Error(ATELIER_E_DATA,
                text(text_of(picture.file->path, picture.image->place), ": the picture `", picture.file_name,
                     "` is there twice, first in ", text_of(first.file->path, first.image->place),
                     "; keep one of the two, or read the exports as parts of their own"));
  }
}

uint64_t count_of(const AnnotationFile& file, std::string_view element) {
  const auto found = file.shapes.find(element);
  return found == file.shapes.end() ? 0 : found->second;
}

}  // namespace

const CvatReader::Index& CvatReader::index(const Call& call) const {
  return index_.get(call, [this](const Call& making) { return read_all(making); });
}

CvatReader::Index CvatReader::read_all(const Call& call) const {
  const std::vector<fs::path> paths = xml_files(options_.annotations);
  Index index;
  index.files.resize(paths.size());
  for_each_index(paths.size(), call.threads(), [&](unsigned, uint64_t i) { index.files[i] = scan(call, paths[i]); });

  for (const AnnotationFile& file : index.files)
    for (const std::string& label : file.labels)
      if (index.labels.emplace(label, static_cast<uint32_t>(index.labels.size() + 1)).second)
        index.classes.push_back(label);
  choose_pictures(index);
  index.notes = locate(call, options_.annotations, options_.images, options_.names, index.pictures);
  refuse_twice(index.pictures);

  uint64_t tracks = 0;
  const AnnotationFile* first = nullptr;
  for (const AnnotationFile& file : index.files) {
    if (file.tracks > 0 && !first) first = &file;
    tracks += file.tracks;
  }
  if (first)
    index.notes.push_back({"tracks", tracks, NoteLevel::kDefect,
                           text("tracks of \"CVAT for video\", which are left out: ", tracks,
                                "; the first: ", text_of(first->path, first->first_track),
                                "; export as \"CVAT for images 1.1\", which splits them by pictures")});
  index.remedy = remedy_of(index);
  return index;
}

void CvatReader::choose_pictures(Index& index) const {
  std::set<std::string> subsets;
  std::map<std::string_view, uint64_t> of_name;
  for (const AnnotationFile& file : index.files) {
    for (const ImageElement& image : file.images) {
      subsets.insert(image.subset);
      if (!options_.subset->empty() && image.subset != *options_.subset) continue;
      LocatedPicture picture;
      picture.file = &file;
      picture.image = &image;
      picture.file_name = image.name;
      index.pictures.push_back(std::move(picture));
      ++of_name[image.name];
    }
  }
  if (index.pictures.empty() && !subsets.empty())
    throw Error(ATELIER_E_DATA, text(options_.annotations->string(), ": no picture is of the subset `",
                                     *options_.subset, "`; there are ", joined(subsets)));
  if (index.pictures.empty())
    throw Error(ATELIER_E_DATA, text(index.files.front().path.string(), ": there is no <image> in it"));

  for (LocatedPicture& picture : index.pictures)
    if (of_name[picture.image->name] > 1 && !picture.image->subset.empty())
      picture.file_name = picture.image->subset + '/' + picture.file_name;
}

std::string CvatReader::remedy_of(const Index& index) const {
  uint64_t boxes = 0;
  for (const AnnotationFile& file : index.files) boxes += count_of(file, "box");
  if (boxes > 0 && options_.boxes == Boxes::kDefect)
    return text("boxes = \"rectangle\" of cvat.reader takes the ", boxes, " boxes as shapes");
  return text("look at the places named in ", options_.annotations->string(),
              ", and export it from CVAT as \"CVAT for ",
              "images 1.1\" again; lines, points, cuboids, skeletons and tags cover no pixels");
}

const LocatedPicture& CvatReader::picture(const Index& index, uint64_t number) const {
  if (number >= index.pictures.size()) throw Error(ATELIER_E_INVALID, text("there is no picture ", number));
  return index.pictures[number];
}

DatasetCounts CvatReader::describe(const Call& call) const {
  const Index& index = this->index(call);
  return {index.classes.size(), index.pictures.size()};
}

atelier_class CvatReader::class_at(const Call& call, uint64_t i) const {
  return sources::class_of(index(call).classes, i, 1);
}

atelier_picture CvatReader::picture_at(const Call& call, uint64_t i) const {
  const LocatedPicture& picture = this->picture(index(call), i);
  auto out = blank<atelier_picture>();
  out.id = static_cast<int64_t>(i + 1);
  out.height = picture.height;
  out.width = picture.width;
  out.file_name = c_str(picture.file_name);
  out.path = c_str(picture.path);
  return out;
}

uint32_t CvatReader::orientation(const Call& call, uint64_t i) const { return picture(index(call), i).orientation; }

void CvatReader::notes(const Call& call, const TakeNote& take) const {
  for (const DatasetNote& note : index(call).notes) take(note);
}

std::string_view CvatReader::remedy(const Call& call) const { return index(call).remedy; }

void CvatReader::instances(const Call& call, uint64_t i, const Take& take) const {
  const Index& index = this->index(call);
  const LocatedPicture& picture = this->picture(index, i);
  std::vector<DrawnShape> shapes = read_shapes(*picture.file, *picture.image);
  // What is listed last is painted on top, and CVAT draws what has the highest z_order on top.
  std::stable_sort(shapes.begin(), shapes.end(),
                   [](const DrawnShape& a, const DrawnShape& b) { return a.z_order < b.z_order; });
  Outline outline;
  for (const DrawnShape& shape : shapes) {
    const Outline::Defect defect = outline.make(shape, options_.boxes, picture.height, picture.width);
    const auto label = index.labels.find(shape.label);
    const bool is_known = label != index.labels.end();
    std::string why = defect.sentence;
    if (why.empty() && !is_known) why = text("has the label `", shape.label, "`, which <meta> does not list");
    if (!why.empty())
      why = text(text_of(picture.file->path, shape.place), ": shape ", shape.number, " (", shape.label, ") of ",
                 picture.image->name, ' ', why);
    auto out = blank<atelier_instance>();
    out.label = is_known ? label->second : 0;
    out.id = static_cast<int64_t>((i + 1) * 1000000 + shape.number);
    out.category_id = is_known ? label->second : -1;
    out.area = std::numeric_limits<double>::quiet_NaN();
    out.rings = outline.rings().data();
    out.ring_count = outline.rings().size();
    out.runs = outline.runs().data();
    out.run_count = outline.runs().size();
    if (out.run_count != 0) out.runs_height = picture.height, out.runs_width = picture.width;
    out.offset = shape.place.byte;
    out.defect = c_str(defect.word);
    out.defect_text = c_str(why);
    take(out);
  }
}

}  // namespace atelier::cvat
