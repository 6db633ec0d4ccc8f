// Damages files at random. What comes out is a function of the bytes and of the state of the generator alone.
//
// Each function makes a few changes: flipped, cut out, doubled and exchanged bytes everywhere, and what hurts the
// reader of that format most.
#pragma once

#include <atelier/cpp/random.hpp>
#include <string>
#include <string_view>

namespace fuzz {

using atelier::Random;

// Bytes of no known form.
std::string mutate_bytes(std::string bytes, Random& random);
// Also tokens: numbers become other numbers, values, members and items move, vanish and multiply.
std::string mutate_json(std::string text, Random& random);
// Lines and words, for the small text formats.
std::string mutate_lines(std::string text, Random& random);
// Also chunks. In half of the cases every checksum is right again afterwards, so that the damage gets past it.
std::string mutate_png(std::string bytes, Random& random);
// Also segments and their lengths; the pixels' stream keeps its stuffed bytes in half of the cases.
std::string mutate_jpeg(std::string bytes, Random& random);
// Also opcodes, names and numbers of pickles, records of archives (their offsets right again), JSON headers.
std::string mutate_weights(std::string bytes, Random& random);

// The one that fits the file's name and first bytes.
std::string mutate(std::string_view name, std::string bytes, Random& random);

}  // namespace fuzz
