// When a plugin crashes, the program ends with it; this says in whose hands it was.
#pragma once

#include <string>

namespace atelier::host {

// While it lives, a deadly signal (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) first writes `text` to stderr and then
// takes its course. One at a time. [main]
class CrashNotice {
 public:
  explicit CrashNotice(const std::string& text);
  CrashNotice(const CrashNotice&) = delete;
  ~CrashNotice();
};

}  // namespace atelier::host
