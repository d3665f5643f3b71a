// What the transparency log says of applications and rules (docs/formats/log-objects.md). Private to review.
#pragma once
#include "ledger/ledger.hpp"
#include "review/review_store.hpp"

namespace yiguan::review {

/// SHA-256, 64 small hexadecimal digits.
std::string hash_of(std::string_view content);
std::string content_of(const store::Version& version);
std::string content_of(const store::RuleVersion& version);

}  // namespace yiguan::review
