// Personal values, each sealed with the key of its subject; the keys stand in a store of their own
// (<data>/subjects.db), so that destroying one closes its values in every copy of the database.
#pragma once
#include <filesystem>
#include <memory>

#include "ledger/ledger.hpp"

namespace yiguan::ledger {

/// 32 hexadecimal digits: HMAC of the person's mark (a telephone number where one is found in the value, else the value
/// itself without spaces) under the node's key. Equal persons have equal subjects, nobody else can compute them.
using Subject = std::string;

/// Thread-safe. Opened beside the database; PostgreSQL nodes keep it on a disk that all of them reach, or each its own.
class SubjectKeys {
public:
    /// `wrapping`: key-encryption key (KeyFile::derive "subject keys"); `marking`: of Subject.
    SubjectKeys(std::filesystem::path file, std::array<std::byte, 32> wrapping, std::array<std::byte, 32> marking);
    ~SubjectKeys();
    Subject subject_of(std::string_view value) const;
    /// Makes the subject's key when there is none; on disk before it returns.
    std::string seal(const Subject& subject, std::string_view associated, std::string_view value);
    /// Nothing when the key was destroyed, or the bytes were changed.
    std::optional<std::string> open(const Subject& subject, std::string_view associated, std::string_view sealed) const;
    /// Overwrites and deletes the key (secure_delete), then empties the write-ahead log. Idempotent.
    bool destroy(const Subject& subject);
    bool knows(const Subject& subject) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// One personal value on its way into a record.
struct PersonalValue {
    std::uint16_t field_id = 0;  ///< Field::personal and up, its number in the record.
    std::string field_key;       ///< Of the template: "customer".
    std::string value;
};
/// Stores the values of the record at `position` with fresh salts. @return the hashes of their entries, in order.
std::vector<proof::Hash> keep_personal(db::Tx& tx, SubjectKeys& keys, db::Position position,
                                       std::span<const PersonalValue> values);
/// Those of a record that can still be opened, with their salts; erased ones have no value.
struct KeptValue {
    std::uint16_t field_id = 0;
    std::string field_key;
    Subject subject;
    std::optional<proof::PrivateField> field;
};
std::vector<KeptValue> personal_of(db::Tx& tx, const SubjectKeys& keys, db::Position position);

struct Erased {
    std::vector<db::Position> records;
    std::size_t values = 0;
    db::Position leaf;  ///< The erasure's own record.
};
/// Destroys the key, deletes the rows, appends the erasure leaf (record indices, field ids, ground; not the person).
/// May be repeated after a crash at any point. Code::conflict under a legal hold that has not ended; Code::not_found.
Result<Erased> erase_subject(db::Database& database, SubjectKeys& keys, const Subject& subject, std::string_view ground,
                             UserId by);
/// Values that an erasure leaf names and that can still be opened, or whose rows are still there: one sentence each.
std::vector<std::string> check_erasures(db::Tx& tx, const SubjectKeys& keys, std::size_t limit = 100);

}  // namespace yiguan::ledger
