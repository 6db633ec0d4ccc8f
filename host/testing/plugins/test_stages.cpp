// Stages for the host's tests: they write, read, fail in every way, and wait to be cancelled.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/observer.hpp>
#include <atelier/cpp/stage.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <thread>

namespace {

namespace output = atelier::output;
using atelier::Option;
using atelier::option;
using std::filesystem::path;

// What a folder with note.txt gives.
class NoteFolder : public atelier::Opened {
 public:
  explicit NoteFolder(const path& folder) : file_((folder / "note.txt").string()), note_(atelier::read_file(file_)) {}
  atelier_value output(const atelier::Call&, std::string_view port) override {
    if (port == "file") return atelier::path_value(file_);
    if (port == "note") return atelier::string_value(note_);
    return atelier::integer_value(static_cast<int64_t>(note_.size()));
  }

 private:
  std::string file_;
  std::string note_;
};

class WriteNote : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{
      .id = "test.write", .revision = 3, .summary = "Writes a note.", .doc = "The note goes to `note.txt`."};
  struct Options {
    Option<std::string> text{option("text", "what the note says").by_default("'hello'")};
    Option<int64_t> times{
        option("times", "how often it says so").by_default("1").at_least(1).at_most(1000).in("copies")};
    Option<int64_t> threads{option("threads", "does not matter").by_default("1").at_least(1).no_result()};
  };
  static constexpr atelier::Output kOutputs[] = {
      output::path("file", "the note's file"),
      output::string("note", "the note"),
      output::integer("length", "bytes in the note"),
  };
  explicit WriteNote(const Options& options) : text_(options.text), times_(options.times) {}
  void run(const atelier::Call& call, const path& folder) override {
    std::string note;
    for (int64_t i = 0; i < times_; ++i) {
      note += text_;
      call.progress(static_cast<uint64_t>(i + 1), static_cast<uint64_t>(times_), "copies");
    }
    call.emit_scalar("write/bytes", 1, static_cast<double>(note.size()));
    call.emit_scalar("write/odd", 1, std::numeric_limits<double>::quiet_NaN());
    call.emit_text("write/note", 1, note);
    atelier::write_file(folder / "note.txt", note);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    return std::make_unique<NoteFolder>(folder);
  }

 private:
  std::string text_;
  int64_t times_;
};

class ReadNote : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.read", .summary = "Says what a note says."};
  struct Options {
    Option<path> file{option("file", "a note")};
    Option<int64_t> length{option("length", "how long it should be").at_least(0).at_most(100)};
  };
  static constexpr atelier::Output kOutputs[] = {output::path("file", "a copy")};
  explicit ReadNote(const Options& options) : file_(options.file), length_(options.length) {}
  void run(const atelier::Call& call, const path& folder) override {
    const std::string note = atelier::read_file(file_);
    if (static_cast<int64_t>(note.size()) != length_) throw atelier::Error(ATELIER_E_DATA, "the length is wrong");
    call.result("note: " + note);
    atelier::write_file(folder / "note.txt", note);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    return std::make_unique<NoteFolder>(folder);
  }

 private:
  path file_;
  int64_t length_;
};

// Writes down the tables it is given, in the order they come in.
class WriteTables : public atelier::Stage {
 public:
  static constexpr atelier_str kRules[] = {ATELIER_STR("keep"), ATELIER_STR("drop")};
  static constexpr atelier::Component kComponent{.id = "test.tables", .summary = "Writes down its tables."};
  template <class T>
  using Table = std::vector<std::pair<std::string, T>>;
  struct Options {
    Option<Table<int64_t>> remap{option("remap", "label by name").by_default("{}").at_least(0).at_most(255)};
    Option<Table<std::string>> names{option("names", "texts by name").by_default("{ none = '-' }")};
    Option<Table<std::string>> rule{option("rule", "what to do, by name").one_of(kRules).optional()};
  };
  static constexpr atelier::Output kOutputs[] = {output::path("file", "the tables")};
  explicit WriteTables(const Options& o) {
    for (const auto& [key, value] : *o.remap) note_ += atelier::text(key, "=", value, ";");
    for (const auto& [key, value] : *o.names) note_ += atelier::text(key, "=", value, ";");
    for (const auto& [key, value] : *o.rule) note_ += atelier::text(key, ":", value, ";");
    if (!o.rule.given()) note_ += "no rule";
  }
  void run(const atelier::Call& call, const path& folder) override {
    call.result(note_);
    atelier::write_file(folder / "note.txt", note_);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    return std::make_unique<NoteFolder>(folder);
  }

 private:
  std::string note_;
};

// Ends in the way it is told, after leaving half a file.
class Fail : public atelier::Stage {
 public:
  static constexpr atelier_str kWays[] = {ATELIER_STR("fail"), ATELIER_STR("throw"),  ATELIER_STR("silent"),
                                          ATELIER_STR("open"), ATELIER_STR("create"), ATELIER_STR("sleep"),
                                          ATELIER_STR("crash")};
  static constexpr atelier::Component kComponent{.id = "test.fail", .summary = "Fails."};
  struct Options {
    Option<std::string> way{option("way", "how it fails").one_of(kWays).by_default("'fail'")};
  };
  explicit Fail(const Options& options) : way_(options.way) {
    if (way_ == "create") throw atelier::Error(ATELIER_E_INVALID, "cannot be made");
  }
  void run(const atelier::Call& call, const path& folder) override {
    atelier::write_file(folder / "half.txt", "half");
    if (way_ == "fail") throw atelier::Error(ATELIER_E_DATA, "notes.json: byte 17: the note ends too early");
    if (way_ == "throw") throw std::runtime_error("thrown");
    if (way_ == "silent") throw atelier::Reported(ATELIER_E_IO);
    if (way_ == "crash") std::abort();
    if (way_ == "sleep") {
      call.info("asleep");
      for (;;) {
        call.stop_if_cancelled();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
    }
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    return std::make_unique<NoteFolder>(folder);
  }

 private:
  std::string way_;
};

// Writes pages, and goes on where an interrupted run stopped. After `stop` new pages it ends in some way, with a page
// half written.
class WritePages : public atelier::Stage {
 public:
  static constexpr atelier_str kWays[] = {ATELIER_STR("sleep"), ATELIER_STR("crash"), ATELIER_STR("fail"),
                                          ATELIER_STR("finish"), ATELIER_STR("deaf")};
  static constexpr atelier::Component kComponent{
      .id = "test.pages", .summary = "Writes pages, and goes on with it.", .resumes = true};
  struct Options {
    Option<int64_t> pages{option("pages", "how many").by_default("4").at_least(1)};
    Option<path> source{option("source", "what they are made from").by_default("''")};
    Option<std::vector<std::pair<std::string, path>>> sources{option("sources", "more of it").by_default("{}")};
    Option<path> titled{option("titled", "more of it, and its name").by_default("''").named()};
    Option<path> notes{option("notes", "does not matter").by_default("''").no_result()};
    Option<int64_t> stop{option("stop", "new pages before the end; -1: none").by_default("-1").no_result()};
    Option<std::string> way{option("way", "how it ends").one_of(kWays).by_default("'sleep'").no_result()};
    Option<int64_t> pause{option("pause", "a rest before each new page").by_default("0").no_result().in("ms")};
  };
  static constexpr atelier::Output kOutputs[] = {output::path("pages", "the pages")};
  explicit WritePages(const Options& o) : pages_(o.pages), stop_(o.stop), way_(o.way), pause_(o.pause) {}
  void run(const atelier::Call& call, const path& folder) override {
    std::filesystem::create_directories(folder / "pages");
    int64_t found = 0;
    while (found < pages_ && std::filesystem::exists(page(folder, found))) ++found;
    const auto total = static_cast<uint64_t>(pages_);
    call.progress(static_cast<uint64_t>(found), total, "pages");
    for (int64_t i = found; i < pages_; ++i) {
      if (i - found == stop_) end(call, folder, i);
      if (way_ != "finish") call.stop_if_cancelled();
      std::this_thread::sleep_for(std::chrono::milliseconds(pause_));
      atelier::write_file(page(folder, i), atelier::text("page ", i), false);
      call.progress(static_cast<uint64_t>(i + 1), total, "pages");
    }
    call.result(atelier::text("found ", found, ", wrote ", pages_ - found));
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    return std::make_unique<atelier::OpenedFiles>(folder, Files{{"pages", "pages"}});
  }

 private:
  static path page(const path& folder, int64_t i) { return folder / "pages" / atelier::text(i, ".txt"); }
  void end(const atelier::Call& call, const path& folder, int64_t i) const {
    if (way_ == "finish") {
      call.info("asleep");
      while (!call.cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      return;
    }
    std::ofstream(page(folder, i).string() + ".partial") << "pa";
    if (way_ == "crash") std::abort();
    if (way_ == "fail") throw atelier::Error(ATELIER_E_DATA, "out of ink");
    call.info("asleep");
    for (;; std::this_thread::sleep_for(std::chrono::milliseconds(2)))
      if (way_ != "deaf") call.stop_if_cancelled();
  }

  int64_t pages_;
  int64_t stop_;
  std::string way_;
  int64_t pause_;
};

// Writes days into a diary; with `extend` it goes on from a diary of fewer days. Fails before day `fail_at`.
class WriteDiary : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{
      .id = "test.diary", .summary = "Writes days, and goes on with more of them.", .resumes = true};
  struct Options {
    Option<int64_t> days{option("days", "how many").by_default("3").at_least(1).extends()};
    Option<bool> extend{option("extend", "go on from a diary of fewer days").by_default("false").extends()};
    Option<std::string> pen{option("pen", "what it is written with").by_default("'ink'")};
    Option<path> source{option("source", "what happened").by_default("''")};
    Option<int64_t> fail_at{option("fail_at", "a day that cannot be written").by_default("-1").no_result()};
  };
  static constexpr atelier::Output kOutputs[] = {output::path("days", "the diary")};
  explicit WriteDiary(const Options& o) : days_(o.days), extend_(o.extend), fail_at_(o.fail_at) {}
  void run(const atelier::Call& call, const path& folder) override {
    const int64_t own = count(folder);
    int64_t before = 0;
    if (extend_ && !earlier().empty())
      for (const int64_t there = count(earlier()); before < there; ++before)
        std::filesystem::copy_file(day(earlier(), before), day(folder, before),
                                   std::filesystem::copy_options::overwrite_existing);
    const int64_t from = std::max(own, before);
    for (int64_t i = from; i < days_; ++i) {
      if (i == fail_at_) throw atelier::Error(ATELIER_E_DATA, "nothing happened");
      atelier::write_file(day(folder, i), "day", false);
    }
    call.result(atelier::text("own ", own, ", earlier ", before, ", wrote ", days_ - from));
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    return std::make_unique<atelier::OpenedFiles>(folder, Files{{"days", ""}});
  }

 private:
  static path day(const path& folder, int64_t i) { return folder / atelier::text(i, ".txt"); }
  static int64_t count(const path& folder) {
    int64_t found = 0;
    while (std::filesystem::exists(day(folder, found))) ++found;
    return found;
  }
  int64_t days_;
  bool extend_;
  int64_t fail_at_;
};

// Writes each event's name to a file, or fails at each.
class Watch : public atelier::Observer {
 public:
  static constexpr atelier::Component kComponent{.id = "test.watch", .summary = "Notes the events it sees."};
  struct Options {
    Option<path> file{option("file", "a line for each event; fails when \"\"").to_write().by_default("''")};
  };
  explicit Watch(const Options& options) : file_(options.file) {}
  void begin(const atelier::Call&, const atelier_run_begin& run) override {
    lines_ = atelier::text(
        "begin ", atelier::view(run.workflow), " in ",
        atelier::view(run.folder).substr(atelier::view(run.folder).rfind('/') + 1) == atelier::view(run.run_id)
            ? "the folder of its id"
            : "another folder");
    for (uint64_t i = 0; i < run.stage_count; ++i) lines_ += atelier::text(" ", atelier::view(run.stages[i]));
    lines_ += "\n";
  }
  void observe(const atelier::Call&, std::string_view stage, const atelier_event& event) override {
    if (file_.empty()) throw atelier::Error(ATELIER_E_IO, "the observer is blind");
    lines_ += atelier::text(stage, " ", atelier::view(event.name), " ", event.step, "\n");
    atelier::write_file(file_, lines_);
  }
  void end(const atelier::Call&, const atelier_run_end& run) override {
    if (file_.empty()) return;
    lines_ += atelier::text("end ", atelier::view(run.status), " ", atelier::view(run.error), "\n");
    atelier::write_file(file_, lines_);
  }

 private:
  path file_;
  std::string lines_;
};

}  // namespace

ATELIER_PLUGIN("test.stages", "1.2.3", WriteNote, ReadNote, WriteTables, WritePages, WriteDiary, Fail, Watch)
