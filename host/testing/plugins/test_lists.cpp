// A stage for the tests of reuse: it reads files that no option names, leaves a report, warns, and can spoil its input.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/inputs.hpp>
#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/stage.hpp>

#include <fstream>
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

}  // namespace

ATELIER_PLUGIN("test.lists", "1.0.0", JoinFiles)
