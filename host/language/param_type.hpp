// What a parameter's type means, said once: what a workflow may write for it, what may be wired to it, what a component
// may be given for it, and how it is called. `check`, `run` and `plugins` all ask here, so that they cannot disagree.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "catalog.hpp"
#include "resolved.hpp"
#include "written.hpp"

namespace atelier::host {

// Which field of a value holds it.
enum class Carrier { kInteger, kReal, kText, kObject };

// The row of one of ATELIER_TYPE_BOOL … ATELIER_TYPE_PORT.
struct ParamType {
  uint32_t type = 0;
  Carrier carrier = Carrier::kInteger;
  std::string_view words;    // in messages: "int"; "" of objects, which are called by their kind
  std::string_view listing;  // where options are listed: "path to write"; of objects, before the kind
  std::string_view example;  // as TOML, where nothing better is known
  uint32_t feeds = 0;        // a bit for each type that an output of this one does for; 0: no output may be of it
};

// Null when no parameter can be of that type.
const ParamType* param_type(uint32_t type);

bool is_text(uint32_t type);    // its single values are written in quotes
bool is_object(uint32_t type);  // PART, PORT
bool may_be_output(uint32_t type);

// Whether a value of type `given`, which an output gave, does for one of type `wanted`: an int for a float, a path for
// a string, an object for a slot; else only the same.
bool feeds(uint32_t given, uint32_t wanted);
// Whether an output may be wired to a parameter: objects by their kind, lists to lists; nothing gives a table.
bool feeds(const OutputInfo& output, const ParamInfo& param);

// The parameter of one item of a list or of one value of a table.
ParamInfo single(ParamInfo param);

// "int", "a list of float", "a table of int", "duration", "loss/1".
std::string type_words(const ParamInfo& param);
std::string type_words(const OutputInfo& output);

// What the parameter says against a number or a number of items, or "": "must be at least 0 pixels", "takes 2 items".
std::string refuse_number(const ParamInfo& param, long double value);
std::string refuse_count(const ParamInfo& param, uint64_t items);

// "90s", "5m", "1h30m", "250ms" in seconds.
std::optional<double> parse_duration(std::string_view text);

// Why a written value does not fit.
struct Misfit {
  std::string code;
  std::string message;  // reads after the option's name: "takes int, not the string "x""
  std::string label;
  std::string help;
  bool other_type = false;  // not even of the parameter's type
};

// What to write where true or false is wanted: "write it without quotes: true"; "" when nobody can tell.
std::string help_with_bool(const Written& value);

// One written value by the parameter's type. `literal` holds no reference or splice any more; the parameter is a single
// one, and no object. Paths become absolute; whether they exist is not asked.
std::variant<ResolvedValue, Misfit> typed_value(const ParamInfo& param, const Written& literal);

}  // namespace atelier::host
