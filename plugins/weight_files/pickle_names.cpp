#include "pickle_names.hpp"

#include <map>
#include <string_view>

#include "weight_files/dtype.hpp"

namespace atelier::weight_files {
namespace {

// Each name has been seen in files that people have: state_dicts, TorchScript, torchvision's references (argparse),
// mmengine (HistoryBuffer, numpy), Lightning (AttributeDict), detectron2 (CfgNode).
const std::map<std::string_view, Meaning>& meanings() {
  static const std::map<std::string_view, Meaning> table = {
      {"collections OrderedDict", Meaning::kDict},
      {"collections Counter", Meaning::kDict},
      {"collections defaultdict", Meaning::kDict},
      {"addict.addict Dict", Meaning::kDict},
      {"addict Dict", Meaning::kDict},
      {"mmcv.utils.config ConfigDict", Meaning::kDict},
      {"mmengine.config.config ConfigDict", Meaning::kDict},
      {"pytorch_lightning.utilities.parsing AttributeDict", Meaning::kDict},
      {"lightning_fabric.utilities.data AttributeDict", Meaning::kDict},
      {"lightning.fabric.utilities.data AttributeDict", Meaning::kDict},
      {"yacs.config CfgNode", Meaning::kDict},
      {"easydict EasyDict", Meaning::kDict},
      {"__builtin__ dict", Meaning::kDict},
      {"builtins dict", Meaning::kDict},
      {"__builtin__ set", Meaning::kList},
      {"builtins set", Meaning::kList},
      {"__builtin__ frozenset", Meaning::kList},
      {"builtins frozenset", Meaning::kList},
      {"collections deque", Meaning::kList},
      {"torch Size", Meaning::kList},
      {"torch._utils _rebuild_tensor", Meaning::kTensor},
      {"torch._utils _rebuild_tensor_v2", Meaning::kTensor},
      {"torch._utils _rebuild_qtensor", Meaning::kTensor},
      {"torch._utils _rebuild_tensor_v3", Meaning::kTensorOfType},
      {"torch._utils _rebuild_parameter", Meaning::kParameter},
      {"torch._utils _rebuild_parameter_with_state", Meaning::kParameter},
      {"torch._tensor _rebuild_from_type_v2", Meaning::kTensorSubclass},
      {"torch.jit._pickle build_intlist", Meaning::kPassedThrough},
      {"torch.jit._pickle build_doublelist", Meaning::kPassedThrough},
      {"torch.jit._pickle build_boollist", Meaning::kPassedThrough},
      {"torch.jit._pickle build_tensorlist", Meaning::kPassedThrough},
      {"torch.jit._pickle build_tensor_from_id", Meaning::kPassedThrough},
      {"torch.jit._pickle restore_type_tag", Meaning::kPassedThrough},
      {"argparse Namespace", Meaning::kPlainData},
      {"types SimpleNamespace", Meaning::kPlainData},
      {"torch Tensor", Meaning::kPlainData},
      {"torch._tensor Tensor", Meaning::kPlainData},
      {"torch.nn.parameter Parameter", Meaning::kPlainData},
      {"torch.nn.parameter Buffer", Meaning::kPlainData},
      {"torch device", Meaning::kPlainData},
      {"torch per_tensor_affine", Meaning::kPlainData},
      {"torch per_channel_affine", Meaning::kPlainData},
      {"torch.serialization _get_layout", Meaning::kPlainData},
      {"numpy dtype", Meaning::kPlainData},
      {"numpy ndarray", Meaning::kPlainData},
      {"numpy.core.multiarray scalar", Meaning::kPlainData},
      {"numpy.core.multiarray _reconstruct", Meaning::kPlainData},
      {"numpy._core.multiarray scalar", Meaning::kPlainData},
      {"numpy._core.multiarray _reconstruct", Meaning::kPlainData},
      {"_codecs encode", Meaning::kPlainData},
      {"datetime datetime", Meaning::kPlainData},
      {"datetime date", Meaning::kPlainData},
      {"datetime timedelta", Meaning::kPlainData},
      {"pathlib PosixPath", Meaning::kPlainData},
      {"pathlib WindowsPath", Meaning::kPlainData},
      {"pathlib PurePosixPath", Meaning::kPlainData},
      {"pathlib PureWindowsPath", Meaning::kPlainData},
      {"pathlib._local PosixPath", Meaning::kPlainData},
      {"pathlib._local WindowsPath", Meaning::kPlainData},
      {"mmengine.logging.history_buffer HistoryBuffer", Meaning::kPlainData},
  };
  return table;
}

}  // namespace

Meaning meaning_of(const std::string& name) {
  const auto it = meanings().find(name);
  if (it != meanings().end()) return it->second;
  const bool script = name.starts_with("__torch__.") || name.starts_with("__torch__ ");
  if (script) return Meaning::kPlainData;  // a class of a TorchScript archive
  if (name == "torch.storage UntypedStorage" || name == "torch UntypedStorage") return Meaning::kStorageType;
  if (name.starts_with("torch ")) {
    const std::string_view last = std::string_view(name).substr(6);
    if (dtype_of_storage(last)) return Meaning::kStorageType;
    if (dtype_named(last)) return Meaning::kPlainData;
  }
  return Meaning::kRefused;
}

}  // namespace atelier::weight_files
