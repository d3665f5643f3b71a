// Passwords that an approval brings (C-20). Private to api.
#pragma once
#include "review/review.hpp"

namespace yiguan::api {

/// A random one with its hash. Cost: one hashing, for the lane of passwords.
review::InitialPassword initial_password();

}  // namespace yiguan::api
