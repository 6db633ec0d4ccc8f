// What a finished stage gives, checked before anything takes it.
#pragma once

#include <atelier/kinds/stage.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "call_host.hpp"
#include "language/catalog.hpp"

namespace atelier::host {

// Asks `opened` for each output that the component declares. Each must come, be of the declared type, and as a path be
// there ("": none). A refusal with ATELIER_E_INVALID passes: the stage's options did not ask for that output, and
// whoever takes it is told. The call notes those that are numbers. Throws atelier::Error naming the component, the port
// and the path. Gives those that are numbers or texts, or lists of them, by port. [main]
std::map<std::string, nlohmann::json> check_outputs(const ComponentInfo& component, const atelier_stage_v1& stage,
                                                    CallHost& call, void* opened);

}  // namespace atelier::host
