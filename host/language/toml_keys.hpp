// Keys of TOML, the `=` behind them, and what may not stand behind a value.
#pragma once

#include <string_view>
#include <vector>

#include "toml_cursor.hpp"
#include "toml_names.hpp"

namespace atelier::host {

// Reads a key, with dots or without. `where`: what it is, for messages: "the name of a table"; "" of a value's. False
// when it is none, which is added to `mistakes`.
bool read_toml_key(TomlCursor& in, TomlKey& key, std::string_view where, std::vector<Mistake>& mistakes);
// Reads the `=` behind a key. `line`: the key begins a line, else it stands in braces.
bool read_toml_equals(TomlCursor& in, const TomlKey& key, bool line, std::vector<Mistake>& mistakes);

// Of what is next, which cannot belong to a key.
Mistake letter_of_key(const TomlCursor& in, std::string_view where);
// Of what is next, behind the value of `key` or ("") a header, where the line should end.
Mistake behind_value(const TomlCursor& in, const std::string& key);

}  // namespace atelier::host
