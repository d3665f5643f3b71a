// Content codings: what a client takes.
#pragma once
#include <string_view>

namespace yiguan::api {

/// True when `coding` ("gzip", "br") is named in Accept-Encoding and not refused there with q=0 (RFC 9110 section
/// 12.5.3). "*" does not count: who takes everything gets what is sent as it is.
bool takes_coding(std::string_view accept_encoding, std::string_view coding);

}  // namespace yiguan::api
