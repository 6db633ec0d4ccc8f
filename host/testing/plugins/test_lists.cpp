// A stage for the tests of reuse: it reads files that no option names, leaves a report, warns, and can spoil its input.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/inputs.hpp>
#include <atelier/cpp/places.hpp>
#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/samples.hpp>
#include <atelier/cpp/stage.hpp>

#include <fstream>
#include <set>
#include <sstream>

namespace {

using atelier::Option;
using atelier::option;
using std::filesystem::path;

// Joins the files that a list names, a path in each line, relative to the list's folder.
class JoinFiles : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.join", .summary = "Joins the files of a list."};
  static constexpr atelier_str kReports[] = {ATELIER_STR("report.txt"), ATELIER_STR("logs/")};
  static const void* component_extension(std::string_view id) { return atelier::reports<kReports>(id); }
  struct Options {
    Option<path> list{option("list", "a path in each line")};
    Option<std::string> note{option("note", "stands in the report alone").by_default("''")};
    Option<std::string> warn{option("warn", "what it warns of").by_default("''")};
    Option<path> spoil{option("spoil", "a file to write to while it works").by_default("''").no_result()};
    Option<path> copy{option("copy", "where else to write").to_write().by_default("''")};
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("file", "the joined file")};
  explicit JoinFiles(const Options& o) : list_(o.list), note_(o.note), warn_(o.warn), spoil_(o.spoil), copy_(o.copy) {}
  void run(const atelier::Call& call, const path& folder) override {
    std::istringstream lines(atelier::read_file(list_));
    std::string all;
    for (std::string line; std::getline(lines, line);) {
      const path file = list_.parent_path() / line;
      atelier::note_input(call, file);
      all += std::filesystem::exists(file) ? atelier::read_file(file) : "-";
    }
    if (!warn_.empty()) call.warn(warn_);
    if (!spoil_.empty()) std::ofstream(spoil_, std::ios::app) << "spoilt";
    call.result("joined " + all);
    call.emit_scalar("bytes", 1, static_cast<double>(all.size()));
    std::filesystem::create_directories(folder / "logs");
    atelier::write_file(folder / "logs/a.txt", note_);
    atelier::write_file(folder / "report.txt", note_);
    atelier::write_file(folder / "note.txt", all);
    if (!copy_.empty()) atelier::write_file(copy_, all);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    return std::make_unique<atelier::OpenedFiles>(folder, Files{{"file", "note.txt"}});
  }

 private:
  path list_;
  std::string note_, warn_;
  path spoil_, copy_;
};

// What files hold, as keys.
class Pages : public atelier::Samples {
 public:
  explicit Pages(std::vector<std::string> texts) : texts_(std::move(texts)) {}
  atelier_samples_info describe(const atelier::Call&) const override {
    auto info = atelier::blank<atelier_samples_info>();
    info.count = texts_.size();
    return info;
  }
  std::string_view key(const atelier::Call&, uint64_t index) const override { return texts_.at(index); }
  atelier::Sample load(const atelier::Call&, uint64_t) const override { return {}; }

 private:
  std::vector<std::string> texts_;
};

// Leaves the names of a folder's files, but not what they hold, which is read when it is opened.
class NameFiles : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.album", .summary = "Names the files of a folder."};
  struct Options {
    Option<path> folder{option("folder", "whose files, or one of them")};
    Option<bool> links{option("links", "whether it leads to their places").by_default("false")};
  };
  static constexpr atelier::Output kOutputs[] = {
      atelier::output::object("pages", ATELIER_KIND_SAMPLES, "what the files hold")};
  explicit NameFiles(const Options& o)
      : folder_(std::filesystem::is_directory(*o.folder) ? *o.folder : o.folder->parent_path()), links_(o.links) {}
  void run(const atelier::Call& call, const path& folder) override {
    std::set<path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) files.insert(entry.path());
    std::string names;
    for (const path& file : files) {
      names += atelier::name_place(call, file) + "\n";
      if (links_) atelier::hold_place(call, file);
    }
    atelier::write_file(folder / "names.txt", names);
  }

  class Album : public atelier::Opened {
   public:
    explicit Album(std::vector<std::string> texts) : pages_(std::move(texts)) {
      pages_.set_component(&atelier::component_of<NameFiles>());
    }
    atelier_value output(const atelier::Call&, std::string_view) override {
      return atelier::object_value(atelier::object_of(pages_));
    }

   private:
    Pages pages_;
  };
  static std::unique_ptr<atelier::Opened> open(const atelier::Call& call, const path& folder) {
    std::istringstream lines(atelier::read_file(folder / "names.txt"));
    std::vector<std::string> texts;
    for (std::string line; std::getline(lines, line);) {
      const path file = atelier::find_place(call, line);
      atelier::note_input(call, file);
      texts.push_back(atelier::read_file(file));
    }
    return std::make_unique<Album>(std::move(texts));
  }

 private:
  path folder_;
  bool links_;
};

// Tells what files hold that an earlier stage has named.
class TellPages : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.tell", .summary = "Tells what pages hold."};
  struct Options {
    Option<atelier::SamplesRef> pages{option("pages", "to be told").wired()};
    Option<int64_t> volume{option("volume", "how loud").by_default("1")};
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("file", "the same")};
  explicit TellPages(const Options& o) : pages_(o.pages) {}
  void run(const atelier::Call& call, const path& folder) override {
    std::string all;
    for (uint64_t i = 0, n = pages_.describe(call).count; i < n; ++i) all += pages_.key(call, i);
    call.result("told " + all);
    atelier::write_file(folder / "note.txt", all);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    return std::make_unique<atelier::OpenedFiles>(folder, Files{{"file", "note.txt"}});
  }

 private:
  atelier::SamplesRef pages_;
};

}  // namespace

ATELIER_PLUGIN("test.lists", "1.0.0", JoinFiles, NameFiles, TellPages)
