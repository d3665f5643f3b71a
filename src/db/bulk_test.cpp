#include "db/bulk_sql.hpp"

#include <gmock/gmock.h>

#include "db/test_schema.hpp"

namespace yiguan::db {
namespace {

using namespace test_schema;
using ::testing::ElementsAre;
using Type = BulkInsert::Type;
using Existing = BulkInsert::Existing;

const std::vector<BulkInsert::Column> columns{
    {"a", Type::integer}, {"b", Type::integer}, {"title", Type::text}, {"raw", Type::bytes}};
const BulkInsert fail_pairs{"bulk_test.fail_pairs", "pair", columns, 2, Existing::fail};
const BulkInsert skip_pairs{"bulk_test.skip_pairs", "pair", columns, 2, Existing::skip};
const BulkInsert replace_pairs{"bulk_test.replace_pairs", "pair", columns, 2, Existing::replace};
const BulkInsert keys_only{
    "bulk_test.keys_only", "pair", {{"a", Type::integer}, {"b", Type::integer}}, 2, Existing::replace};
const Statement all_pairs{"bulk_test.all_pairs", "select a, b, title, raw from pair order by a, b",
                          Statement::Plan::small_scan};

struct Pair {
    std::int64_t a, b;
    std::optional<std::string> title;
    std::optional<std::string> raw;
    friend bool operator==(const Pair&, const Pair&) = default;
};

std::vector<Param> params(const std::vector<Pair>& rows) {
    std::vector<Param> out;
    for (const Pair& p : rows) {
        out.emplace_back(p.a);
        out.emplace_back(p.b);
        out.push_back(p.title ? Param(*p.title) : Param(nullptr));
        out.push_back(p.raw ? Param(as_bytes(*p.raw)) : Param(nullptr));
    }
    return out;
}

class Bulk : public TestSchema {
protected:
    void insert(const BulkInsert& into, const std::vector<Pair>& rows) {
        const auto values = params(rows);
        db_->write_now([&](Tx& tx) { tx.insert(into, values); });
    }
    std::vector<Pair> stored() {
        return db_->read_now([](Tx& tx) {
            std::vector<Pair> out;
            Rows rows = tx.query(all_pairs);
            while (rows.next())
                out.push_back({rows.integer(0), rows.integer(1), rows.get<std::optional<std::string>>(2),
                               rows.is_null(3) ? std::nullopt : std::optional(std::string(as_text(rows.bytes(3))))});
            return out;
        });
    }
};
YIGUAN_BOTH_ENGINES(Bulk);

TEST_P(Bulk, StoresNoneOneAndTenThousandRowsAsGiven) {
    insert(fail_pairs, {});
    EXPECT_EQ(stored().size(), 0u);
    insert(fail_pairs, {{-1, 0, "一贯, \"{}\" \\ NULL", std::string("\0\xff,", 3)}});
    std::vector<Pair> rows;
    for (int i = 0; i < 10'000; ++i) {
        Pair p{i / 100, i % 100, std::to_string(i), std::nullopt};
        if (i % 3 == 0) p.title.reset();
        if (i % 2 == 0) p.raw = std::string(static_cast<std::size_t>(i % 7), static_cast<char>(i));
        rows.push_back(p);
    }
    insert(fail_pairs, rows);
    rows.insert(rows.begin(), Pair{-1, 0, "一贯, \"{}\" \\ NULL", std::string("\0\xff,", 3)});
    EXPECT_TRUE(stored() == rows);
}

TEST_P(Bulk, MoreRowsThanOneMessageHolds) {
    std::vector<Pair> rows;
    for (int i = 0; i < 45'000; ++i) rows.push_back({i, 0, std::nullopt, std::nullopt});
    rows[100].title = std::string(9 << 20, 'x');
    insert(skip_pairs, rows);
    EXPECT_TRUE(stored() == rows);
}

TEST_P(Bulk, ExistingRowsAreKeptReplacedOrRefused) {
    insert(fail_pairs, {{1, 1, "old", std::nullopt}, {2, 2, "old", std::nullopt}});
    insert(skip_pairs, {{1, 1, "new", std::nullopt}, {3, 3, "new", std::nullopt}});
    EXPECT_THAT(stored(), ElementsAre(Pair{1, 1, "old", {}}, Pair{2, 2, "old", {}}, Pair{3, 3, "new", {}}));
    insert(replace_pairs, {{1, 1, "newer", "\x01"}, {4, 4, "newer", std::nullopt}});
    insert(keys_only, {});
    EXPECT_THAT(stored(), ElementsAre(Pair{1, 1, "newer", "\x01"}, Pair{2, 2, "old", {}}, Pair{3, 3, "new", {}},
                                      Pair{4, 4, "newer", {}}));
    try {
        insert(fail_pairs, {{9, 9, "new", std::nullopt}, {2, 2, "new", std::nullopt}});
        ADD_FAILURE() << "a key was stored twice";
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), Fault::Kind::unique_violation) << fault.what();
    }
    EXPECT_EQ(stored().size(), 4u);  // nothing of the refused call
}

// As many as SQLite stores by one statement, and a rest.
TEST_P(Bulk, OfManyRowsThoseThatExistAreKeptReplacedOrRefusedToo) {
    std::vector<Pair> rows;
    for (int i = 0; i < 50; ++i) rows.push_back({i, 0, "new", std::nullopt});
    insert(fail_pairs, {{7, 0, "old", std::nullopt}, {49, 0, "old", std::nullopt}});
    EXPECT_THROW(insert(fail_pairs, rows), Fault);
    EXPECT_EQ(stored().size(), 2u) << "nothing of the refused call";
    insert(skip_pairs, rows);
    auto kept = rows;
    kept[7].title = kept[49].title = "old";
    EXPECT_TRUE(stored() == kept);
    insert(replace_pairs, rows);
    EXPECT_TRUE(stored() == rows);
}

// A job that is refused ends alone: what was stored before its fault goes with it, and nothing of the others.
TEST_P(Bulk, AFaultInTheMiddleOfManyRowsLeavesNothingBehind) {
    std::vector<Pair> rows;
    for (int i = 0; i < 40; ++i) rows.push_back({i, 0, "x", std::nullopt});
    rows[30] = rows[3];
    const auto values = params(rows);
    const bool kept = db_->write_now([&](Tx& tx) -> Result<bool> {
                             try {
                                 tx.insert(fail_pairs, values);
                             } catch (const Fault& fault) {
                                 if (fault.kind() == Fault::Kind::unique_violation)
                                     return Error{Code::conflict, "", ""};
                                 throw;
                             }
                             return true;
                         })
                          .has_value();
    EXPECT_FALSE(kept);
    EXPECT_EQ(stored().size(), 0u);
    insert(fail_pairs, {{1, 1, "next", std::nullopt}});
    EXPECT_EQ(stored().size(), 1u);
}

TEST_P(Bulk, ABrokenConstraintIsAFaultOfAnotherKind) {
    try {
        insert(fail_pairs, {{1, -1, "x", std::nullopt}});
        ADD_FAILURE() << "the check was not made";
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), Fault::Kind::other) << fault.what();
    }
}

TEST_P(Bulk, ValuesThatAreNoWholeRowsAreRefused) {
    const std::vector<Param> values(5, Param(1));
    EXPECT_THROW(db_->write_now([&](Tx& tx) { tx.insert(fail_pairs, values); }), Fault);
}

TEST(BulkSql, IsMadeFromTheColumns) {
    EXPECT_EQ(bulk_values_sql(fail_pairs), "insert into pair (a, b, title, raw) values ($1, $2, $3, $4)");
    EXPECT_EQ(bulk_values_sql(keys_only), "insert into pair (a, b) values ($1, $2) on conflict (a, b) do nothing");
    EXPECT_EQ(bulk_values_sql(keys_only, 2),
              "insert or fail into pair (a, b) values ($1, $2), ($3, $4) on conflict (a, b) do nothing");
    EXPECT_EQ(
        bulk_unnest_sql(replace_pairs),
        "insert into pair (a, b, title, raw) select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[]) "
        "on conflict (a, b) do update set title = excluded.title, raw = excluded.raw");
}

}  // namespace
}  // namespace yiguan::db
