// Every SQL statement of the program, prepared on both engines: none is refused, none scans a large table (storage.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/statement_check.hpp"
#include "db/testing.hpp"

namespace yiguan::db {
namespace {

class StatementsTest : public testing::BothEngines {};

TEST_P(StatementsTest, ArePreparedAndPlannedOnBothEngines) {
    EXPECT_THAT(check_statements(*db_), ::testing::IsEmpty());
}

// That all rooms are linked whole: one statement of each must be registered.
TEST(Statements, OfEveryRoomAreRegistered) {
    std::set<std::string, std::less<>> rooms;
    for (const Statement* statement : Statement::all())
        rooms.emplace(statement->name().substr(0, statement->name().find('.')));
    for (const BulkInsert* insert : BulkInsert::all())
        rooms.emplace(insert->name().substr(0, insert->name().find('.')));
    EXPECT_THAT(rooms, ::testing::IsSupersetOf({"auth", "calendar", "message", "registry", "catalog", "codes", "events", "lookup", "api"}));
}

YIGUAN_BOTH_ENGINES(StatementsTest);

}  // namespace
}  // namespace yiguan::db
