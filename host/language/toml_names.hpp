// Which keys and tables a text of TOML has so far, and where each was first: what can be there only once.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "toml_mistakes.hpp"

namespace atelier::host {

struct TomlKeyPart {
  std::string name;
  Stretch at;
};
using TomlKey = std::vector<TomlKeyPart>;

std::string dotted(const TomlKey& key);

class TomlNames {
 public:
  enum class Kind {
    kValue,
    kInline,   // { … }: nothing can be added to it
    kImplied,  // [a.b] makes `a`, which a header of its own may follow
    kDotted,   // a.b = 1 makes `a`, which no header can follow
    kHeader,   // [a]
    kTables,   // [[a]]
  };
  struct Node {
    Kind kind = Kind::kImplied;
    Stretch at;
    std::map<std::string, std::unique_ptr<Node>> below = {};
  };

  Node& root() { return root_; }

  // The table that a header opens, [key] or [[key]]; null when it cannot be, which is added to `mistakes`.
  Node* open(const TomlKey& key, bool list, std::vector<Mistake>& mistakes);
  // The place of a value in a table, whose header is `header` ("" at the root); null as above.
  Node* define(Node& table, const std::string& header, const TomlKey& key, std::vector<Mistake>& mistakes);

 private:
  Node root_{Kind::kHeader, {}};
};

}  // namespace atelier::host
