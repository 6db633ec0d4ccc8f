// What a function gives that can fail: a value, or why there is none. Between rooms, and between the files of a room,
// failures are returned. Exceptions stay inside a file, with two exceptions: what is done for a component inside
// CallHost::attempt throws atelier::Error, as components do, and it ends there; and reading JSON that the program wrote
// itself throws until the reader of the whole document catches it. [any]
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace atelier::host {

struct Failure {
  std::string reason;        // a sentence that reads well after the name of what failed
  std::string details = {};  // further lines, or ""
  int status = 0;            // who returns it says what this is: an exit code, an ATELIER_E_…; 0: nothing

  // The same, said of a thing of that name: "NAME: REASON".
  Failure of(const std::string& name) const { return {name + ": " + reason, details, status}; }
  std::string text() const { return details.empty() ? reason : reason + '\n' + details; }
};

// `if (!result) return result.failure();`, and then `*result`.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}

  explicit operator bool() const { return state_.index() == 0; }
  // Only of a success. `*std::move(result)` moves the value out.
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  // Only of a failure.
  const Failure& failure() const { return std::get<1>(state_); }

 private:
  std::variant<T, Failure> state_;
};

// Of what gives nothing but that it went well: `return {};`.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Failure failure) : failure_(std::move(failure)) {}

  explicit operator bool() const { return !failure_; }
  // Only of a failure.
  const Failure& failure() const { return failure_.value(); }

 private:
  std::optional<Failure> failure_;
};

}  // namespace atelier::host
