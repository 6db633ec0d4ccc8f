// Where LibTorch's large tensors on the CPU lie: in one stretch of addresses of their own, each as far down as it fits.
//
// A training step asks for the same gigabyte of features and gives it back, over and over. malloc puts small things
// that stay (what oneDNN remembers of its kernels) in between, and takes the hole that fits best wherever it is: what a
// step touched in all was a quarter more than what it held at its fullest, and grew from step to step. Pages are kept,
// so that they are not faulted in and cleared again.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <unordered_map>

namespace atelier::torch_models {

// First fit by address (Knuth, The Art of Computer Programming 2.5), with neighbours joined when they come free. [any]
class Stretch {
 public:
  // bytes: of addresses; memory is taken for what is used.
  explicit Stretch(size_t bytes);
  ~Stretch();
  Stretch(const Stretch&) = delete;
  Stretch& operator=(const Stretch&) = delete;

  // Null where there is no room. Aligned to 64 bytes.
  void* take(size_t bytes);
  // Whether it was taken here, and then it is free again.
  bool give_back(void* block);
  // How far up anything has ever lain.
  size_t touched() const { return touched_; }

 private:
  char* from_the_free(size_t bytes);
  char* from_the_end(size_t bytes);
  bool writable_up_to(size_t bytes);
  void set_free(char* block, size_t bytes);

  std::mutex mutex_;
  char* const start_;  // null: no addresses were to be had
  const size_t size_;
  size_t end_ = 0;  // behind the last block that is taken
  size_t writable_ = 0, touched_ = 0;
  std::map<char*, size_t> free_;
  std::unordered_map<char*, size_t> taken_;
};

// From now on LibTorch puts its large tensors on the CPU there, for as long as the process lives. Where the
// address space is limited (`ulimit -v`) malloc has them still. It does nothing under AddressSanitizer. [any]
void keep_tensors_together();

}  // namespace atelier::torch_models
