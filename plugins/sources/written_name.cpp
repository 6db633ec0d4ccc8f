#include "written_name.hpp"

#include <algorithm>

#include "folded_name.hpp"
#include "sources/address.hpp"
#include "trimmed.hpp"

namespace sources {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The length of "https://" at the start; 0 when there is no such thing. A single letter is a drive.
size_t length_of_scheme(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && (is_letter(text[at]) ||
                              (at > 0 && (text[at] == '+' || text[at] == '-' || (text[at] >= '0' && text[at] <= '9')))))
    ++at;
  return at > 1 && text.substr(at, 3) == "://" ? at + 3 : 0;
}

// The value of `d` in a query, with which Label Studio serves files of its own machine.
bool find_local_file(std::string_view query, std::string_view& out) {
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    if (query.substr(0, 2) == "d=" && end > 2) {
      out = query.substr(2, end - 2);
      return true;
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return false;
}

std::vector<std::string> parts_of(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  std::vector<std::string> parts;
  for (size_t at = 0; at < path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    std::string part = path.substr(at, end - at);
    if (!part.empty() && part != "." && part != "..") parts.push_back(std::move(part));
    at = end + 1;
  }
  return parts;
}

class NameParser {
 public:
  explicit NameParser(std::string_view name) : rest_(name) {}

  WrittenName parse() {
    if (rest_.substr(0, 11) == "data:image/") {
      odd("is a picture itself (a data URI), not a name");
      return std::move(out_);
    }
    const std::string_view whole = rest_;
    rest_ = trimmed(rest_);
    if (rest_.size() != whole.size()) odd("has blanks at its ends");
    const bool is_address = take_address();
    if (!is_address) take_absolute();
    std::string plain = without_escapes(rest_);
    if (plain != rest_ && !is_address) odd("has %-escapes");
    // In an address an escape is one; elsewhere a name may hold a per cent sign.
    std::string raw(rest_);
    if (is_address) std::swap(raw, plain);
    add(raw);
    if (plain != raw) add(plain);
    return std::move(out_);
  }

 private:
  void odd(std::string what) { out_.oddities.push_back(std::move(what)); }
  void add(const std::string& path) {
    std::vector<std::string> parts = parts_of(path);
    if (!parts.empty()) out_.readings.push_back(std::move(parts));
  }

  // True for what goes by an address: scheme, host, query and fragment are taken off.
  bool take_address() {
    const size_t scheme = length_of_scheme(rest_);
    const size_t mark = rest_.find('?');
    std::string_view local;
    if (mark != std::string_view::npos && find_local_file(rest_.substr(mark + 1), local)) {
      odd("is an address of Label Studio's local files (`?d=`)");
      rest_ = local;
      return out_.is_foreign = true;
    }
    const size_t end = rest_.find_first_of("?#");
    if (scheme != 0) {
      odd("is an address (URL)");
      rest_ = rest_.substr(scheme, end == std::string_view::npos ? end : end - scheme);
      rest_.remove_prefix(std::min(rest_.find('/'), rest_.size()));  // the host, or the bucket
      return out_.is_foreign = true;
    }
    if (end != std::string_view::npos && has_picture_extension(rest_.substr(0, end))) {
      odd("has a query at its end");
      rest_ = rest_.substr(0, end);
    }
    return false;
  }

  void take_absolute() {
    const bool has_drive =
        rest_.size() > 2 && is_letter(rest_[0]) && rest_[1] == ':' && (rest_[2] == '\\' || rest_[2] == '/');
    const bool is_share = rest_.substr(0, 2) == "\\\\";
    if (has_drive) rest_.remove_prefix(2);
    if (has_drive || is_share || rest_.substr(0, 1) == "/") {
      odd("is an absolute path of another machine");
      out_.is_foreign = true;
    } else if (rest_.find('\\') != std::string_view::npos) {
      odd("has back-slashes");
    }
  }

  std::string_view rest_;
  WrittenName out_;
};

}  // namespace

WrittenName read_name(std::string_view name) { return NameParser(name).parse(); }

}  // namespace sources
