#include "epcis/units.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>

#include <rapidcheck/gtest.h>

namespace yiguan::epcis {
namespace {

struct Same {
    double value;
    std::string_view unit;
    double other;
    std::string_view other_unit;
};

// Source: NIST SP 811 appendix B and the definitions of the units; the last digit given is the tolerance.
constexpr Same same[] = {
    {0, "CEL", 273.15, "KEL"},
    {26, "CEL", 299.15, "KEL"},
    {212, "FAH", 100, "CEL"},
    {-40, "FAH", -40, "CEL"},
    {491.67, "A48", 273.15, "KEL"},
    {1, "KMT", 1000, "MTR"},
    {12, "INH", 1, "FOT"},
    {3, "FOT", 1, "YRD"},
    {1, "NMI", 1852, "MTR"},
    {1, "SMI", 5280, "FOT"},
    {1, "HAR", 10'000, "MTK"},
    {640, "ACR", 1.000004, "MIK"},
    {1, "LTR", 1000, "MLT"},
    {1, "GLL", 3.785411784, "LTR"},
    {1, "GLI", 4.54609, "LTR"},
    {4, "BUI", 32, "GLI"},
    {1, "BLL", 158.987294928, "LTR"},
    {1, "TNE", 1000, "KGM"},
    {1, "LBR", 453.59237, "GRM"},
    {16, "ONZ", 1, "LBR"},
    {1, "APZ", 31.1034768, "GRM"},
    {1, "CWI", 112, "LBR"},
    {1, "DAY", 24, "HUR"},
    {90, "MIN", 1.5, "HUR"},
    {36, "KMH", 10, "MTS"},
    {1, "KNT", 1.852, "KMH"},
    {60, "HM", 26.8224, "MTS"},
    {1, "K40", 9.80665, "MSK"},
    {180, "DD", 3.14159265358979, "C81"},
    {60, "D61", 1, "DD"},
    {400, "A91", 1, "M44"},
    {60, "RPM", 1, "RPS"},
    {2.4, "A86", 2400, "MHZ"},
    {1, "C78", 4.4482216152605, "NEW"},
    {1, "M92", 1.3558179483314, "NU"},
    {1, "ATM", 101.325, "KPA"},
    {760, "UA", 1, "ATM"},
    {1, "PS", 6.8947572931684, "KPA"},
    {1013.25, "MBR", 1013.25, "A97"},
    {1, "KWH", 3.6, "3B"},
    {1, "BTU", 1055.05585262, "JOU"},
    {1, "E14", 4.1868, "KJO"},
    {1, "HJ", 735.49875, "WTT"},
    {1, "BHP", 745.69987158, "WTT"},
    {12, "VLT", 12'000, "2Z"},
    {500, "4K", 0.5, "AMP"},
    {1, "AMH", 3600, "COU"},
    {2.2, "B49", 2200, "OHM"},
    {100, "4T", 0.1, "C41"},
    {1, "P27", 10.7639104167097, "LUX"},
    {12.1, "A93", 0.0121, "KMQ"},
    {1, "GL", 1, "KMQ"},
    {1, "CUR", 37, "GBQ"},
    {1, "C80", 0.01, "A95"},
    {1, "P71", 1000, "P72"},
    {1, "P1", 10'000, "59"},
    {3, "DZN", 36, ""},
    {1, "AD", 8, "A99"},
    {60, "L2", 3.6, "MQH"},
};

TEST(Units, KnownEqualities) {
    for (const Same& s : same) {
        SCOPED_TRACE(std::string(s.unit) + " in " + std::string(s.other_unit));
        const auto there = convert(s.value, s.unit, s.other_unit);
        const auto back = convert(s.other, s.other_unit, s.unit);
        ASSERT_TRUE(there && back);
        EXPECT_NEAR(*there, s.other, 1e-6 * std::max(1e-3, std::abs(s.other)));
        EXPECT_NEAR(*back, s.value, 1e-6 * std::max(1e-3, std::abs(s.value)));
    }
}

TEST(Units, TableIsSound) {
    std::set<std::string_view> codes;
    std::map<std::string_view, int> base_units;
    for (const Unit& unit : all_units()) {
        SCOPED_TRACE(unit.code);
        EXPECT_TRUE(codes.insert(unit.code).second) << "twice";
        EXPECT_TRUE(unit.code.size() == 2 || unit.code.size() == 3);
        EXPECT_TRUE(std::isfinite(unit.factor) && unit.factor > 0);
        EXPECT_EQ(find_unit(unit.code), &unit);
        if (unit.factor == 1 && unit.offset == 0) ++base_units[unit.dimension];
        EXPECT_TRUE(unit.dimension == "temperature" || unit.offset == 0);
    }
    EXPECT_GE(codes.size(), 500u);
    // Memory is counted in bits, ratios in ones; no unit of a ratio is one.
    for (const Unit& unit : all_units())
        EXPECT_TRUE(base_units.contains(unit.dimension) || unit.dimension == "ratio") << unit.dimension;
}

TEST(Units, OtherDimensionsAndUnknownCodesDoNotConvert) {
    EXPECT_FALSE(convert(1, "KGM", "LTR"));
    EXPECT_FALSE(convert(1, "NU", "JOU"));  // the same base units, another quantity
    EXPECT_FALSE(convert(1, "HTZ", "BQL"));
    EXPECT_FALSE(convert(1, "ZZZ", "KGM"));
    EXPECT_FALSE(convert(1, "KGM", "ZZZ"));
    EXPECT_FALSE(convert(1, "kgm", "KGM"));
    EXPECT_EQ(convert(7, "ZZZ", "ZZZ"), 7);
    EXPECT_EQ(find_unit("ZZZZ"), nullptr);
}

TEST(Units, DifferencesHaveNoOffset) {
    EXPECT_EQ(convert_difference(2, "CEL", "KEL"), 2);
    EXPECT_NEAR(*convert_difference(9, "FAH", "CEL"), 5, 1e-12);
    EXPECT_FALSE(convert_difference(9, "FAH", "PAL"));
}

RC_GTEST_PROP(Units, ConvertingBackGivesTheValue, (int millis)) {
    const auto units = all_units();
    const Unit& from = units[*rc::gen::inRange<std::size_t>(0, units.size())];
    const Unit& to = units[*rc::gen::inRange<std::size_t>(0, units.size())];
    const double value = millis / 1e3;
    const auto there = convert(value, from.code, to.code);
    RC_ASSERT(there.has_value() == (from.dimension == to.dimension));
    if (there) {
        const double back = *convert(*there, to.code, from.code);
        RC_ASSERT(std::abs(back - value) <= 1e-9 * std::max(1e3 / from.factor, std::abs(value)));
    }
}

}  // namespace
}  // namespace yiguan::epcis
