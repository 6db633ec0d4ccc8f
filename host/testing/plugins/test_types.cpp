// A stage with an output of every type, and one with an option of every type: one, in a list, and in a table. Their
// names are SHAPE_TYPE.
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/stage.hpp>

#include <chrono>

#include "task.hpp"

namespace {

namespace output = atelier::output;
using atelier::Option;
using atelier::option;
using std::filesystem::path;

class Idle : public Task {
 public:
  static constexpr atelier::Component kComponent{.id = "test.idle_task", .summary = "Does nothing."};
  void perform(const atelier::Call&) override {}
};

// What `test.gives` left.
class Given : public atelier::Opened {
 public:
  explicit Given(const path& folder) : note_((folder / "note.txt").string()) {}
  atelier_value output(const atelier::Call&, std::string_view port) override {
    const size_t mark = port.find('_');
    items_.push_back(std::make_unique<atelier_value>(one(port.substr(mark + 1))));
    if (port.substr(0, mark) == "one") return *items_.back();
    lists_.push_back(std::make_unique<const atelier_value*>(items_.back().get()));
    atelier_value list = atelier::make_value(ATELIER_TYPE_LIST);
    list.items = lists_.back().get();
    list.count = 1;
    return list;
  }

 private:
  atelier_value one(std::string_view type) {
    if (type == "int") return atelier::integer_value(3);
    if (type == "float") return atelier::real_value(0.5);
    if (type == "string") return atelier::string_value(word_);
    if (type == "path") return atelier::path_value(note_);
    return atelier::object_value(atelier::object_of(task_));
  }

  const std::string word_ = "word";
  const std::string note_;
  Idle task_;
  std::vector<std::unique_ptr<atelier_value>> items_;
  std::vector<std::unique_ptr<const atelier_value*>> lists_;
};

constexpr atelier::Output list(atelier::Output of) {
  of.flags |= ATELIER_PARAM_LIST;
  return of;
}

class Gives : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.gives", .summary = "Gives a value of every type."};
  static constexpr atelier::Output kOutputs[] = {output::integer("one_int", ""),
                                                 output::real("one_float", ""),
                                                 output::string("one_string", ""),
                                                 output::path("one_path", ""),
                                                 output::object("one_object", ACME_KIND_TASK, ""),
                                                 list(output::integer("list_int", "")),
                                                 list(output::real("list_float", "")),
                                                 list(output::string("list_string", "")),
                                                 list(output::path("list_path", "")),
                                                 list(output::object("list_object", ACME_KIND_TASK, ""))};
  void run(const atelier::Call&, const path& folder) override { atelier::write_file(folder / "note.txt", "note"); }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    return std::make_unique<Given>(folder);
  }
};

class Takes : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{.id = "test.takes", .summary = "Takes a value of every type."};
  static constexpr atelier_str kWords[] = {ATELIER_STR("word"), ATELIER_STR("other")};
  using Seconds = std::chrono::duration<double>;
  template <class T>
  using One = Option<std::optional<T>>;
  template <class T>
  using List = Option<std::vector<T>>;
  template <class T>
  using Table = Option<std::vector<std::pair<std::string, T>>>;
  struct Options {
    One<bool> one_bool{option("one_bool", "")};
    One<int64_t> one_int{option("one_int", "")};
    One<double> one_float{option("one_float", "")};
    One<std::string> one_string{option("one_string", "")};
    One<std::string> one_enum{option("one_enum", "").one_of(kWords)};
    One<path> one_path{option("one_path", "")};
    One<path> one_target{option("one_target", "").to_write()};
    One<Seconds> one_duration{option("one_duration", "")};
    Option<TaskRef> one_part{option("one_part", "").optional()};
    Option<TaskRef> one_wire{option("one_wire", "").wired().optional()};
    List<bool> list_bool{option("list_bool", "").optional()};
    List<int64_t> list_int{option("list_int", "").optional()};
    List<double> list_float{option("list_float", "").optional()};
    List<std::string> list_string{option("list_string", "").optional()};
    List<std::string> list_enum{option("list_enum", "").one_of(kWords).optional()};
    List<path> list_path{option("list_path", "").optional()};
    List<path> list_target{option("list_target", "").to_write().optional()};
    List<Seconds> list_duration{option("list_duration", "").optional()};
    List<TaskRef> list_part{option("list_part", "").optional()};
    List<TaskRef> list_wire{option("list_wire", "").wired().optional()};
    Table<bool> table_bool{option("table_bool", "").optional()};
    Table<int64_t> table_int{option("table_int", "").optional()};
    Table<double> table_float{option("table_float", "").optional()};
    Table<std::string> table_string{option("table_string", "").optional()};
    Table<std::string> table_enum{option("table_enum", "").one_of(kWords).optional()};
    Table<path> table_path{option("table_path", "").optional()};
    Table<path> table_target{option("table_target", "").to_write().optional()};
    Table<Seconds> table_duration{option("table_duration", "").optional()};
  };
  explicit Takes(const Options&) {}
  void run(const atelier::Call&, const path&) override {}
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const path& folder) {
    return std::make_unique<atelier::OpenedFiles>(
        folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{});
  }
};

}  // namespace

ATELIER_PLUGIN("test.types", "1.0.0", Gives, Takes, Idle)
