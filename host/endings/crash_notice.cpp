#include "crash_notice.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "alternate_stack.hpp"
#include "last_words.hpp"
#include "plugin_code.hpp"

namespace atelier::host {
namespace {

struct Deadly {
  int signal;
  const char* what;
};
constexpr Deadly kDeadly[] = {
    {SIGSEGV, "crashed the program with SIGSEGV in"}, {SIGBUS, "crashed the program with SIGBUS in"},
    {SIGFPE, "crashed the program with SIGFPE in"},   {SIGILL, "crashed the program with SIGILL in"},
    {SIGABRT, "crashed the program with SIGABRT in"}, {SIGSYS, "crashed the program with SIGSYS in"},
    {SIGTRAP, "crashed the program with SIGTRAP in"}};

// The thread whose crash is being told, or 0.
std::atomic<pid_t> teller{0};

// The plugin, unless looking for it crashes in turn: a broken stack may lead anywhere.
const char* find_plugin(void* context) {
  pid_t nobody = 0;
  const pid_t me = ::gettid();
  if (teller.compare_exchange_strong(nobody, me)) return innermost_plugin(context);
  while (nobody != me) ::pause();
  return nullptr;
}

void handle(int signal, siginfo_t*, void* context) {
  const LastWords* words = last_words();
  for (const Deadly& d : kDeadly)
    if (words && d.signal == signal) speak_last(*words, {d.what, find_plugin(context), 128 + signal});
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

void catch_crashes() {
  give_alternate_stack();
  innermost_plugin();  // so that what it needs is loaded
  for (const Deadly& d : kDeadly) {
    struct sigaction action {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(d.signal, &action, nullptr);
  }
}

}  // namespace atelier::host
