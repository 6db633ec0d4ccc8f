// Reads the SDK's C headers and writes a C source with one function, atelier_layout_text, that gives the layout of
// every struct as the compiler sees it, and the value of every constant.
//   layout_generator OUTPUT.c INCLUDE_FOLDER HEADER…
// Only what the headers use is understood; anything else ends it with an error, so that nothing is left out silently.
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

struct Field {
  std::string type;
  std::string name;
};

std::string read(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string without_comments(const std::string& code) {
  std::string out;
  for (size_t i = 0; i < code.size();) {
    if (code.compare(i, 2, "/*") == 0) {
      const size_t end = code.find("*/", i + 2);
      if (end == std::string::npos) throw std::runtime_error("a comment without end");
      i = end + 2;
      out += ' ';
    } else {
      out += code[i++];
    }
  }
  return out;
}

// One space between words, none beside punctuation: "const char*", "int32_t(*)(void*,uint64_t)".
std::string tidy(const std::string& text) {
  std::string out;
  bool space = false;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c))) {
      space = true;
      continue;
    }
    if (space && !out.empty() && (is_word(out.back()) || out.back() == '*') && is_word(c)) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

Field parse_field(const std::string& declaration) {
  static const std::regex function(R"(^(.+)\(\s*\*\s*(\w+)\s*\)\s*(\([\s\S]*\))\s*ATELIER_NOEXCEPT$)");
  static const std::regex array(R"(^(.+?)(\w+)\s*(\[\w+\])$)");
  static const std::regex plain(R"(^([\s\S]*[\s*])(\w+)$)");
  std::smatch m;
  if (std::regex_match(declaration, m, function)) return {tidy(m.str(1)) + "(*)" + tidy(m.str(3)), m.str(2)};
  if (std::regex_match(declaration, m, array)) return {tidy(m.str(1)) + m.str(3), m.str(2)};
  if (declaration.find_first_of("()[]:,") == std::string::npos && std::regex_match(declaration, m, plain))
    return {tidy(m.str(1)), m.str(2)};
  throw std::runtime_error("a field that is not understood: " + declaration);
}

std::string trimmed(const std::string& text) {
  const size_t from = text.find_first_not_of(" \t\n");
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(" \t\n") - from + 1);
}

std::vector<Field> parse_body(const std::string& body) {
  std::vector<Field> fields;
  for (size_t at = 0; at < body.size();) {
    const size_t end = std::min(body.find(';', at), body.size());
    const std::string declaration = trimmed(body.substr(at, end - at));
    if (!declaration.empty()) fields.push_back(parse_field(declaration));
    at = end + 1;
  }
  return fields;
}

void write_structs(const std::string& code, std::ostream& out) {
  static const std::regex structure(R"(\btypedef\s+struct\s+(\w+)\s*\{([^{}]*)\}\s*(\w+)\s*;)");
  static const std::regex any(R"(\b(typedef|union|enum)\b)");
  const std::sregex_iterator none;
  std::ptrdiff_t found = 0;
  for (std::sregex_iterator i(code.begin(), code.end(), structure); i != none; ++i, ++found) {
    const std::string name = i->str(1);
    if (name != i->str(3)) throw std::runtime_error("struct " + name + " has two names");
    out << "  line(\"struct " << name << " %zu\\n\", sizeof(" << name << "));\n";
    for (const Field& field : parse_body(i->str(2)))
      out << "  line(\"  %zu %zu " << field.type << " " << field.name << "\\n\", offsetof(" << name << ", "
          << field.name << "), sizeof(((" << name << "*)0)->" << field.name << "));\n";
  }
  if (std::distance(std::sregex_iterator(code.begin(), code.end(), any), none) != found)
    throw std::runtime_error("a typedef, union or enum that is not of the form `typedef struct x {…} x;`");
}

// A #define with a value, or an empty name for any other line. Macros with parameters are code, not layout.
std::pair<std::string, std::string> parse_define(const std::string& line) {
  static const std::regex define(R"(^[ \t]*#define[ \t]+(\w+)[ \t]+(.+?)[ \t]*$)");
  static const std::set<std::string> no_layout = {"ATELIER_NOEXCEPT", "ATELIER_EXTERN_C", "ATELIER_EXPORT",
                                                  "ATELIER_KEEP"};
  std::smatch m;
  if (!std::regex_match(line, m, define) || no_layout.count(m.str(1))) return {};
  return {m.str(1), m.str(2)};
}

void write_constants(const std::string& code, std::ostream& out) {
  static const std::regex continued(R"(\\[ \t]*\n)");
  std::istringstream lines(std::regex_replace(code, continued, " "));
  for (std::string line; std::getline(lines, line);) {
    const auto [name, value] = parse_define(line);
    if (name.empty()) continue;
    if (value[0] == '"')
      out << "  line(\"constant " << name << " \\\"%s\\\"\\n\", " << name << ");\n";
    else if (std::isdigit(static_cast<unsigned char>(value[0])) || value.rfind("ATELIER_REACH(", 0) == 0)
      out << "  line(\"constant " << name << " %llu\\n\", (unsigned long long)" << name << ");\n";
    else
      throw std::runtime_error("a #define that is not understood: " + line);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  try {
    std::ofstream out(argv[1]);
    out << "#include <atelier/atelier.h>\n#include <stdarg.h>\n#include <stdio.h>\n\n"
           "const char* atelier_layout_text(void);\n\n"
           "static char text[1 << 17];\nstatic size_t size;\n\n"
           "__attribute__((format(printf, 1, 2))) static void line(const char* format, ...) {\n"
           "  va_list list;\n  va_start(list, format);\n"
           "  size += (size_t)vsnprintf(text + size, sizeof text - size, format, list);\n  va_end(list);\n}\n\n"
           "const char* atelier_layout_text(void) {\n  size = 0;\n";
    for (int i = 3; i < argc; ++i) {
      const std::string code = without_comments(read(std::string(argv[2]) + "/" + argv[i]));
      out << "  line(\"# " << argv[i] << "\\n\");\n";
      write_constants(code, out);
      write_structs(code, out);
    }
    out << "  return text;\n}\n";
    return out.flush() ? 0 : 1;
  } catch (const std::exception& e) {
    std::cerr << "layout_generator: " << e.what() << "\n";
    return 1;
  }
}
