// An e-mail as it travels: RFC 5322 with MIME. Private to message.
#pragma once
#include <string>

#include "message/gateway.hpp"

namespace yiguan::message {

/// A text/plain message in UTF-8, base64, lines ended by CRLF; the Message-ID is the message's id at the sender's host.
/// Addresses are those that is_address() takes; the title goes into encoded words (RFC 2047) of at most 75 characters.
std::string mail_text(const Outgoing& message, std::string_view from);

}  // namespace yiguan::message
