// `[params]` and `[run]` as values that can be referred to, and the texts that splice them in.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reference.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "system/system.hpp"
#include "written.hpp"

namespace atelier::host {

// The names of the parameters that texts in `value` mention, whether or not these texts are used.
void add_mentioned_parameters(const Written& value, std::set<std::string>& to);

// That a parameter is given a value of another kind than its default has (E409). `type` is the default, `at` where the
// value stands.
void report_other_type(const std::string& name, const Written& type, const Written& value, const Position& at,
                       Report& report);

class Parameters {
 public:
  // `declared`: the [params] of the files, before profiles and `--set`: they give the types. Both trees must outlive
  // this.
  Parameters(const Written& root, const Written* declared, const Environment& environment, Report& report);

  // Resolves every parameter, used or not, and checks that each kept its type.
  void check();

  // All of them, in the order of writing. After check(); those that are wrong are left out.
  std::vector<ParameterValue> values() const;
  // Warns of each parameter that no reference has named (W004; W005 where a --set gives it), but of those that an
  // included file declares for several workflows, and of those `mentioned` somewhere all the same (but of a --set).
  void warn_of_unused(const std::set<std::string>& mentioned, Report& report) const;

  // The value that "@params.x" or "@run.x" means, final: no reference or splice is left in it. Null when there is none;
  // that is reported at `at`, or was before.
  const Written* value(const Reference& reference, const Position& at);

  // What is written, or the value that it refers to: null as above.
  const Written* meant_by(const Written& written);

  // Whether there is room for a value that stands nowhere in the workflow; when there is no more, that is reported
  // once.
  bool brings(const Written& value, const Position& at);
  bool is_full() const;

  // A string that is no reference as the text it means: `@@` and `${…}` done. Nothing when that is reported.
  std::optional<Written> literal(const Written& string);
  // The same of a table's key; "" when it is not there, or is no string, which is reported.
  std::string text_of(const Written& table, const char* key);

  // Whether there is a parameter of that name.
  bool has_parameter(const std::string& name) const { return items_.count({"params", name}) != 0; }

 private:
  enum class State { kNew, kOpen, kDone, kFailed };
  struct Item {
    const Written* written = nullptr;
    State state = State::kNew;
    Written value;
    bool used = false;  // a reference or a splice names it
    size_t count = 0;   // of the values in it; 0: not counted yet
  };

  struct Key {
    std::string table;  // "params", "run"
    std::string name;
    auto operator<=>(const Key&) const = default;
    std::string words() const { return table + "." + name; }
  };

  bool brings(size_t values, const Position& at);
  bool resolve(const Key& key, Item& item, const Position& at);
  std::optional<Written> resolved(const Written& written);
  std::optional<Written> resolved_table(const Written& written);
  std::string meant_splice(std::string_view inside) const;  // "write ${params.x}", or ""
  std::optional<std::string> spliced(const Written& string, const TextPiece& piece);
  std::optional<std::string> text_of_parameter(const Reference& reference, const std::function<Position()>& at);
  void report_unknown(const Key& key, const Position& at);
  const std::vector<std::string>& names_in(const std::string& table);
  void report_circle(const Key& key, const Position& at);
  void check_type(const std::string& name, Item& item);

  std::map<Key, Item> items_;
  std::map<std::string, std::vector<std::string>> names_;  // of the tables that were asked for
  std::vector<Written> defaults_;                          // of [run]
  const Written* written_;                                 // [params], or null
  std::map<std::string_view, const Written*> declared_;
  const Environment& environment_;
  std::vector<std::pair<Key, Position>> open_;  // what is being resolved, and where it was asked for
  Report& report_;
  size_t brought_ = 0;  // values that stand nowhere in the workflow, so far
};

}  // namespace atelier::host
