// Characters whose memory grows without being filled with zeros and, where the system can, without being copied: what
// is reserved but not written costs nothing.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

namespace annotation_json {

class TextBuffer {
 public:
  TextBuffer() = default;
  explicit TextBuffer(size_t size) { grow(size); }
  TextBuffer(TextBuffer&& from) noexcept : data_(std::move(from.data_)), size_(std::exchange(from.size_, 0)) {}
  TextBuffer& operator=(TextBuffer&& from) noexcept {
    data_ = std::move(from.data_);
    size_ = std::exchange(from.size_, 0);
    return *this;
  }

  char* data() { return data_.get(); }
  const char* data() const { return data_.get(); }
  size_t size() const { return size_; }
  char& operator[](size_t at) { return data_.get()[at]; }
  // To at least that size; what is there stays.
  void grow(size_t size) {
    if (size <= size_) return;
    void* grown = std::realloc(data_.get(), size);
    if (!grown) throw std::bad_alloc();
    (void)data_.release();
    data_.reset(static_cast<char*>(grown));
    size_ = size;
  }

 private:
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };
  std::unique_ptr<char, Free> data_;
  size_t size_ = 0;
};

}  // namespace annotation_json
