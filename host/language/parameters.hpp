// `[params]` and `[run]` as values that can be referred to, and the texts that splice them in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reference.hpp"
#include "report.hpp"
#include "resolved.hpp"
#include "system/system.hpp"
#include "written.hpp"

namespace atelier::host {

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
  // included file declares for several workflows.
  void warn_of_unused(Report& report) const;

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
  std::optional<std::string> spliced(const Written& string, const TextPiece& piece);
  std::optional<std::string> text_of_parameter(const Reference& reference, const Position& at);
  void report_unknown(const Key& key, const Position& at);
  void report_circle(const Key& key, const Position& at);
  void check_type(const std::string& name, Item& item);

  std::map<Key, Item> items_;
  std::vector<Written> defaults_;  // of [run]
  const Written* written_;         // [params], or null
  const Written* declared_;
  const Environment& environment_;
  std::vector<std::pair<Key, Position>> open_;  // what is being resolved, and where it was asked for
  Report& report_;
  size_t brought_ = 0;  // values that stand nowhere in the workflow, so far
};

}  // namespace atelier::host
