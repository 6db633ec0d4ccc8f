#include <spdlog/fmt/fmt.h>

#include <exception>
#include <iostream>

#include "cli.hpp"
#include "completion.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr size_t kLongestAbout = 120;

struct Script {
  std::string_view shell;
  std::string_view text;
};

constexpr Script kScripts[] = {
#include "completion.inc"
};

}  // namespace

std::string_view completion_script(const std::string& shell) {
  for (const Script& script : kScripts)
    if (script.shell == shell) return script.text;
  return {};
}

int cli_completion(const Arguments& arguments) {
  std::cout << completion_script(arguments.id);
  return kExitDone;
}

int answer_shell(const std::vector<std::string>& words) {
  try {
    for (const Candidate& candidate : complete(command_grammar(), words))
      std::cout << candidate.text << '\t' << one_line(candidate.about, kLongestAbout) << '\n';
  } catch (const std::exception&) {  // a message in the midst of typing helps nobody
  }
  return kExitDone;
}

}  // namespace atelier::host
