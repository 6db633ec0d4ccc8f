#include "annotation_json/json_fault.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace annotation_json {
namespace {

// Takes events of a parse and remembers only where it failed.
struct FaultFinder : nlohmann::json::json_sax_t {
  size_t position = 0;
  std::string what;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(size_t at, const std::string&, const nlohmann::json::exception& e) override {
    position = at;
    what = e.what();
    return false;
  }
};

}  // namespace

JsonFault find_fault(std::string_view text, const std::string& reason) {
  FaultFinder finder;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &finder)) return {0, reason, false};
  // "[…] parse error at line 1, column 5: syntax error while parsing value - unexpected ']'; expected …"
  const size_t tail = finder.what.find(" - ");
  JsonFault fault;
  fault.at = finder.position == 0 ? 0 : std::min(finder.position - 1, text.size());
  fault.reason = tail == std::string::npos ? reason : finder.what.substr(tail + 3);
  const std::string_view rest = text.substr(fault.at);
  fault.nan = rest.substr(0, 3) == "NaN" || rest.substr(0, 8) == "Infinity";
  fault.comment = rest.substr(0, 2) == "//" || rest.substr(0, 2) == "/*";
  fault.encoding = fault.reason.find("ill-formed UTF-8") != std::string::npos;
  return fault;
}

}  // namespace annotation_json
