// How a child of this program answers its parent: on the real stdout, which loaded libraries cannot write to, and with
// an end that runs none of their destructors.
#pragma once

#include <string_view>

namespace atelier::host {

class ChildOutput {
 public:
  // Takes stdout away (to stderr) and ties this process's life to its parent's.
  ChildOutput();
  void write(std::string_view text);
  // Writes the last of the answer and ends the process with exit code 0.
  [[noreturn]] void finish(std::string_view text);

 private:
  int fd_;
};

}  // namespace atelier::host
