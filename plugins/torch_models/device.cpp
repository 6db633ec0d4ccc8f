#include "device.hpp"

#include <algorithm>
#include <charconv>
#include <climits>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "dlpack.hpp"
#include "tensor_memory.hpp"

namespace atelier::torch_models {

at::Device device_named(const std::string& name) {
  if (name == "cpu") return at::Device(at::kCPU);
  const bool has_gpu = at::hasCUDA();
  if (name == "auto") return has_gpu ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);

  int index = 0;
  const bool numbered = name.rfind("cuda:", 0) == 0;
  if (numbered) {
    const char* end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + 5, end, index);
    if (parsed.ec != std::errc() || parsed.ptr != end || index < 0 || index > 127) index = -1;
  }
  if ((!numbered && name != "cuda") || index < 0)
    throw Error(ATELIER_E_INVALID, text("there is no device `", name, "`: use auto, cpu, cuda or cuda:N"));
  if (!has_gpu)
    throw Error(ATELIER_E_INVALID,
                text("device `", name, "`: LibTorch sees no GPU here; use device = \"cpu\" or \"auto\""));
  const int count = c10::impl::VirtualGuardImpl(at::kCUDA).deviceCount();
  if (index >= count)
    throw Error(ATELIER_E_INVALID,
                text("device `", name, "`: LibTorch sees ", count, count == 1 ? " GPU" : " GPUs", " here, cuda:0",
                     count == 1 ? "" : text(" to cuda:", count - 1), "; use one of them, or device = \"auto\""));
  return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
}

namespace {

// What is freed stays: large tensors have a place of their own, and malloc, which oneDNN asks for room to work in,
// never makes a mapping for one piece, never gives pages back, and grows in large steps. Where something else than
// glibc's malloc is in place, it does as it does.
void keep_memory() {
  keep_tensors_together();
#ifdef __GLIBC__
  constexpr int kGrowth = 64 << 20;
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  mallopt(M_TOP_PAD, kGrowth);
#endif
}

// LibTorch's own default lets cuDNN round the factors of float32 convolutions to 10 bits (TF32). Who asks for float32
// gets it, and the same labels on either device; bfloat16 is there for speed.
void keep_float32() { at::globalContext().setAllowTF32CuDNN(false); }

}  // namespace

void use_threads(const Call& call) {
  static const bool prepared = (keep_memory(), keep_float32(), true);
  (void)prepared;
  static const int budget = static_cast<int>(std::min(call.threads(), 1024u));
  thread_local bool set = false;  // OpenMP keeps the size per calling thread
  if (set) return;
  at::set_num_threads(budget);
  // Each thread of the pool makes what LibTorch keeps for it, while there is memory: later it would wait for ever.
  at::parallel_for(0, budget, 1, [](int64_t, int64_t) { at::get_num_threads(); });
  set = true;
}

DeviceOrder::DeviceOrder([[maybe_unused]] const Call& call, at::Device device) : device_(device) {
#ifdef ATELIER_TORCH_CUDA
  if (!device.is_cuda()) return;
  if (void* stream = call.stream(given_device(device)))
    stream_.emplace(c10::cuda::getStreamFromExternal(static_cast<cudaStream_t>(stream), device.index()));
#endif
}

void DeviceOrder::finish() const {
#ifdef ATELIER_TORCH_CUDA
  if (stream_) return;
#endif
  synchronise(device_);
}

}  // namespace atelier::torch_models
