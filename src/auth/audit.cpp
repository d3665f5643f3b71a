#include <algorithm>

#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::size_t detail_bytes_max = 4000;

// Cut between two characters, because a broken one would be no text for PostgreSQL.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0) == 0x80) --bytes_max;
    return text.substr(0, bytes_max);
}

}  // namespace

void audit(db::Tx& tx, const Actor& actor, const AuditEntry& entry) {
    auto kept = entry;
    kept.detail = cut(entry.detail, detail_bytes_max);
    store::insert_audit(tx, actor, kept);
}

std::vector<AuditRow> audit_trail(db::Tx& tx, std::string_view object_kind, std::int64_t object_id, std::int64_t after,
                                  int limit) {
    return store::audit_rows(tx, object_kind, object_id, after, std::clamp(limit, 1, 1000));
}

}  // namespace yiguan::auth
