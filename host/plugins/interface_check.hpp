// Looks at the interface of an object before anything uses it: is it of the kind it claims, long enough, complete?
#pragma once

#include <string>
#include <string_view>

namespace atelier::host {

// "" or what is wrong with `iface`, which is to be of `kind` ("atelier.samples/1"); reads well after the name of who
// offers it. Kinds of the SDK are held against its rules (atelier/kinds.h); of any other kind only the head is known.
std::string refuse_interface(std::string_view kind, const void* iface);

}  // namespace atelier::host
