// Looks at the interface of an object before anything uses it: is it of the kind it claims, long enough, complete?
#pragma once

#include <string_view>

#include "words/result.hpp"

namespace atelier::host {

// What is wrong with `iface`, which is to be of `kind` ("atelier.samples/1"), reads well after the name of who offers
// it and a colon. Kinds of the SDK are held against its rules (atelier/kinds.h); of any other kind only the head is
// known.
Result<void> check_interface(std::string_view kind, const void* iface);

}  // namespace atelier::host
