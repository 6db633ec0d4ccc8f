// The colours of palette PNGs.
#pragma once

#include <string>

namespace atelier::masks {

// The 768 bytes of a PLTE chunk, RGB: the colours of the Pascal VOC development kit, where the bits of the label are
// dealt out to red, green and blue from the highest bit down. Void, 255, is (224,224,192). [any]
std::string voc_palette();

}  // namespace atelier::masks
