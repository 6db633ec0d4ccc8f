#include "journal.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include "geometry/rle_string.hpp"

namespace atelier::predict {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Journal::Journal(const fs::path& folder, const std::string& depends, const std::vector<Picture>& pictures,
                 std::vector<std::vector<WrittenFile>> files)
    : folder_(folder),
      file_(folder / "journal.jsonl", depends),
      pictures_(pictures),
      files_(std::move(files)),
      lines_(pictures.size()) {
  restore();
  remove_others();
}

void Journal::restore() {
  if (!fs::is_regular_file(fs::symlink_status(file_.path()))) return file_.keep(0);
  std::ifstream in(file_.path(), std::ios::binary);
  std::string line;
  const auto next = [&] { return std::getline(in, line) && !in.eof(); };  // a line without its end is none
  uint64_t size = 0;
  if (next() && line + "\n" == file_.header()) {
    size = file_.header().size();
    for (; next(); size += line.size() + 1)
      if (const size_t picture = picture_of(line); picture < pictures_.size())
        lines_[picture] = {size, line.size() + 1};
  }
  done_before_ =
      static_cast<size_t>(std::count_if(lines_.begin(), lines_.end(), [](const Line& each) { return each.size != 0; }));
  file_.keep(done_before_ == 0 ? 0 : size);
}

void Journal::remove_others() const {
  std::set<fs::path> kept;
  for (size_t i = 0; i < pictures_.size(); ++i)
    for (const WrittenFile& file : files_[i])
      if (is_done(i)) kept.insert(folder_ / file.name);
  std::vector<fs::path> others;
  for (const char* kind : {"labels", "overlays"}) {
    if (!fs::is_directory(folder_ / kind)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / kind))
      if (!entry.is_directory() && !kept.count(entry.path())) others.push_back(entry.path());
  }
  for (const fs::path& other : others) fs::remove(other);
}

size_t Journal::picture_of(const std::string& line) const {
  const size_t none = pictures_.size();
  try {
    const Json json = Json::parse(line);
    const auto name = json.at("image").get<std::string>();
    const auto found = std::lower_bound(pictures_.begin(), pictures_.end(), name,
                                        [](const Picture& each, const std::string& n) { return each.name < n; });
    if (found == pictures_.end() || found->name != name || !found->failure.empty()) return none;
    if (json.at("stamp") != found->stamp) return none;
    const auto index = static_cast<size_t>(found - pictures_.begin());
    if (json.at("files").size() != files_[index].size()) return none;
    for (const WrittenFile& file : files_[index]) {
      std::error_code missing;
      const uint64_t size = fs::file_size(folder_ / file.name, missing);
      if (missing || json.at("files").at(file.kind) != size) return none;
    }
    return index;
  } catch (const Json::exception&) {
    return none;
  }
}

void Journal::add(size_t picture, const std::vector<WrittenFile>& files, const std::vector<ClassPixels>& classes,
                  bool has_scores) {
  const Picture& of = pictures_[picture];
  Json json;
  json["image"] = of.name;
  json["stamp"] = of.stamp;
  json["files"] = Json::object();
  for (const WrittenFile& file : files) json["files"][file.kind] = file.bytes;
  json["classes"] = Json::array();
  for (const ClassPixels& each : classes) {
    Json entry;
    entry["label"] = each.label;
    entry["pixels"] = each.pixels;
    if (!each.runs.empty()) entry["counts"] = geometry::encode_runs(each.runs);
    if (has_scores) entry["score"] = each.score;
    json["classes"].push_back(std::move(entry));
  }
  const std::string line = json.dump() + "\n";
  lines_[picture] = {file_.append(line), line.size()};
}

Json Journal::read(size_t picture) const {
  const Line& line = lines_[picture];
  return Json::parse(file_.read(line.offset, line.size));
}

}  // namespace atelier::predict
