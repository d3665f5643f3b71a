#include "db/statement_check.hpp"

#include <gmock/gmock.h>

#include "db/test_schema.hpp"

namespace yiguan::db {
namespace {

using namespace test_schema;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Statement good{"check_good.by_key", "select qty from thing where id = $1"};
const Statement good_list{"check_good.first_page", "select title, id from thing order by title, id limit $1"};
const Statement good_keyset{"check_good.next_page",
                            "select id from thing where title = $1 and id > $2 order by id limit $3"};
const Statement good_floor{"check_good.floor", "select b from pair where a = $1 and b <= $2 order by b desc limit 1"};
const Statement good_join{"check_good.join", "select t.id from pair p join thing t on t.id = p.b where p.a = $1"};
const Statement good_small{"check_good.small", "select id from thing where qty = $1", Statement::Plan::small_scan};
const Statement good_write{"check_good.write", "update thing set qty = $2 where id = $1"};
const Statement good_upsert{
    "check_good.upsert",
    "insert into thing (id, qty, title) values ($1, $2, $3) on conflict (id) do update set qty = excluded.qty"};
const BulkInsert good_bulk{"check_good.bulk",
                           "pair",
                           {{"a", BulkInsert::Type::integer}, {"b", BulkInsert::Type::integer}},
                           2,
                           BulkInsert::Existing::skip};

const Statement bad_scan{"check_bad.scan", "select id from thing where qty = $1"};
const Statement bad_alias{"check_bad.alias", "select x.id from thing x where x.qty = $1 order by x.id limit 5"};
const Statement bad_join{"check_bad.join", "select t.id from thing t join pair p on p.title = t.title where t.id = $1"};
const Statement bad_update{"check_bad.update", "update thing set qty = 0 where qty = $1"};
const Statement bad_sql{"check_bad.syntax", "selekt 1"};
const Statement bad_table{"check_bad.table", "select id from no_such_table where id = $1"};
const BulkInsert bad_bulk{"check_bad.bulk",
                          "pair",
                          {{"a", BulkInsert::Type::integer}, {"nope", BulkInsert::Type::integer}},
                          1,
                          BulkInsert::Existing::skip};

class StatementCheck : public TestSchema {};
YIGUAN_BOTH_ENGINES(StatementCheck);

TEST_P(StatementCheck, ComplainsAboutScansAndBrokenSqlOnly) {
    given_things(1000);
    const auto complaints = check_statements(*db_);
    EXPECT_THAT(complaints, Not(Contains(StartsWith("check_good."))));
    for (const char* name : {"check_bad.scan", "check_bad.alias", "check_bad.join", "check_bad.update"})
        EXPECT_THAT(complaints, Contains(AllOf(StartsWith(name), HasSubstr("full scan of")))) << name;
    for (const char* name : {"check_bad.syntax", "check_bad.table", "check_bad.bulk"})
        EXPECT_THAT(complaints, Contains(AllOf(StartsWith(name), Not(HasSubstr("full scan"))))) << name;
}

TEST_P(StatementCheck, JudgesEmptyTablesTheSame) {
    EXPECT_THAT(check_statements(*db_),
                AllOf(Contains(StartsWith("check_bad.scan")), Not(Contains(StartsWith("check_good.")))));
}

}  // namespace
}  // namespace yiguan::db
