// Outcomes are values, faults are exceptions (docs/decisions/0002-results.md).
#pragma once
#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/throw_bad_result_access.hpp>
#include <boost/outcome/try.hpp>
#include <string>
#include <vector>

#include "core/error_codes.hpp"

namespace yiguan {

/// What a caller did wrong and can put right. `detail` is for people, in Chinese; tests compare `code` and `pointer`.
struct Error {
    Code code;
    std::string
        pointer;         ///< JSON pointer of the offending input (RFC 6901), "" for the whole; in codes: "@<position>".
    std::string detail;  ///< One Chinese sentence that names the rule. Never holds a secret or personal data.
    std::string field{};          ///< The field's Chinese name, if it has one (出厂编号).
    std::string value{};          ///< The refused value, shortened; left empty for anything private.
    std::vector<Error> others{};  ///< Further violations found in the same input.
};

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

template <class T>
using Result = outcome::basic_result<T, Error, outcome::policy::throw_bad_result_access<Error, void>>;

}  // namespace yiguan

#define TRY BOOST_OUTCOME_TRY
#define TRY_VOID BOOST_OUTCOME_TRYV
