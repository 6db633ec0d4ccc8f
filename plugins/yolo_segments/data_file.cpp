#include "data_file.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <map>

#include "sources/file_kind.hpp"
#include "sources/namesakes.hpp"
#include "sources/text_file.hpp"

namespace atelier::yolo_segments {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostClasses = 65534;
constexpr size_t kMostKeypoints = 10000;
constexpr size_t kLargestFile = 16 << 20;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// The end of a path of another machine that is there below `root`: the longest one, or "".
fs::path end_below(const fs::path& root, const std::string& name) {
  const fs::path path(name);
  for (auto first = path.begin(); first != path.end(); ++first) {
    fs::path end;
    for (auto part = first; part != path.end(); ++part)
      if (*part != "/") end /= *part;
    if (!end.empty() && end != "." && end != ".." && is_there(root / end)) return end;
  }
  return {};
}

std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

class DataFileParser {
 public:
  DataFileParser(const fs::path& path, const std::string& set, sources::Names names)
      : path_(path), set_(set), lenient_(names == sources::Names::kLenient) {}

  DataFile read(const fs::path& root) {
    const std::string yaml = read_yaml();
    try {
      const YAML::Node file = YAML::Load(yaml);
      if (!file.IsMap()) fail_as_a_whole(file.Mark(), "expected keys such as `path`, `train`, `val` and `names`");
      out_.names = read_names(file);
      sources::note_namesakes(path_.string(), out_.names, out_.notes);
      out_.keypoint_numbers = read_keypoints(file);
      out_.root = root.empty() ? read_root(file) : fs::absolute(root);
      read_set(file);
    } catch (const YAML::Exception& e) {
      const bool escape = e.msg.find("escape") != std::string::npos;
      fail_as_a_whole(e.mark,
                      printable(e.msg) + (escape ? "; between double quotes a back-slash has a meaning: write /" : ""));
    }
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& sentence) const {
    const std::string place = mark.is_null() ? "" : text(":", mark.line + 1);
    throw Error(ATELIER_E_DATA, text(path_.string(), place, ": ", sentence));
  }
  // For what a file of another kind would have wrong, too.
  [[noreturn]] void fail_as_a_whole(const YAML::Mark& mark, const std::string& sentence) const {
    fail(mark, sentence + sources::looks_like(path_, sources::FileKind::kYoloYaml));
  }

  std::string read_yaml() {
    std::error_code none;
    if (fs::is_directory(path_, none)) {
      std::string inside;
      for (const auto& entry : fs::directory_iterator(path_, none))
        if (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml")
          inside = inside.empty() ? entry.path().string() : std::min(inside, entry.path().string());
      throw Error(ATELIER_E_IO, text(path_.string(), " is a folder; `data` is the YAML file of the dataset",
                                     inside.empty() ? "" : ", as is " + inside));
    }
    sources::require_regular(path_);  // before anything opens it
    try {
      size_t mended = 0;
      const std::string bytes = sources::read_text(path_, kLargestFile);
      // A parser would tell of the first odd byte only.
      if (bytes.find('\0') != std::string::npos)
        throw Error(ATELIER_E_DATA, path_.string() + " is not the YAML file of a dataset");
      std::string yaml = sources::with_windows_1252_read(bytes, mended);
      if (mended != 0)
        out_.notes.push_back({"not_utf8", mended, NoteLevel::kWarning,
                              text(path_.string(), ": bytes that are no UTF-8 were read as Windows-1252: ", mended)});
      return yaml;
    } catch (const Error& e) {
      if (e.code() != ATELIER_E_DATA) throw;
      throw Error(e.code(), e.what() + sources::looks_like(path_, sources::FileKind::kYoloYaml));
    }
  }

  std::vector<std::string> read_names(const YAML::Node& file) const {
    std::vector<std::string> names;
    const YAML::Node given = file["names"], count = file["nc"];
    if (given && given.IsSequence()) {
      for (const YAML::Node& name : given) names.push_back(name.as<std::string>());
    } else if (given && given.IsMap()) {
      names = names_of_map(given);
    } else if (count && (!given || given.IsNull())) {
      const auto classes = count.as<size_t>();
      if (classes > kMostClasses) fail(count.Mark(), text("`nc` is more than ", kMostClasses));
      for (size_t i = 0; i < classes; ++i) names.push_back(text("class_", i));
    } else {
      fail_as_a_whole(given ? given.Mark() : file.Mark(),
                      "`names` must be a list of class names, or a map from numbers to names");
    }
    if (names.empty()) fail(file.Mark(), "there is no class in it");
    if (names.size() > kMostClasses) fail(given.Mark(), text("`names` has more than ", kMostClasses, " classes"));
    if (count && count.as<size_t>() != names.size())
      fail(count.Mark(), text("`nc` is ", count.as<size_t>(), ", but there are ", names.size(), " names"));
    return names;
  }

  std::vector<std::string> names_of_map(const YAML::Node& given) const {
    std::vector<std::string> names;
    std::map<uint32_t, std::string> by_class;
    for (const auto& entry : given)
      if (!by_class.emplace(entry.first.as<uint32_t>(), entry.second.as<std::string>()).second)
        fail(entry.first.Mark(), "a class of `names` is given twice");
    const bool from_1 =
        !by_class.empty() && by_class.begin()->first == 1 && by_class.rbegin()->first == by_class.size();
    for (const auto& [number, name] : by_class) {
      if (number != names.size())
        fail(given.Mark(),
             text("`names` has no class ", names.size(), "; they go from 0 without gaps",
                  from_1 ? ", and seem to be counted from 1: begin with 0, in the label files as well" : ""));
      names.push_back(name);
    }
    return names;
  }

  // [points, numbers of each].
  size_t read_keypoints(const YAML::Node& file) const {
    const YAML::Node shape = file["kpt_shape"];
    if (!shape || !shape.IsSequence() || shape.size() != 2) return 0;
    const auto points = shape[0].as<size_t>(0), each = shape[1].as<size_t>(0);
    return points == 0 || points > kMostKeypoints || (each != 2 && each != 3) ? 0 : 5 + points * each;
  }

  // `path` is absolute, or relative to the file. Often it is of another machine, or relative to a folder of
  // Ultralytics' own; then the file mostly lies in the dataset's folder.
  fs::path read_root(const YAML::Node& file) {
    const fs::path beside = fs::absolute(path_).parent_path();
    const YAML::Node given = file["path"];
    if (!given || given.IsNull()) return beside;
    const auto name = given.as<std::string>();
    const fs::path root = with_slashes(beside, name);
    std::error_code ignored;
    if (fs::is_directory(root, ignored)) return root;
    if (fs::path(name).is_absolute() || name.find('\\') != std::string::npos)
      out_.notes.push_back({"path_not_there", 1, NoteLevel::kInfo,
                            text(path_.string(), ":", given.Mark().line + 1, ": `path` is ", name,
                                 ", which is not there; the folder of the file was taken")});
    return beside;
  }

  void read_set(const YAML::Node& file) {
    const bool long_name = set_ == "val" && !file["val"];
    const YAML::Node given = file[long_name ? "validation" : set_];
    if (!given || given.IsNull()) {
      std::string there;
      for (const char* set : {"train", "val", "test"})
        if (file[set] && !file[set].IsNull()) there += text(there.empty() ? "" : ", ", set);
      fail(file.Mark(), text("there is no `", set_, "`", there.empty() ? "" : "; there is " + there));
    }
    if (!given.IsScalar() && !given.IsSequence()) fail(given.Mark(), text("`", set_, "` is neither a path nor a list"));
    const auto add = [&](const YAML::Node& node) { out_.from.push_back(existing(node)); };
    if (given.IsScalar()) add(given);
    if (given.IsSequence())
      for (const YAML::Node& each : given) add(each);
    if (out_.from.empty()) fail(given.Mark(), text("`", set_, "` is an empty list"));
  }

  fs::path existing(const YAML::Node& node) {
    const auto written = node.as<std::string>();
    if (std::any_of(written.begin(), written.end(), [](char c) { return c == '\t' || c == '\n' || c == '\b'; }))
      fail(node.Mark(), text("`", set_,
                             "` has a tab or the like in its path; between double quotes a back-slash has a "
                             "meaning: write /"));
    const fs::path wanted = with_slashes(out_.root, written).lexically_normal();
    if (is_there(wanted)) return wanted;
    std::string name = written;
    std::replace(name.begin(), name.end(), '\\', '/');
    // Exports of some tools lead one folder up from the dataset's own, and mean the dataset's own.
    if (name.rfind("../", 0) == 0)
      if (fs::path inside = (out_.root / name.substr(3)).lexically_normal(); is_there(inside)) return inside;
    const fs::path end = end_below(out_.root, name);
    if (lenient_ && !end.empty()) {
      out_.notes.push_back({"names_matched", 1, NoteLevel::kInfo,
                            text(path_.string(), ":", node.Mark().line + 1, ": `", set_, "` names ", written,
                                 ", which is not there; ", (out_.root / end).string(), " was taken")});
      return (out_.root / end).lexically_normal();
    }
    fail(node.Mark(),
         text("`", set_, "` names ", wanted.string(),
              ", which is not there; set `root` to the dataset's folder, or correct `path`",
              end.empty() ? "" : text(" (", (out_.root / end).string(), " is there: names = \"lenient\" takes it)")));
  }

  const fs::path& path_;
  const std::string& set_;
  const bool lenient_;
  DataFile out_;
};

}  // namespace

fs::path with_slashes(const fs::path& folder, const std::string& name) {
  if (name.find('\\') == std::string::npos || is_there(folder / name)) return folder / name;
  std::string other = name;
  std::replace(other.begin(), other.end(), '\\', '/');
  return folder / other;
}

DataFile read_data_file(const fs::path& path, const std::string& set, const fs::path& root, sources::Names names) {
  return DataFileParser(path, set, names).read(root);
}

}  // namespace atelier::yolo_segments
