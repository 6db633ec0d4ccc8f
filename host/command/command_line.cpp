#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <cctype>
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
    if (equals != std::string::npos)
      given.value = argv[i].substr(equals + 1);
    else if (i + 1 < argv.size())
      given.value = argv[i + 1];
  }
  return out;
}

// What is wrong with an option or its value, or "".
std::optional<Failure> failure_of_option(const Parser& parser, const Given& given) {
  const std::vector<std::string> options = parser.options();
  if (std::find(options.begin(), options.end(), given.name) == options.end()) {
    const std::string hint = did_you_mean(given.name, options);
    const bool number = given.name.find_first_not_of("-.0123456789") == std::string::npos;
    return number || given.name == "-h"
               ? std::nullopt
               : std::optional(bad_line(fmt::format("there is no option `{}` here", given.name), hint));
  }
  const CLI::Option* option = parser.chosen().get_option_no_throw(given.name);
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
  std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) { return std::tolower(c); });
  if (words.empty() || std::find(words.begin(), words.end(), value) != words.end()) return std::nullopt;
  return bad_line(fmt::format("`{}` takes {}, not `{}`", given.name, list_names(words), *given.value),
                  did_you_mean(value, words));
}

// What the line lacks or has too much of, or "".
std::string shape_of(const Parser& parser) {
  const CLI::App& verb = parser.chosen();
  for (const CLI::Option* option : verb.get_options())
    if (option->get_required() && option->count() == 0)
      return fmt::format("{} is missing: {}", option->get_type_name(), option->get_description());
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
