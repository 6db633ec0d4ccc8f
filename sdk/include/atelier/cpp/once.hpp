// Atelier SDK, C++17 layer: something made once, when it is first asked for, together with the failure to make it.
//
// For a reader whose index takes long: `describe` may be called by many threads, the first one makes the index with the
// threads of its call, the others wait, and a broken file gives the same failure to all of them, at any time.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>

#include "core.hpp"

namespace atelier {

template <class T>
class Once {
 public:
  // Gives the value, made by make(call) -> T when there is none yet; T need not be movable. Throws what that threw,
  // always with its text; an interrupt alone is not kept. Costs one load once the value is there. [any]
  template <class Make>
  const T& get(const Call& call, Make&& make) const {
    if (const T* ready = ready_.load(std::memory_order_acquire)) return *ready;
    const std::lock_guard lock(mutex_);
    if (!value_ && !failure_) attempt(call, make);
    if (failure_) std::rethrow_exception(failure_);
    return *value_;
  }

 private:
  template <class Make>
  void attempt(const Call& call, Make& make) const {
    const Attempt attempt(call);
    try {
      value_.reset(new const T(make(attempt.call())));
      ready_.store(value_.get(), std::memory_order_release);
    } catch (const Reported& e) {
      // Reported to the attempt, which nobody sees: from now on it has its text with it.
      keep(e.code(), std::make_exception_ptr(Error(e.code(), attempt.text())));
    } catch (const Error& e) {
      keep(e.code(), std::current_exception());
    } catch (...) {
      keep(ATELIER_E_INTERNAL, std::current_exception());
    }
  }
  void keep(int32_t code, std::exception_ptr thrown) const {
    if (code == ATELIER_E_CANCELLED) std::rethrow_exception(thrown);
    failure_ = std::move(thrown);
  }

  mutable std::mutex mutex_;
  mutable std::unique_ptr<const T> value_;
  mutable std::atomic<const T*> ready_{nullptr};
  mutable std::exception_ptr failure_;
};

}  // namespace atelier
