// The room's own tests run on a schema of their own, so that other rooms' migrations do not matter to them.
#pragma once
#include <gtest/gtest.h>

#include "core/text.hpp"
#include "db/migrations.hpp"
#include "db/testing.hpp"

namespace yiguan::db::test_schema {

inline constexpr std::string_view thing_sql = R"sql(-- Things; a comment with an end;
create table thing (
    id bigint primary key,
    qty bigint,
    title text not null,
    raw bytea
);
create index thing_by_title on thing (title, id);
create table pair (
    a bigint not null,
    b smallint not null,
    title text,  -- the word text; and bigint in a comment
    raw bytea,
    primary key (a, b),
    check (b >= 0)
);
create table child (
    id bigint primary key,
    parent bigint references thing (id) deferrable initially deferred
);
create index child_by_parent on child (parent);
)sql";

inline const Statement insert_thing{"db_test.insert_thing",
                                    "insert into thing (id, qty, title, raw) values ($1, $2, $3, $4)"};
inline const Statement list_things{"db_test.list_things", "select id from thing", Statement::Plan::small_scan};

inline std::vector<std::int64_t> ids(Rows rows) {
    std::vector<std::int64_t> out;
    while (rows.next()) out.push_back(rows.integer(0));
    return out;
}

inline std::vector<Migration> list() {
    return {{1, "0001_thing", thing_sql}};
}

inline bool is_fault(const std::exception_ptr& e, Fault::Kind kind) {
    if (!e) return false;
    try {
        std::rethrow_exception(e);
    } catch (const Fault& fault) {
        return fault.kind() == kind;
    } catch (...) {
        return false;
    }
}

class TestSchema : public ::testing::TestWithParam<Engine> {
protected:
    void SetUp() override { open(); }
    Options where() {
        Options options;
        if (GetParam() == Engine::sqlite) {
            options.directory = directory_.path();
        } else {
            if (url_.empty()) url_ = testing::fresh_postgresql_url();
            options.url = url_;
            options.postgres_readers = 2;
        }
        return options;
    }
    void open() { open(where()); }
    void open(Options options) {
        db_.reset();
        db_ = open_with_migrations(std::move(options), list());
    }
    /// Ids 0, 1, ..., each with qty ten times its id.
    void given_things(int n) {
        db_->write_now([&](Tx& tx) {
            for (int i = 0; i < n; ++i) tx.post(insert_thing, i, i * 10, "thing", nullptr);
        });
    }
    std::size_t count() {
        return db_->read_now([](Tx& tx) { return ids(tx.query(list_things)).size(); });
    }

    testing::TemporaryDirectory directory_;
    std::string url_;
    std::unique_ptr<Database> db_;
};

}  // namespace yiguan::db::test_schema
