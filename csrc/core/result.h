// Errors are values inside the core. Only bindings/ turns them into exceptions.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace zc {

enum class ErrorCode : std::uint8_t {
  invalid_argument,
  closed,
  unsupported,
  device_error,
  device_lost,
  stale_handle,
  invalid_size,
  unsupported_format,
  not_device_resident,
  import_failed,
  frame_pool_exhausted,
};

struct Error {
  ErrorCode code = ErrorCode::device_error;
  std::string message;  // a full sentence: the value, the limit and the way out
};

// Either a value or an Error. value() and error() may only be called on the side that is there.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<std::monostate, Error> state_;
};

}  // namespace zc
