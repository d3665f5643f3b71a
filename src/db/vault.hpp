// Keys of persons, outside the database: what is sealed with one is gone, in every copy of the database, when it is
// destroyed. ledger/personal.hpp says what is sealed; this is how a transaction reaches the keys.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yiguan::db {

/// Thread-safe.
class Vault {
public:
    using Key = std::array<std::byte, 32>;
    virtual ~Vault() = default;
    /// 32 hexadecimal digits: the same for the same person, not to be computed by anybody else.
    virtual std::string subject_of(std::string_view value) const = 0;
    /// Makes keys until there is one of this number.
    virtual void ensure(std::int64_t slot) = 0;
    /// Nothing for one that was destroyed or never made.
    virtual std::optional<Key> key(std::int64_t slot) const = 0;
    /// On disk when it returns. Idempotent.
    virtual void destroy(std::int64_t slot) = 0;
    /// Seals what the database holds sealed for a while and no longer than it is needed: the same for the same purpose
    /// as long as the node's key file is.
    virtual Key sealing_key(std::string_view purpose) const = 0;
};

}  // namespace yiguan::db
