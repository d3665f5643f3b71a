#include "db/copy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/testing.hpp"

namespace yiguan::db {
namespace {

const Statement insert_session_sql{
    "copy_test.insert_domain",
    "insert into code_domain (domain_id, scheme, nsi, key_id, epoch, next_c, version) values ($1,$2,$3,$4,$5,$6,$7)"};
const Statement domains_sql{"copy_test.domains", "select domain_id, nsi, next_c from code_domain order by domain_id",
                            Statement::Plan::small_scan};
const BulkInsert scans{"copy_test.scans",
                       "scan",
                       {{"block_id", BulkInsert::Type::integer},
                        {"ts", BulkInsert::Type::integer},
                        {"seq", BulkInsert::Type::integer},
                        {"counter", BulkInsert::Type::integer},
                        {"channel", BulkInsert::Type::integer}},
                       3};

TEST(Copy, TakesEveryRowFromSqliteToPostgresqlAndBack) {
    const auto small = testing::fresh_database(Engine::sqlite), large = testing::fresh_database(Engine::postgresql),
               back = testing::fresh_database(Engine::sqlite);
    small->write_now([](Tx& tx) {
        tx.execute(insert_session_sql, 7, "ecode", "0128", "一贯 '\"\\ key", 0, INT64_MAX, 1);
        std::vector<Param> rows;
        for (int i = 0; i < 4500; ++i) rows.insert(rows.end(), {i % 7, i, i, -i, 1});
        tx.insert(scans, rows);
    });
    for (const auto& [from, to] : {std::pair(small.get(), large.get()), std::pair(large.get(), back.get())}) {
        const auto copied = copy_database(*from, *to);
        EXPECT_THAT(copied, ::testing::Contains(::testing::Field(&CopiedTable::rows, 4500)));
        to->read_now([](Tx& tx) {
            auto rows = tx.query(domains_sql);
            ASSERT_TRUE(rows.next());
            EXPECT_EQ(rows.integer(0), 7);
            EXPECT_EQ(rows.text(1), "0128");
            EXPECT_EQ(rows.integer(2), INT64_MAX);
            EXPECT_FALSE(rows.next());
        });
    }
}

TEST(Copy, LeavesATargetWithDataAlone) {
    const auto from = testing::fresh_database(Engine::sqlite), to = testing::fresh_database(Engine::sqlite);
    to->write_now([](Tx& tx) { tx.execute(insert_session_sql, 1, "ecode", "0128", "k", 0, 0, 1); });
    EXPECT_THROW(copy_database(*from, *to), Fault);
}

}  // namespace
}  // namespace yiguan::db
