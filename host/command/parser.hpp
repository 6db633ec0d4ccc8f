// What the command line may hold, as CLI11 has it: every verb with its options. [main]
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli.hpp"
#include "grammar.hpp"

namespace atelier::host {

inline constexpr const char* kWorkflowFile = "the workflow: a file, or the name of one that comes with the program";

// The grammar, and the verb that was chosen.
class Parser {
 public:
  explicit Parser(Arguments& arguments);

  CLI::App& app() { return app_; }
  GrammarVerb grammar() const { return grammar_of(app_); }
  Verb verb() const { return verb_; }

  std::vector<std::string> verbs() const { return verbs_of(app_); }
  static std::vector<std::string> verbs_of(const CLI::App& app);

  // The chosen verb, or the program itself.
  const CLI::App& chosen() const;

  // The names of the options that may stand on the line: of the chosen verb and of those that it stands behind.
  std::vector<std::string> options() const;
  // One of them by its name, or null.
  const CLI::Option* option(const std::string& name) const;

  // The words that an option or a place takes, when it is one of those that take one of a few.
  std::vector<std::string> words_of(const std::string& option) const;

  // The least and the most that an option takes, when it takes a number.
  struct Range {
    size_t least;
    size_t most;
  };
  std::optional<Range> range_of(const CLI::Option& option) const;

 private:
  CLI::App* add_verb(CLI::App& to, const char* name, const char* about, Verb verb);
  void add_plugin_option(CLI::App* verb);
  void add_workflow_options(CLI::App* verb, const std::string& about = kWorkflowFile);
  void add_over_option(CLI::App* verb);
  void add_format_option(CLI::App* verb);
  void add_workspace_option(CLI::App* verb);
  void add_fresh_option(CLI::App* verb);
  void add_plan();
  void add_run();
  void add_run_options(CLI::App* verb);
  void add_progress_options(CLI::App* verb);
  void add_sweep();
  void add_check();
  void add_config();
  void add_graph();
  void add_schema();
  void add_plugins();
  void add_number(CLI::App* verb, const char* names, size_t& to, Range range, const char* about);
  void add_run_argument(CLI::App* verb, size_t least, size_t most, const char* about);
  void add_runs();
  void add_report();
  void add_replay();
  void add_gc();
  void add_explain();
  void add_completion();

  // What CLI::IsMember takes stands in braces behind the type's name; the words of the transformers are known here.
  static GrammarOption grammar_of(const CLI::Option& option);
  static GrammarVerb grammar_of(const CLI::App& app);
  static std::map<std::string, ProgressMode> progress_modes();
  static std::map<std::string, spdlog::level::level_enum> levels();

  Arguments& a_;
  CLI::App app_{"Atelier: workflows over plugins.", "atelier"};
  Verb verb_ = nullptr;
  std::map<std::string, std::vector<std::string>> words_;
  std::map<const CLI::Option*, Range> ranges_;
};

}  // namespace atelier::host
