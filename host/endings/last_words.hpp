// What is said and recorded when a plugin ends the process: by a crash, or by calling exit.
//
// All of it is prepared beforehand, because a signal handler may neither allocate nor lock.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <list>
#include <string>
#include <vector>

namespace atelier::host {

struct LastWords {
  struct Component {
    std::string id;
    std::string plugin_id;
    std::string library;
  };
  // A part of a JSON document: text as it stands, or what is only known at the end, the error as a JSON string and the
  // exit code.
  struct Piece {
    enum Kind { kText, kError, kExitCode } kind = kText;
    std::string text;
  };

  std::string doing;                  // "stage `notes` (note.writer)": begins the sentence
  std::string stage;                  // at work, or ""
  std::string hints;                  // whole lines that follow it on stderr
  std::vector<Component> components;  // whose functions may run meanwhile
  std::string log;                    // a file that gets the sentence too, or ""
  std::string record;                 // a file to be replaced by `record_pieces`, or ""
  std::string record_fresh;           // the name of the new file until then; set by LastWordsScope
  std::vector<Piece> record_pieces;
  int exit_code = 1;           // when a plugin called exit
  pid_t process = ::getpid();  // a child that a plugin forks ends without last words
};

// The words for as long as it lives, in place of those before. One thread at a time makes and ends these. [main]
class LastWordsScope {
 public:
  explicit LastWordsScope(LastWords words);
  LastWordsScope(const LastWordsScope&) = delete;
  ~LastWordsScope();
  // From now on these. Those before are kept: another thread may be speaking them.
  void change(LastWords words);

 private:
  std::list<LastWords> words_;
  const LastWords* before_;
};

// From now on stderr gets lines of JSON in place of the sentence, as run/progress_lines.md says.
void speak_as_json() noexcept;

// The words for now, or null. Safe in a signal handler.
const LastWords* last_words() noexcept;

// How the process ends: `what` continues the sentence up to the component: "crashed the program with SIGSEGV in".
struct Ended {
  const char* what;
  const char* plugin;  // the file of the plugin that it happened in, or null
  int exit_code;
};

// Writes the sentence to stderr and to the log, and the record. Only for the first thread to call it; any other that
// does waits for the process to end. Safe in a signal handler.
void speak_last(const LastWords& words, const Ended& ended) noexcept;

}  // namespace atelier::host
