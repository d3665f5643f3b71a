#include "db/migrations.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "db/test_schema.hpp"

namespace yiguan::db {
namespace {

using namespace test_schema;
using ::testing::HasSubstr;

const Statement sqlite_schema{"migrations_test.sqlite_schema",
                              "select type, name, tbl_name, coalesce(sql, '') from sqlite_master order by 1, 2"};
const Statement postgres_columns{
    "migrations_test.postgres_columns",
    "select table_name, column_name, data_type, is_nullable, coalesce(column_default, '') || "
    "coalesce(collation_name, '') from information_schema.columns where table_schema = 'public' "
    "order by table_name, ordinal_position"};
const Statement postgres_indexes{
    "migrations_test.postgres_indexes",
    "select tablename, indexname, indexdef, '', '' from pg_indexes where schemaname = 'public' order by 1, 2"};
const Statement postgres_constraints{"migrations_test.postgres_constraints",
                                     "select conname, pg_get_constraintdef(oid), '', '', '' from pg_constraint where "
                                     "connamespace = 'public'::regnamespace order by 1, 2"};

class Migrations : public TestSchema {
protected:
    void SetUp() override {}
    void apply(std::span<const Migration> list) {
        db_.reset();
        db_ = open_with_migrations(where(), list);
    }
    Fault::Kind refusal(std::span<const Migration> list, std::string* message = nullptr) {
        try {
            apply(list);
        } catch (const Fault& fault) {
            if (message) *message = fault.what();
            return fault.kind();
        }
        return Fault::Kind::other;
    }
    std::string schema() {
        return db_->read_now([&](Tx& tx) {
            std::string out;
            const auto add = [&](const Statement& s, int width) {
                Rows rows = tx.query(s);
                while (rows.next()) {
                    for (int i = 0; i < width; ++i) (out += rows.text(i)) += '|';
                    out += '\n';
                }
            };
            if (GetParam() == Engine::sqlite)
                add(sqlite_schema, 4);
            else
                add(postgres_columns, 5), add(postgres_indexes, 5), add(postgres_constraints, 5);
            return out;
        });
    }
    void empty_database() {
        db_.reset();
        url_.clear();
        for (const auto& file : std::filesystem::directory_iterator(directory_.path())) std::filesystem::remove(file);
    }
};
YIGUAN_BOTH_ENGINES(Migrations);

TEST_P(Migrations, FromEmptyAndFromEveryEarlierVersionTheSchemaIsTheSame) {
    const auto list = embedded_migrations();
    apply(list);
    const auto from_empty = schema();
    EXPECT_THAT(from_empty, HasSubstr("migration"));
    for (std::size_t k = 0; k < list.size(); ++k) {
        empty_database();
        apply(list.first(k));
        if (k > 0) {
            EXPECT_NE(schema(), from_empty) << k;
        }
        apply(list);
        EXPECT_EQ(schema(), from_empty) << "from version " << k;
    }
    apply(list);  // nothing left to do
    EXPECT_EQ(schema(), from_empty);
}

TEST_P(Migrations, TheListIsInOrderWithoutGaps) {
    int last = 0;
    for (const Migration& m : embedded_migrations()) {
        EXPECT_EQ(m.number, last + 1) << m.name;
        last = m.number;
        EXPECT_FALSE(statements_of(m, GetParam()).empty());
    }
    EXPECT_GT(last, 0);
}

TEST_P(Migrations, ADatabaseMadeByANewerProgramIsRefusedAndLeftAlone) {
    const std::vector<Migration> two{{1, "0001_a", "create table a (id bigint primary key);\n"},
                                     {2, "0002_b", "create table b (id bigint primary key);\n"}};
    apply(two);
    const auto before = schema();
    std::string message;
    EXPECT_EQ(refusal(std::span(two).first(1), &message), Fault::Kind::newer_database);
    EXPECT_THAT(message, HasSubstr("newer version"));
    EXPECT_THAT(message, HasSubstr("0002_b"));
    apply(two);
    EXPECT_EQ(schema(), before);
}

TEST_P(Migrations, AChangedMigrationIsRefused) {
    apply(std::vector<Migration>{{1, "0001_a", "create table a (id bigint primary key);\n"}});
    std::string message;
    const std::vector<Migration> changed{{1, "0001_a", "create table a (id bigint primary key); \n"},
                                         {2, "0002_b", "create table b (id bigint primary key);\n"}};
    EXPECT_EQ(refusal(changed, &message), Fault::Kind::changed_migration);
    EXPECT_THAT(message, HasSubstr("0001_a was changed"));
    apply(std::vector<Migration>{{1, "0001_a", "create table a (id bigint primary key);\n"}});
    EXPECT_THAT(schema(), ::testing::Not(HasSubstr("|b|")));
}

TEST_P(Migrations, ABrokenMigrationLeavesNothingBehind) {
    const std::vector<Migration> broken{
        {1, "0001_a", "create table a (id bigint primary key);\ncreate table a (id bigint);\n"}};
    EXPECT_THROW(apply(broken), Fault);
    apply({});
    EXPECT_THAT(schema(), ::testing::Not(HasSubstr("|a|")));
}

TEST_P(Migrations, ProgramsThatStartAtOnceApplyEachMigrationOnce) {
    const auto list = test_schema::list();
    const auto options = where();
    std::vector<std::thread> threads;
    std::atomic<int> opened = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            open_with_migrations(options, list);
            ++opened;
        });
    for (auto& t : threads) t.join();
    EXPECT_EQ(opened, 4);
}

TEST_P(Migrations, AColumnCanBeAdded) {
    apply(std::vector<Migration>{{1, "0001_a", "create table a (id bigint primary key);\n"},
                                 {2, "0002_a", "alter table a add column note text not null default '';\n"}});
    EXPECT_THAT(schema(), HasSubstr("note"));
}

TEST(MigrationText, IsTranslatedToEachEnginesTypes) {
    const Migration m{1, "0001_thing", thing_sql};
    const auto sqlite = statements_of(m, Engine::sqlite);
    ASSERT_EQ(sqlite.size(), 5u);
    EXPECT_THAT(sqlite[0], HasSubstr("id INTEGER primary key"));
    EXPECT_THAT(sqlite[0], HasSubstr("title text not null"));
    EXPECT_THAT(sqlite[0], HasSubstr("raw BLOB"));
    EXPECT_TRUE(sqlite[0].ends_with(" STRICT"));
    EXPECT_EQ(sqlite[1], "\ncreate index thing_by_title on thing (title, id)");
    EXPECT_THAT(sqlite[2], HasSubstr("b INTEGER not null"));
    EXPECT_THAT(sqlite[2], HasSubstr("the word text; and bigint in a comment"));
    EXPECT_TRUE(sqlite[2].ends_with(" STRICT, WITHOUT ROWID"));
    const auto postgres = statements_of(m, Engine::postgresql);
    EXPECT_THAT(postgres[0], HasSubstr("id bigint primary key"));
    EXPECT_THAT(postgres[0], HasSubstr("title text collate \"C\" not null"));
    EXPECT_THAT(postgres[2], HasSubstr("b smallint not null"));
    EXPECT_EQ(postgres[1], sqlite[1]);
}

TEST(MigrationText, HoldsSchemaChangesOnly) {
    for (const char* sql :
         {"insert into a values (1);\n", "drop table a;\n", "create trigger t;\n", "alter index x;\n"})
        EXPECT_THROW(statements_of({1, "0001", sql}, Engine::sqlite), Fault) << sql;
}

TEST(MigrationText, RowidTablesAreAskedFor) {
    const Migration m{1, "0001", "create table a (x bigint, y bigint, primary key (x, y) -- sqlite: rowid\n);\n"};
    EXPECT_TRUE(statements_of(m, Engine::sqlite)[0].ends_with(" STRICT"));
}

// FIPS 180-2, appendix B.1.
TEST(MigrationText, IsKnownByItsSha256) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace yiguan::db
