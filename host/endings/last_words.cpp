#include "last_words.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string_view>

#include "running.hpp"

namespace atelier::host {
namespace {

std::atomic<const LastWords*> current{nullptr};
std::atomic<bool> as_json{false};

// Text of a bounded length, in its own memory.
template <size_t kMost>
class FixedText {
 public:
  FixedText& operator<<(std::string_view text) {
    const size_t n = std::min(text.size(), kMost - size_);
    std::memcpy(data_ + size_, text.data(), n);
    size_ += n;
    return *this;
  }
  std::string_view view() const { return {data_, size_}; }

 private:
  char data_[kMost];
  size_t size_ = 0;
};
using Sentence = FixedText<4096>;

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n <= 0) return;
    text.remove_prefix(static_cast<size_t>(n));
  }
}

bool is_running(const LastWords::Component& c) { return c.id == running(); }

// The stack tells the plugin; which of its components it was, the note of this thread.
void name_culprit(const LastWords& words, const char* plugin, Sentence& to) {
  const auto of_plugin = [&](const LastWords::Component& c) { return !plugin || c.library == plugin; };
  for (const LastWords::Component& c : words.components)
    if (of_plugin(c) && is_running(c)) {
      to << "`" << c.id << "` (plugin " << c.plugin_id << ")";
      return;
    }
  const LastWords::Component* last = nullptr;
  for (const LastWords::Component& c : words.components) {
    if (!plugin || !of_plugin(c)) continue;
    to << (last ? " or `" : "`") << c.id << "`";
    last = &c;
  }
  if (last)
    to << " (plugin " << last->plugin_id << ")";
  else if (plugin)
    to << "the plugin " << plugin;
  else
    to << "code that belongs to no plugin";
}

// As it stands between the quotes of a JSON string.
void write_escaped(int fd, std::string_view text) {
  FixedText<2 * 4096> out;  // a sentence
  for (const char c : text) {
    if (c == '\n') {
      out << "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out << "\\";
    out << std::string_view(static_cast<unsigned char>(c) < 0x20 ? " " : &c, 1);
  }
  write_all(fd, out.view());
}

void write_quoted(int fd, std::string_view text) {
  write_all(fd, "\"");
  write_escaped(fd, text);
  write_all(fd, "\"");
}

void write_number(int fd, int number) {
  char digits[12];
  size_t at = sizeof digits;
  for (auto rest = static_cast<unsigned>(number); at == sizeof digits || rest > 0; rest /= 10)
    digits[--at] = static_cast<char>('0' + rest % 10);
  write_all(fd, {digits + at, sizeof digits - at});
}

void write_record(const LastWords& words, std::string_view error, int exit_code) {
  const int fd = ::open(words.record_fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return;
  for (const LastWords::Piece& piece : words.record_pieces) {
    if (piece.kind == LastWords::Piece::kText) write_all(fd, piece.text);
    if (piece.kind == LastWords::Piece::kError) write_quoted(fd, error);
    if (piece.kind == LastWords::Piece::kExitCode) write_number(fd, exit_code);
  }
  ::close(fd);
  ::rename(words.record_fresh.c_str(), words.record.c_str());
}

// What the terminal would have written.
void write_as_json(const LastWords& words, std::string_view error) {
  if (!words.stage.empty()) {
    write_all(STDERR_FILENO, "{\"event\":\"stage\",\"stage\":");
    write_quoted(STDERR_FILENO, words.stage);
    write_all(STDERR_FILENO, ",\"status\":\"failed\",\"error\":");
    write_quoted(STDERR_FILENO, error);
    write_all(STDERR_FILENO, "}\n");
  }
  write_all(STDERR_FILENO, "{\"event\":\"log\",\"level\":\"error\",\"text\":\"");
  write_escaped(STDERR_FILENO, words.doing);
  write_all(STDERR_FILENO, " ");
  write_escaped(STDERR_FILENO, error);
  std::string_view hints = words.hints;
  if (hints.ends_with('\n')) hints.remove_suffix(1);
  if (!hints.empty()) write_all(STDERR_FILENO, "\\n");
  write_escaped(STDERR_FILENO, hints);
  write_all(STDERR_FILENO, "\"}\n");
}

void append_to_log(const LastWords& words, std::string_view sentence) {
  const int fd = ::open(words.log.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (fd < 0) return;
  write_all(fd, sentence);
  ::close(fd);
}

}  // namespace

LastWordsScope::LastWordsScope(LastWords words) : before_(current) { change(std::move(words)); }
LastWordsScope::~LastWordsScope() { current = before_; }

void LastWordsScope::change(LastWords words) {
  words.record_fresh = words.record + ".last";
  words_.push_back(std::move(words));
  current = &words_.back();
}

void speak_as_json() noexcept { as_json = true; }

const LastWords* last_words() noexcept {
  const LastWords* words = current;
  return words && words->process == ::getpid() ? words : nullptr;
}

void speak_last(const LastWords& words, const Ended& ended) noexcept {
  static std::atomic<pid_t> speaker{0};
  pid_t nobody = 0;
  if (!speaker.compare_exchange_strong(nobody, ::gettid())) {
    if (nobody == ::gettid()) return;  // speaking crashed in turn
    for (;;) ::pause();
  }
  Sentence error;
  error << ended.what << " ";
  name_culprit(words, ended.plugin, error);
  Sentence sentence;
  sentence << "error: " << words.doing << " " << error.view() << "\n";
  if (as_json) {
    write_as_json(words, error.view());
  } else {
    write_all(STDERR_FILENO, "\n");
    write_all(STDERR_FILENO, sentence.view());
    write_all(STDERR_FILENO, words.hints);
  }
  if (!words.log.empty()) append_to_log(words, sentence.view());
  if (!words.record.empty()) write_record(words, error.view(), ended.exit_code);
}

}  // namespace atelier::host
