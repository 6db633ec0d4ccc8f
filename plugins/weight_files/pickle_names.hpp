// What a name in a pickle ("torch._utils _rebuild_tensor_v2") may mean in a file of weights. Names that are not listed
// mean nothing: whoever meets one refuses the file. No name is ever looked up anywhere, and nothing is called. [any]
#pragma once

#include <string>

namespace atelier::weight_files {

enum class Meaning {
  kRefused,
  kDict,            // OrderedDict and its like: a dictionary
  kList,            // set and its like: a list
  kTensor,          // _rebuild_tensor, _rebuild_tensor_v2, _rebuild_qtensor
  kTensorOfType,    // _rebuild_tensor_v3: the same with its type as an argument
  kParameter,       // _rebuild_parameter and its like: the tensor that is its first argument
  kTensorSubclass,  // _rebuild_from_type_v2: calls its first argument with its third
  kPassedThrough,   // torch.jit._pickle's builders: their first argument
  kStorageType,     // FloatStorage …
  kPlainData,       // a class of plain data that checkpoints carry (Namespace, Size, dtype …): kept as a bag
};

// module_and_name: as the opcode GLOBAL has it, with a space between.
Meaning meaning_of(const std::string& module_and_name);

}  // namespace atelier::weight_files
