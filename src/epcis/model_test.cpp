#include "epcis/model.hpp"

#include <gtest/gtest.h>

namespace yiguan::epcis {
namespace {

TEST(Model, NamesOfTypesReadBack) {
    for (int i = 1; i <= 5; ++i) {
        const auto type = static_cast<EventType>(i);
        EXPECT_EQ(parse_event_type(name(type)), type);
    }
    EXPECT_FALSE(parse_event_type(""));
    EXPECT_FALSE(parse_event_type("objectEvent"));
}

}  // namespace
}  // namespace yiguan::epcis
