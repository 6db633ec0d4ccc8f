#include "journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

#include "geometry/rle_string.hpp"

namespace atelier::predict {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Journal::Journal(const fs::path& folder, const std::string& depends, const std::vector<Picture>& pictures,
                 std::vector<std::vector<WrittenFile>> files)
    : folder_(folder),
      file_(folder / "journal.jsonl"),
      pictures_(pictures),
      files_(std::move(files)),
      lines_(pictures.size()) {
  fd_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd_ < 0) throw Error(ATELIER_E_IO, text("cannot write ", file_.string(), ": ", std::strerror(errno)));
  restore(depends);
  remove_others();
}

Journal::~Journal() {
  if (fd_ >= 0) ::close(fd_);
}

void Journal::restore(const std::string& depends) {
  std::ifstream in(file_, std::ios::binary);
  std::string line;
  const auto next = [&] { return std::getline(in, line) && !in.eof(); };  // a line without its end is none
  const bool same = next() && line == depends;
  if (same) {
    size_ = line.size() + 1;
    while (next()) {
      const size_t picture = picture_of(line);
      if (picture < pictures_.size()) lines_[picture] = {size_, line.size() + 1};
      size_ += line.size() + 1;
    }
  }
  if (::ftruncate(fd_, static_cast<off_t>(size_)) != 0)
    throw Error(ATELIER_E_IO, text("cannot write ", file_.string(), ": ", std::strerror(errno)));
  if (!same) append(depends + "\n");
  done_before_ =
      static_cast<size_t>(std::count_if(lines_.begin(), lines_.end(), [](const Line& each) { return each.size != 0; }));
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
  const std::lock_guard lock(mutex_);
  lines_[picture] = {size_, line.size()};
  append(line);
}

void Journal::append(const std::string& line) {
  for (size_t at = 0; at < line.size();) {
    const ssize_t n = ::write(fd_, line.data() + at, line.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw Error(ATELIER_E_IO, text("cannot write ", file_.string(), ": ", std::strerror(errno)));
    at += static_cast<size_t>(n);
  }
  size_ += line.size();
}

Json Journal::read(size_t picture) const {
  const Line& line = lines_[picture];
  std::string bytes(line.size, '\0');
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t n = ::pread(fd_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(line.offset + at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw Error(ATELIER_E_IO, text("cannot read ", file_.string(), ": ", std::strerror(errno)));
    at += static_cast<size_t>(n);
  }
  return Json::parse(bytes);
}

void Journal::finish() {
  ::close(std::exchange(fd_, -1));
  fs::remove(file_);
}

}  // namespace atelier::predict
