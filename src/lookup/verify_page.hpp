// /verify/{code}: the page whose script (web/verify) fetches the proof of a code's history and checks it in the
// browser.
#pragma once
#include "lookup/page.hpp"

namespace yiguan::lookup {

struct VerifyInput {
    Lang lang = Lang::zh;
    bool large = false;                   ///< 大字版, `?e=1`.
    std::string_view code{};              ///< Of this node.
    std::string_view official_address{};  ///< Domain of the platform, shown as words.
};
/// Some 9 KB. Everything is escaped. Without a script the page says how to check with tracever.
std::string render_verify(const VerifyInput& input);

/// The script, and where it is served: the path changes with its bytes, so it may be cached for ever.
struct Script {
    std::string path;          ///< "/assets/verify-<16 hexadecimal digits>.js"
    std::string_view bytes;    ///< UTF-8
    std::string_view gzipped;  ///< The same with gzip.
};
const Script& verify_script();

/// Content-Security-Policy of that page: the script and what it fetches come from here, styles inline.
inline constexpr std::string_view verify_security_policy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'unsafe-inline'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

}  // namespace yiguan::lookup
