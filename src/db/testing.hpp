// For tests of other rooms: the same test on both engines. PostgreSQL runs as a throwaway cluster of the test program.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "db/db.hpp"

namespace yiguan::db::testing {

/// 2026-11-21T00:00:00Z, the time at which tests start unless they say otherwise.
inline constexpr UtcMs test_start{1'795'219'200'000};

/// A migrated, empty database of its own, with a MemoryVault. `options` may preset limits and clock; url and directory
/// are filled in.
std::unique_ptr<Database> fresh_database(Engine engine, Options options = {});

/// Connection string of the running throwaway cluster with a new empty database in it (starts the cluster if needed:
/// initdb and postgres from /usr/lib/postgresql/15/bin, a Unix socket in a temporary directory, as root through
/// `runuser -u postgres`; stopped and removed when the program ends).
std::string fresh_postgresql_url();

/// Keys of persons that live as long as the database.
class MemoryVault final : public Vault {
public:
    std::string subject_of(std::string_view value) const override;
    void ensure(std::int64_t slot) override;
    std::optional<Key> key(std::int64_t slot) const override;
    void destroy(std::int64_t slot) override;
    Key sealing_key(std::string_view purpose) const override;

private:
    mutable std::mutex mutex_;
    std::vector<std::optional<Key>> keys_;
};

/// A directory that is removed when the object goes.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Fixture base: `db_` is a fresh database of the parameter's engine, time is `clock_` (move it at will).
class BothEngines : public ::testing::TestWithParam<Engine> {
protected:
    void SetUp() override;
    UtcMs clock_ = test_start;
    std::unique_ptr<Database> db_;
};

std::string engine_name(const ::testing::TestParamInfo<Engine>& info);

}  // namespace yiguan::db::testing

#define YIGUAN_BOTH_ENGINES(Fixture)                                                                            \
    INSTANTIATE_TEST_SUITE_P(Engines, Fixture,                                                                  \
                             ::testing::Values(::yiguan::db::Engine::sqlite, ::yiguan::db::Engine::postgresql), \
                             ::yiguan::db::testing::engine_name)
