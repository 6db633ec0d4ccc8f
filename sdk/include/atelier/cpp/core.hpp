// Atelier SDK, C++17 layer: errors, calls and small types.
//
// Inside a plugin errors are exceptions (atelier::Error); at the boundary guard() turns whatever was thrown into a
// status code and a text. Call wraps an atelier_call; its functions may be used from any thread.
#pragma once

#include <cstdint>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "../call.h"

namespace atelier {

inline std::string_view view(atelier_str s) { return {s.data, static_cast<size_t>(s.size)}; }
inline std::string str(atelier_str s) { return std::string(view(s)); }
constexpr atelier_str c_str(std::string_view s) { return {s.data(), s.size()}; }

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
  unsigned threads() const { return raw_->threads ? raw_->threads : 1; }

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
    atelier_event event{};
    event.struct_size = sizeof event;
    event.type = type;
    event.name = c_str(name);
    event.step = step;
    return event;
  }
  const atelier_call* raw_;
};

// Throws when a call into another component failed; that component has reported the text.
inline void check(int32_t status) {
  if (status != ATELIER_OK) throw Reported(status);
}

// A call for trying something: failures are kept here instead of reaching the caller; all else is passed on.
//   Attempt attempt(call);
//   try { samples.load(attempt.call(), i); } catch (const std::exception&) { … attempt.text() … }
class Attempt {
 public:
  explicit Attempt(const Call& outer) : outer_(outer.raw()) {
    raw_ = *outer_;
    raw_.struct_size = sizeof raw_;
    raw_.context = this;
    raw_.fail = [](const atelier_call* c, int32_t, atelier_str message) noexcept {
      auto& self = *static_cast<Attempt*>(c->context);
      if (self.text_.empty()) self.text_ = str(message);
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
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  Call call() const { return Call(&raw_); }
  // What failed, or "" when nothing reported. For use on one thread at a time.
  const std::string& text() const { return text_; }

 private:
  static const atelier_call* outer_of(const atelier_call* c) { return static_cast<Attempt*>(c->context)->outer_; }
  const atelier_call* outer_;
  atelier_call raw_;
  std::string text_;
};

namespace detail {

// Runs `body`; whatever it throws becomes a status code, and its text goes to the call with the name of who threw.
template <class Body>
int32_t guard(const atelier_call* call, std::string_view who, Body&& body) noexcept {
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
    return e.code();
  } catch (const Error& e) {
    call->fail(call, e.code(), c_str(e.what()));
    return e.code();
  } catch (const std::bad_alloc&) {
    return report(ATELIER_E_INTERNAL, "out of memory");
  } catch (const std::exception& e) {
    return report(ATELIER_E_INTERNAL, e.what());
  } catch (...) {
    return report(ATELIER_E_INTERNAL, "threw something that is no std::exception");
  }
}

}  // namespace detail

// Base of every component class: knows its component's id, for messages.
class Instance {
 public:
  Instance() = default;
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  virtual ~Instance() = default;
  std::string_view component_id() const { return component_id_; }
  void set_component_id(std::string_view id) { component_id_ = id; }

 private:
  std::string_view component_id_;
};

}  // namespace atelier
