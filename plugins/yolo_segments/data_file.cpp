#include "data_file.hpp"

#include <yaml-cpp/yaml.h>

#include <atelier/cpp/core.hpp>
#include <atelier/cpp/files.hpp>
#include <map>

namespace atelier::yolo_segments {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostClasses = 65534;
constexpr uintmax_t kLargestFile = 16 << 20;

class DataFileParser {
 public:
  DataFileParser(const fs::path& path, const std::string& set) : path_(path), set_(set) {}

  DataFile read(const fs::path& root) {
    std::error_code ignored;
    if (fs::is_regular_file(path_, ignored) && fs::file_size(path_, ignored) > kLargestFile)
      throw Error(ATELIER_E_DATA, text(path_.string(), ": more than 16 MiB are no data.yaml"));
    const std::string yaml = read_file(path_);
    DataFile out;
    try {
      const YAML::Node file = YAML::Load(yaml);
      if (!file.IsMap()) fail(file.Mark(), "expected keys such as `path`, `train`, `val` and `names`");
      out.names = read_names(file);
      out.root = root.empty() ? read_root(file) : fs::absolute(root);
      read_set(file, out);
    } catch (const YAML::Exception& e) {
      fail(e.mark, e.msg);
    }
    return out;
  }

 private:
  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& sentence) const {
    const std::string place = mark.is_null() ? "" : text(":", mark.line + 1);
    throw Error(ATELIER_E_DATA, text(path_.string(), place, ": ", sentence));
  }

  std::vector<std::string> read_names(const YAML::Node& file) const {
    std::vector<std::string> names;
    const YAML::Node given = file["names"], count = file["nc"];
    if (given && given.IsSequence()) {
      for (const YAML::Node& name : given) names.push_back(name.as<std::string>());
    } else if (given && given.IsMap()) {
      std::map<uint32_t, std::string> by_class;
      for (const auto& entry : given)
        if (!by_class.emplace(entry.first.as<uint32_t>(), entry.second.as<std::string>()).second)
          fail(entry.first.Mark(), "a class of `names` is given twice");
      for (const auto& [number, name] : by_class) {
        if (number != names.size())
          fail(given.Mark(), text("`names` has no class ", names.size(), "; they go from 0 without gaps"));
        names.push_back(name);
      }
    } else if (count && (!given || given.IsNull())) {
      const auto classes = count.as<size_t>();
      if (classes > kMostClasses) fail(count.Mark(), text("`nc` is more than ", kMostClasses));
      for (size_t i = 0; i < classes; ++i) names.push_back(text("class_", i));
    } else {
      fail(given ? given.Mark() : file.Mark(), "`names` must be a list of class names, or a map from numbers to names");
    }
    if (names.empty()) fail(file.Mark(), "there is no class in it");
    if (names.size() > kMostClasses) fail(given.Mark(), text("`names` has more than ", kMostClasses, " classes"));
    if (count && count.as<size_t>() != names.size())
      fail(count.Mark(), text("`nc` is ", count.as<size_t>(), ", but there are ", names.size(), " names"));
    return names;
  }

  // `path` is absolute, or relative to the file. Often it is relative to a folder of Ultralytics' own instead; then the
  // file mostly lies in the dataset's folder.
  fs::path read_root(const YAML::Node& file) const {
    const fs::path beside = fs::absolute(path_).parent_path();
    const YAML::Node given = file["path"];
    if (!given || given.IsNull()) return beside;
    const fs::path root = beside / given.as<std::string>();
    std::error_code ignored;
    return fs::is_directory(root, ignored) || fs::path(given.as<std::string>()).is_absolute() ? root : beside;
  }

  void read_set(const YAML::Node& file, DataFile& out) const {
    const bool long_name = set_ == "val" && !file["val"];
    const YAML::Node given = file[long_name ? "validation" : set_];
    if (!given || given.IsNull()) {
      std::string there;
      for (const char* set : {"train", "val", "test"})
        if (file[set] && !file[set].IsNull()) there += text(there.empty() ? "" : ", ", set);
      fail(file.Mark(), text("there is no `", set_, "`", there.empty() ? "" : "; there is " + there));
    }
    if (!given.IsScalar() && !given.IsSequence()) fail(given.Mark(), text("`", set_, "` is neither a path nor a list"));
    const auto add = [&](const YAML::Node& node) { out.from.push_back(existing(out.root, node)); };
    if (given.IsScalar()) add(given);
    if (given.IsSequence())
      for (const YAML::Node& each : given) add(each);
    if (out.from.empty()) fail(given.Mark(), text("`", set_, "` is an empty list"));
  }

  fs::path existing(const fs::path& root, const YAML::Node& node) const {
    const auto name = node.as<std::string>();
    const fs::path wanted = (root / name).lexically_normal();
    std::error_code ignored;
    if (fs::exists(wanted, ignored)) return wanted;
    // Exports of some tools lead one folder up from the dataset's own, and mean the dataset's own.
    if (name.rfind("../", 0) == 0)
      if (fs::path inside = (root / name.substr(3)).lexically_normal(); fs::exists(inside, ignored)) return inside;
    fail(node.Mark(), text("`", set_, "` names ", wanted.string(),
                           ", which is not there; set `root` to the dataset's folder, or correct `path`"));
  }

  const fs::path& path_;
  const std::string& set_;
};

}  // namespace

DataFile read_data_file(const fs::path& path, const std::string& set, const fs::path& root) {
  return DataFileParser(path, set).read(root);
}

}  // namespace atelier::yolo_segments
