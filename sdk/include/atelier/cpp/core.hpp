// Atelier SDK, C++17 layer: errors, calls and small types.
//
// Inside a plugin errors are exceptions (atelier::Error); at the boundary guard() turns whatever was thrown into a
// status code and a text. Call wraps an atelier_call; its functions may be used from any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "../plugin.h"

namespace atelier {

inline std::string_view view(atelier_str s) { return {s.data, static_cast<size_t>(s.size)}; }
inline std::string str(atelier_str s) { return std::string(view(s)); }
constexpr atelier_str c_str(std::string_view s) { return {s.data(), s.size()}; }

// A struct of the ABI with nothing in it but its size: to be filled as an in-struct, or handed out as an out-struct.
template <class T>
constexpr T blank() {
  T made{};
  made.struct_size = sizeof(T);
  return made;
}

// As much of a struct as its owner filled and this side knows; the rest is zero, which always means "not said". So a
// field may be read from the copy whatever the owner was built with.
template <class T>
T known(const T& given) {
  T copy{};
  const uint32_t size = std::min<uint32_t>(given.struct_size, sizeof(T));
  std::memcpy(static_cast<void*>(&copy), static_cast<const void*>(&given), size);
  copy.struct_size = size;
  return copy;
}

// Fills a caller's out-struct: no more than it has room for.
template <class T>
void give(T* out, const T& made) {
  atelier_give(out, &made, sizeof made);
}

// The struct of an extension that `object` has, or null. `floor`: what is needed of it, *_FLOOR.
template <class T>
const T* extension_of(atelier_object object, const char* id, uint32_t floor) {
  return static_cast<const T*>(atelier_extension_of(object, id, floor));
}

// Puts its arguments together as one text: text("row ", 3, ": ", name).
template <class... Args>
std::string text(const Args&... args) {
  std::ostringstream out;
  (out << ... << args);
  return out.str();
}

// std::span for C++17, as much of it as is needed.
template <class T>
class span {
 public:
  constexpr span() = default;
  constexpr span(T* data, size_t size) : data_(data), size_(size) {}
  template <class Container, class = decltype(std::declval<Container&>().data())>
  constexpr span(Container& c) : data_(c.data()), size_(c.size()) {}
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size_; }
  constexpr T* data() const { return data_; }
  constexpr size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T& operator[](size_t i) const { return data_[i]; }

 private:
  T* data_ = nullptr;
  size_t size_ = 0;
};

// A failure with its status code and a text for the user.
class Error : public std::exception {
 public:
  Error(int32_t code, std::string what) : code_(code), what_(std::move(what)) {}
  int32_t code() const { return code_; }
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  int32_t code_;
  std::string what_;
};

// A failure whose text has already been reported through the call.
class Reported : public std::exception {
 public:
  explicit Reported(int32_t code) : code_(code) {}
  int32_t code() const { return code_; }
  const char* what() const noexcept override { return "a failure that was already reported"; }

 private:
  int32_t code_;
};

// The other side's view of a call. Copies are cheap. [any]
class Call {
 public:
  explicit Call(const atelier_call* raw) : raw_(raw) {}
  const atelier_call* raw() const { return raw_; }
  // How many threads this call may keep busy, its own included. With 1, parts are called from one thread at a time.
  unsigned threads() const { return raw_->threads ? raw_->threads : 1; }
  // The program; null in the test bench.
  const atelier_host* host() const { return raw_->host; }
  // The handle of the stream on which work on a device is ordered, or null: synchronise. See call.h.
  void* stream(atelier_device device) const { return atelier_stream_of(raw_, device); }

  void debug(std::string_view line) const { raw_->log(raw_, ATELIER_LOG_DEBUG, c_str(line)); }
  void info(std::string_view line) const { raw_->log(raw_, ATELIER_LOG_INFO, c_str(line)); }
  void warn(std::string_view line) const { raw_->log(raw_, ATELIER_LOG_WARNING, c_str(line)); }
  // A line of the answer itself: goes to stdout.
  void result(std::string_view line) const { raw_->log(raw_, ATELIER_LOG_RESULT, c_str(line)); }

  void progress(uint64_t done, uint64_t total, std::string_view unit) const {
    raw_->progress(raw_, done, total, c_str(unit));
  }
  bool cancelled() const { return raw_->cancelled(raw_) != 0; }
  void stop_if_cancelled() const {
    if (cancelled()) throw Error(ATELIER_E_CANCELLED, "interrupted");
  }

  void emit_scalar(std::string_view name, uint64_t step, double value) const {
    atelier_event event = make_event(ATELIER_EVENT_SCALAR, name, step);
    event.scalar = value;
    raw_->emit(raw_, &event);
  }
  void emit_text(std::string_view name, uint64_t step, std::string_view value) const {
    atelier_event event = make_event(ATELIER_EVENT_TEXT, name, step);
    event.text = c_str(value);
    raw_->emit(raw_, &event);
  }
  // picture: uint8 [H,W,3] RGB on the CPU.
  void emit_picture(std::string_view name, uint64_t step, const atelier_tensor& picture) const {
    atelier_event event = make_event(ATELIER_EVENT_PICTURE, name, step);
    event.picture = &picture;
    raw_->emit(raw_, &event);
  }

 private:
  static atelier_event make_event(uint32_t type, std::string_view name, uint64_t step) {
    atelier_event event = blank<atelier_event>();
    event.type = type;
    event.name = c_str(name);
    event.step = step;
    return event;
  }
  const atelier_call* raw_;
};

// Throws when a call into another component failed; that component has reported the text. A function that may give
// ATELIER_END is asked about that first.
inline void check(int32_t status) {
  if (status == ATELIER_END) throw Error(ATELIER_E_INTERNAL, "a component gave ATELIER_END where there is no end");
  if (status != ATELIER_OK) throw Reported(status);
}

// A call for trying something: failures are kept here instead of reaching the caller; all else is passed on.
//   Attempt attempt(call);
//   try { samples.load(attempt.call(), i); } catch (const std::exception&) { … attempt.text() … }
class Attempt {
 public:
  // threads: the budget of what is tried; 0: that of the outer call.
  explicit Attempt(const Call& caller, uint32_t threads = 0) : outer_(caller.raw()), raw_(known(*caller.raw())) {
    if (threads) raw_.threads = threads;
    owner_ = running(outer_);
    raw_.context = this;
    raw_.fail = [](const atelier_call* c, int32_t, atelier_str message) noexcept {
      auto& self = *static_cast<Attempt*>(c->context);
      try {
        std::string named = self.named(view(message));
        const std::lock_guard lock(self.mutex_);
        if (self.text_.empty()) self.text_ = std::move(named);
      } catch (...) {
      }
    };
    raw_.log = [](const atelier_call* c, int32_t level, atelier_str message) noexcept {
      const atelier_call* outer = outer_of(c);
      outer->log(outer, level, message);
    };
    raw_.progress = [](const atelier_call* c, uint64_t done, uint64_t total, atelier_str unit) noexcept {
      const atelier_call* outer = outer_of(c);
      outer->progress(outer, done, total, unit);
    };
    raw_.cancelled = [](const atelier_call* c) noexcept -> int32_t {
      const atelier_call* outer = outer_of(c);
      return outer->cancelled(outer);
    };
    raw_.emit = [](const atelier_call* c, const atelier_event* event) noexcept {
      const atelier_call* outer = outer_of(c);
      outer->emit(outer, event);
    };
    if (raw_.running)
      raw_.running = [](const atelier_call* c, atelier_str id) noexcept {
        const atelier_call* outer = outer_of(c);
        return outer->running(outer, id);
      };
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  Call call() const { return Call(&raw_); }
  // What failed, with the id of the component that reported it where that is another one than whoever tries; "" when
  // nothing reported. For use when what was tried has ended.
  const std::string& text() const { return text_; }

 private:
  static const atelier_call* outer_of(const atelier_call* c) { return static_cast<Attempt*>(c->context)->outer_; }
  // Who runs on this thread.
  static std::string running(const atelier_call* call) {
    if (!call->running) return {};
    const atelier_str who = call->running(call, {});
    call->running(call, who);
    return str(who);
  }
  std::string named(std::string_view message) const {
    const std::string who = running(outer_);
    const bool told = who.empty() || who == owner_ || message.substr(0, who.size()) == who;
    return told ? std::string(message) : atelier::text(who, ": ", message);
  }

  const atelier_call* outer_;
  atelier_call raw_;
  std::string owner_;  // who tries
  std::mutex mutex_;
  std::string text_;
};

namespace detail {

// For what a caller's sink answers: anything but ATELIER_OK ends the function that lists, and is what it returns.
inline void pass_on(int32_t status) {
  if (status != ATELIER_OK) throw Reported(status);
}

// Says that a component's function runs on this thread, as long as it lives.
class Running {
 public:
  // who "": nobody knows, and what was said before stands.
  Running(const atelier_call* call, std::string_view who) : call_(call->running && !who.empty() ? call : nullptr) {
    if (call_) before_ = call_->running(call_, c_str(who));
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (call_) call_->running(call_, before_);
  }

 private:
  const atelier_call* call_;
  atelier_str before_{};
};

// Runs `body`; whatever it throws becomes a status code, and its text goes to the call with the name of who threw.
template <class Body>
int32_t guard(const atelier_call* call, std::string_view who, Body&& body) noexcept {
  const Running running(call, who);
  const auto report = [&](int32_t code, std::string_view what) {
    try {
      const std::string message = text(who, who.empty() ? "" : ": ", what);
      call->fail(call, code, c_str(message));
    } catch (...) {
      call->fail(call, code, c_str(what));
    }
    return code;
  };
  try {
    body();
    return ATELIER_OK;
  } catch (const Reported& e) {
    return e.code() == ATELIER_OK ? report(ATELIER_E_INTERNAL, "threw a failure with the code of success") : e.code();
  } catch (const Error& e) {
    const bool failure = e.code() != ATELIER_OK && e.code() != ATELIER_END;
    const int32_t code = failure ? e.code() : ATELIER_E_INTERNAL;
    call->fail(call, code, c_str(e.what()));
    return code;
  } catch (const std::bad_alloc&) {
    return report(ATELIER_E_INTERNAL, "out of memory");
  } catch (const std::exception& e) {
    return report(ATELIER_E_INTERNAL, e.what());
  } catch (...) {
    return report(ATELIER_E_INTERNAL, "threw something that is no std::exception");
  }
}

}  // namespace detail

}  // namespace atelier
