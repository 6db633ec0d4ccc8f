#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cctype>
#include <charconv>
#include <iostream>
#include <optional>

#include "parser.hpp"

namespace atelier::host {
namespace {

Failure bad_line(std::string reason, const std::string& hint = {}) {
  return {std::move(reason), hint + (hint.empty() ? "" : "\n") + "`atelier --help` lists the verbs and options.",
          kExitCommandLine};
}

// An option on the line, with what stands behind it.
struct Given {
  std::string name;
  std::optional<std::string> value;
};

std::vector<Given> given_options(const std::vector<std::string>& argv) {
  std::vector<Given> out;
  for (size_t i = 1; i < argv.size() && argv[i] != "--"; ++i) {
    if (!argv[i].starts_with("-") || argv[i].size() < 2) continue;
    const size_t equals = argv[i].find('=');
    Given& given = out.emplace_back(Given{argv[i].substr(0, equals), std::nullopt});
    if (std::isalpha(static_cast<unsigned char>(argv[i][1])) && argv[i].size() > 2) {  // -n5
      given = {argv[i].substr(0, 2), argv[i].substr(2)};
      continue;
    }
    if (equals != std::string::npos)
      given.value = argv[i].substr(equals + 1);
    else if (i + 1 < argv.size())
      given.value = argv[i + 1];
  }
  return out;
}

bool is_in(const std::string& value, const Parser::Range& range) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() && number >= range.least && number <= range.most;
}

std::string range_words(const Parser::Range& range) {
  constexpr size_t kWorthTelling = 1000;
  return range.most > kWorthTelling ? fmt::format("a whole number, {} or more", range.least)
                                    : fmt::format("a whole number from {} to {}", range.least, range.most);
}

// Where this program has another word for what an option of other programs does, or "".
std::string other_way(const std::string& verb, const std::string& option) {
  if (option == "--dry-run" && verb == "run") return "`atelier plan FILE` says what would run, and runs nothing";
  if (option == "--stage" || option == "--stages" || option == "--only")
    return fmt::format("stages stand behind the file: atelier {} FILE STAGE", verb);
  if (option == "--force" || option == "--no-cache") return "--fresh STAGE runs a stage though its result is there";
  return "";
}

// What is wrong with an option or its value, or "".
std::optional<Failure> failure_of_option(const Parser& parser, const Given& given) {
  const std::vector<std::string> options = parser.options();
  if (std::find(options.begin(), options.end(), given.name) == options.end()) {
    const std::string other = other_way(parser.chosen().get_name(), given.name);
    const std::string hint = other.empty() ? did_you_mean(given.name, options) : other;
    const bool number = given.name.find_first_not_of("-.0123456789") == std::string::npos;
    return number || given.name == "-h"
               ? std::nullopt
               : std::optional(bad_line(fmt::format("there is no option `{}` here", given.name), hint));
  }
  const CLI::Option* option = parser.option(given.name);
  const bool takes_value = option && option->get_expected_max() > 0;
  if (given.name == "--workspace" && given.value && given.value->starts_with("~"))
    return bad_line("`~` is expanded by the shell alone, and only behind a blank",
                    fmt::format("write --workspace {}", *given.value));
  const std::vector<std::string> words = parser.words_of(given.name);
  if (takes_value && (!given.value || given.value->empty()))
    return bad_line(fmt::format("`{}` needs {} behind it", given.name,
                                words.empty() ? "a " + option->get_type_name() : "one of " + list_names(words)),
                    fmt::format("{}: {}", given.name, option->get_description()));
  std::string value = given.value.value_or("");
  if (const auto range = option ? parser.range_of(*option) : std::nullopt; range && !is_in(value, *range))
    return bad_line(fmt::format("`{}` takes {}, not `{}`", given.name, range_words(*range), value));
  std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) { return std::tolower(c); });
  if (words.empty() || std::find(words.begin(), words.end(), value) != words.end()) return std::nullopt;
  return bad_line(fmt::format("`{}` takes {}, not `{}`", given.name, list_names(words), *given.value),
                  did_you_mean(value, words));
}

// What the line lacks or has too much of, or "".
std::string shape_of(const Parser& parser) {
  const CLI::App& verb = parser.chosen();
  for (const CLI::Option* option : verb.get_options()) {
    const std::string type = option->get_type_name();
    if (option->get_required() && option->count() == 0)
      return fmt::format("{} is missing: {}", type.substr(0, type.find(':')), option->get_description());
    const auto most = static_cast<size_t>(std::max(0, option->get_expected_max()));
    if (option->get_positional() && option->count() > most)
      return fmt::format("`{}` is one word too many", option->results()[most]);
    const std::vector<std::string> words = parser.words_of(option->get_name());
    if (option->count() && !words.empty() &&
        std::find(words.begin(), words.end(), option->results().front()) == words.end())
      return fmt::format("`{}` is none of {}", option->results().front(), list_names(words));
  }
  const std::vector<std::string> extra = verb.remaining();
  return extra.empty() ? "" : fmt::format("`{}` is one word too many", extra.front());
}

// CLI11 knows what is wrong, but not what was meant.
Failure failure_of(const Parser& parser, const CLI::ParseError& error, const std::vector<std::string>& argv) {
  if (argv.size() < 2) return bad_line("no verb is given: what is to be done?", "such as `atelier check FILE`");
  if (!argv[1].starts_with("-")) {
    const std::vector<std::string> verbs = parser.verbs();
    if (std::find(verbs.begin(), verbs.end(), argv[1]) == verbs.end())
      return bad_line(fmt::format("there is no verb `{}`", argv[1]),
                      argv[1].ends_with(".toml")
                          ? fmt::format("write `atelier run {0}` or `atelier check {0}`", argv[1])
                          : did_you_mean(argv[1], verbs));
    const std::vector<std::string> below = Parser::verbs_of(parser.chosen());
    const bool word = argv.size() > 2 && !argv[2].starts_with("-");
    if (!below.empty() && word && std::find(below.begin(), below.end(), argv[2]) == below.end())
      return bad_line(fmt::format("`{}` has no verb `{}`", argv[1], argv[2]), "it has " + list_names(below));
  }
  for (const Given& given : given_options(argv))
    if (std::optional<Failure> failure = failure_of_option(parser, given)) return *failure;
  const std::string shape = shape_of(parser);
  return bad_line(shape.empty() ? error.what() : shape);
}

// What the grammar lets pass and would have no effect, or "".
std::string without_effect(const Arguments& arguments) {
  const std::string& verb = arguments.argv[1];
  if (arguments.over.empty() || !arguments.job.empty() || verb == "sweep" || verb == "check") return "";
  return fmt::format("`--over` makes jobs, and `{}` takes one of them", verb);
}

int show_answer(const Arguments& arguments) {
  std::cout << arguments.answer;
  return kExitDone;
}

}  // namespace

GrammarVerb command_grammar() {
  Arguments none;
  return Parser(none).grammar();
}

Result<Command> parse_command_line(const std::vector<std::string>& argv) {
  Command command;
  command.arguments.argv = argv;
  Parser parser(command.arguments);
  try {
    std::vector<std::string> last_first(argv.rbegin(), argv.rend() - 1);
    parser.app().parse(last_first);
    command.verb = parser.verb();
    if (const std::string why = without_effect(command.arguments); !why.empty())
      return bad_line(why, "choose it with --job, or run all of them with `atelier sweep`");
  } catch (const CLI::Success& asked) {  // --help, --version
    std::ostringstream answer;
    parser.app().exit(asked, answer);
    command.arguments.answer = answer.str();
    command.verb = show_answer;
  } catch (const CLI::ParseError& error) {
    return failure_of(parser, error, argv);
  }
  return command;
}

}  // namespace atelier::host
