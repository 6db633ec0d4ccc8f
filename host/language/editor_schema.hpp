// A JSON Schema of workflows for editors: completion, docs and errors while typing, for the components of a catalog.
//
// Draft 7 without `oneOf`, as the taplo tool (and the editors that use it) takes it. taplo judges with the whole
// schema, but completes and documents only by `properties`, through `anyOf` and `$ref`, never through `if`; so each
// table is judged by `if use is … then …`, and beside that has an `anyOf` which lists all components and, beginning
// with what is always true, refuses nothing.
//
// It refuses less than `check`: what another layer, a reference or a parameter brings, it cannot know. Nothing that
// `check` takes is refused. [any]
#pragma once

#include <nlohmann/json.hpp>

#include "catalog.hpp"

namespace atelier::host {

nlohmann::ordered_json editor_schema(const Catalog& catalog);

}  // namespace atelier::host
