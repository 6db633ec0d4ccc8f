// Atelier SDK, C++17 layer: something made once, when it is first asked for, together with the failure to make it.
//
// For a reader whose index takes long: `describe` may be called by many threads, the first one makes the index with the
// threads of its call, the others wait, and a broken file gives the same failure to all of them, at any time.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "core.hpp"

namespace atelier {

template <class T>
class Once {
 public:
  // Gives the value, made by make(call) -> T when there is none yet. Throws what that threw, always with its text; an
  // interrupt alone is not kept. [any]
  template <class Make>
  const T& get(const Call& call, Make make) const {
    const std::lock_guard lock(mutex_);
    if (!value_ && !failure_) attempt(call, make);
    if (failure_) throw Error(*failure_);
    return *value_;
  }

 private:
  template <class Make>
  void attempt(const Call& call, Make make) const {
    Attempt attempt(call);
    std::optional<Error> failure;
    try {
      value_ = std::make_unique<const T>(make(attempt.call()));
    } catch (const Reported& e) {
      failure = Error(e.code(), attempt.text());
    } catch (const Error& e) {
      failure = e;
    }
    if (failure && failure->code() == ATELIER_E_CANCELLED) throw Error(*failure);
    failure_ = std::move(failure);
  }

  mutable std::mutex mutex_;
  mutable std::unique_ptr<const T> value_;
  mutable std::optional<Error> failure_;
};

}  // namespace atelier
