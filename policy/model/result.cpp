// SPDX-License-Identifier: Apache-2.0
#include "policy/model/result.h"

#include <utility>

namespace portlaw {

std::string ToString(const Error& error) {
  std::string text = ToString(error.source);
  if (!text.empty()) text += ": ";
  text += error.what;
  if (!error.advice.empty()) text += "; " + error.advice;
  return text;
}

tl::unexpected<Error> Fail(Source source, std::string what, std::string advice) {
  return tl::make_unexpected(Error{std::move(source), std::move(what), std::move(advice)});
}

tl::unexpected<Errors> FailMany(Error error) {
  Errors errors;
  errors.push_back(std::move(error));
  return tl::make_unexpected(std::move(errors));
}

}  // namespace portlaw
