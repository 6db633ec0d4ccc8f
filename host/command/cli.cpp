#include "cli.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "endings/last_words.hpp"
#include "plugins/describing_child.hpp"
#include "plugins/rehearsal.hpp"
#include "system/standard_streams.hpp"
#include "system/system.hpp"
#include "words/json_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace {

// Does what only this program itself asks for, of its own child, and ends there; comes back from any other verb.
void serve_parent(const std::vector<std::string>& argv) {
  if (argv.size() < 3) return;
  if (argv[1] == "--describe-plugin") describe_as_child(argv[2], argv.size() > 3 ? std::stod(argv[3]) : kEntryTimeout);
  if (argv[1] == "--rehearse-plugins") rehearse_as_child({argv.begin() + 2, argv.end()});
}

bool as_json = false;

void tell(const char* colour, const char* sort, const std::string& text) {
  if (as_json) {
    const std::string time = utc_text(real_clock().now());
    std::cerr << dump({{"event", "log"}, {"time", time}, {"level", sort}, {"text", text}}) + "\n";
    return;
  }
  const std::string word = fmt::format("{}:", sort);
  std::cerr << (wants_colour(stderr) ? fmt::format("\033[1;{}m{}\033[0m", colour, word) : word) << ' '
            << many_lines(text, kLongestMessage) << "\n";
}

}  // namespace

bool wants_colour(std::FILE* file) {
  const char* off = std::getenv("NO_COLOR");
  return !(off && *off) && is_able_terminal(file);
}

void tell_as_json() {
  as_json = true;
  speak_as_json();
}

void tell_warning(const std::string& text) { tell("33", "warning", text); }

int tell_failure(const Failure& failure) {
  tell("31", "error", failure.text());
  return failure.status;
}

// An answer that nobody can have got is no success.
int answered(int exit_code) {
  const Result<void> flushed = flush_stdout();
  if (flushed) return exit_code;
  if (flushed.failure().status == EPIPE) end_by_closed_pipe();
  const int failed = tell_failure({flushed.failure().reason, "", kExitStageFailed});
  return exit_code == kExitDone ? failed : exit_code;
}

Discovery discover_for(const std::vector<std::filesystem::path>& plugins, Registry& registry, Retry retry) {
  DiscoveryOptions options;
  options.places = search_places(plugins);
  options.retry = retry;
  options.slow = [](const std::filesystem::path& file) {
    tell_warning(fmt::format("{} takes long to load; waiting for it", file.string()));
  };
  Discovery found = discover(options, registry);
  for (const std::string& warning : found.warnings) tell_warning(warning);
  for (const Refusal& refusal : found.named_refused) tell_failure({refusal.library.string() + " " + refusal.reason});
  return found;
}

int cli_main(int argc, char** argv) {
  keep_standard_streams();
  ::signal(SIGXFSZ, SIG_IGN);  // a file beyond the user's limit is a write that fails, as on a full disk
  const std::vector<std::string> words(argv, argv + argc);
  try {
    serve_parent(words);
    if (words.size() > 1 && words[1] == "__complete") return answer_shell({words.begin() + 2, words.end()});
    const Result<Command> command = parse_command_line(words);
    return answered(command ? command->verb(command->arguments) : tell_failure(command.failure()));
  } catch (const std::exception& e) {
    return tell_failure({e.what(), "", kExitStageFailed});
  }
}

}  // namespace atelier::host
