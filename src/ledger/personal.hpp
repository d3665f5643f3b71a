// Personal values, each sealed with the key of its subject. The keys stand in a file of their own (<data>/subjects), so
// that destroying one closes its values in every copy of the database. docs/formats/personal-values.md
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>

#include "crypto/crypto.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::ledger {

/// 32 hexadecimal digits: HMAC under the node's key of the person's mark: the mobile number in the value where there is
/// one, else the value without white space. The same person has the same subject; nobody else can compute it.
using Subject = std::string;

/// The first run of digits that is a mobile number: eleven that begin with 1, alone or behind 86 or 0086. Where there
/// is none, the same in the text without blanks and hyphens ("138 0013-8000"). Empty when there is none either.
std::string mobile_number_in(std::string_view text);

/// The file of keys: slots of 64 bytes, made by the thousand and on disk before one is given out, so that a key costs
/// no sync of its own. Which subject has which slot stands in the database (subject_key). A destroyed slot is zeros and
/// is never used again. Thread-safe, also between processes.
class SubjectKeys final : public db::Vault {
public:
    /// `wrapping` seals the keys in the file; `marking` makes subjects. The file is made (mode 0600) with the first
    /// key.
    SubjectKeys(std::filesystem::path file, const Key& wrapping, const Key& marking);
    ~SubjectKeys() override;
    SubjectKeys(const SubjectKeys&) = delete;

    Subject subject_of(std::string_view value) const override;
    /// Makes slots until there is this one. @throws std::system_error.
    void ensure(std::int64_t slot) override;
    /// Nothing for a slot that was destroyed or never made. @throws std::runtime_error for one that is damaged.
    std::optional<Key> key(std::int64_t slot) const override;
    /// On disk when it returns. Idempotent.
    void destroy(std::int64_t slot) override;
    Key sealing_key(std::string_view purpose) const override;
    const std::filesystem::path& file() const { return file_; }

private:
    int open_file(bool create) const;
    std::filesystem::path file_;
    Key wrapping_, marking_;
    mutable std::mutex mutex_;
};

/// One personal value on its way into a record.
struct PersonalValue {
    std::uint16_t field_id = 0;  ///< Field::personal and up, its number in the record.
    std::string field_key;       ///< Of the template: "customerName".
    std::string value;
    Subject subject;
};
/// Stores the values of the record at `position` with fresh salts. @return the hashes of their entries, in order.
std::vector<proof::Hash> keep_personal(db::Tx& tx, db::Position position, std::span<const PersonalValue> values);
struct KeptValue {
    std::uint16_t field_id = 0;
    std::string field_key;
    Subject subject;
    proof::Hash entry{};                       ///< What the record commits to.
    bool erased = false;                       ///< By an erasure record; the subject is empty then.
    std::optional<proof::PrivateField> field;  ///< Nothing when it was erased or its key was destroyed.
};
/// Those of a record whose rows are there. Cost: one look-up, and one for each subject.
std::vector<KeptValue> personal_of(db::Tx& tx, db::Position position);
/// Only their entries, in the order of the record: takes no keys.
std::vector<proof::Hash> personal_entries(db::Tx& tx, db::Position position);

/// Who asks for an erasure; stored in its leaf.
enum class Requester : std::uint8_t { subject = 1, organisation = 2, operator_ = 3, authority = 4 };

struct Erased {
    std::vector<db::Position> records;
    std::size_t values = 0;
    std::vector<db::Position> leaves;  ///< The erasure's own.
    std::vector<std::string> texts;    ///< What was erased, for the caller to look for copies; never stored or logged.
};
/// Destroys the key, empties the rows, appends erasure leaves (record indices, field ids, ground, requester's class;
/// not the person). After a crash at any point it may be called again. `ground`: 1..200 characters.
/// @return not_found when nothing is stored of the subject; conflict under a legal hold that has not ended.
Result<Erased> erase_subject(db::Database& database, const Subject& subject, std::string_view ground,
                             Requester requester);
/// Grows with every erasure, of this process or another. Cost: a look-up.
std::int64_t erasures(db::Tx& tx);
/// Keeps a subject from being erased until then (PIPL article 47): replaces an earlier hold.
void set_legal_hold(db::Tx& tx, const Subject& subject, UtcMs until, std::string_view ground, UserId by);
/// Values that cannot be opened or are not what their entry says, erased ones that no erasure record names, and values
/// that one names and that are still there. `erased`: what erasure records name (LogCheck). One Chinese sentence each.
std::vector<std::string> check_personal(db::Tx& tx, const std::set<std::pair<db::Position, std::uint16_t>>& erased,
                                        std::size_t limit = 100);

}  // namespace yiguan::ledger
