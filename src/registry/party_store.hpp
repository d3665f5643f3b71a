// Versions of stores and partners, one table for both. Private to registry.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "auth/actor.hpp"
#include "core/time.hpp"
#include "db/db.hpp"
#include "ledger/check.hpp"

namespace yiguan::registry {

namespace store {
enum class PartyKind : std::uint8_t { store = 1, partner = 2 };
enum class PartyAct : std::uint8_t { add = 1, change, suspend, resume };
struct PartyVersion {
    std::int64_t id = 0, version = 0;
    OrgId org;
    PartyKind kind{};
    PartyAct act{};
    UtcMs changed_at{};
    UserId changed_by{};
    std::string content{};
};
void insert_party_version(db::Tx& tx, const PartyVersion& version);
/// By id and version.
std::vector<PartyVersion> party_versions_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit);
std::optional<PartyVersion> newest_party_version(db::Tx& tx, std::int64_t id);
}  // namespace store

std::string content_of(const store::PartyVersion& version);
/// What a version with personal data says: its content, and what is sealed as hexadecimal digits.
std::string with_sealed(std::string_view content, std::string_view sealed);
/// The row of history, the record of the log, the row of the audit trail ("store.add").
void keep_party(db::Tx& tx, const auth::Actor& actor, store::PartyVersion version, std::string_view detail = {});
/// Stores and partners beside their versions, versions beside the log.
std::vector<std::string> check_parties(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::registry
