// What the mutators share.
#pragma once

#include <atelier/cpp/random.hpp>
#include <iterator>
#include <string>

namespace fuzz {

using atelier::Random;

template <class List>
auto pick(const List& list, Random& random) {
  return *(std::begin(list) + static_cast<ptrdiff_t>(random.below(std::size(list))));
}

// One change of bytes anywhere.
void edit_bytes(std::string& bytes, Random& random);

// A number, or nearly one, on which readers stumble.
std::string odd_number(Random& random);

}  // namespace fuzz
