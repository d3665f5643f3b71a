#include "core/address.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace yiguan {
namespace {

TEST(Address, TextAndWhatOthersMaySeeOfIt) {
    EXPECT_EQ(IpAddress::parse("192.0.2.17")->text(), "192.0.2.17");
    EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.17")->text(), "192.0.2.17");
    EXPECT_EQ(IpAddress::parse("2001:DB8:12:34::1")->text(), "2001:db8:12:34::1");
    EXPECT_EQ(IpAddress::parse("192.0.2.17")->masked(), "192.0.2.*");
    EXPECT_EQ(IpAddress::parse("2001:db8:12:34::1")->masked(), "2001:db8:12::*");
    EXPECT_EQ(IpAddress::parse("::1")->masked(), "::*");
}

IpAddress ip(std::string_view text) {
    return IpAddress::parse(text).value();
}
TrustedProxies proxies(std::string_view list) {
    return TrustedProxies::parse(list).value();
}

TEST(Address, ReadsBothKindsAndNothingElse) {
    EXPECT_EQ(ip("192.0.2.1"), ip("::ffff:192.0.2.1"));
    EXPECT_TRUE(ip("::ffff:c000:201").is_v4());
    EXPECT_FALSE(ip("2001:db8::1").is_v4());
    for (const std::string_view text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "fe80::1%eth0", "::1 ", "[::1]", "x"})
        EXPECT_FALSE(IpAddress::parse(text)) << text;
    EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
    EXPECT_FALSE(IpAddress::parse(std::string(100, '1')));
}

// One customer has a whole /64 of IPv6: its addresses are one for the limits. Two of IPv4 are two.
TEST(Address, CountsIpv6BySixtyFourBits) {
    EXPECT_EQ(ip("2001:db8:1:2::1").network(), ip("2001:db8:1:2:ffff::9").network());
    EXPECT_NE(ip("2001:db8:1:2::1").network(), ip("2001:db8:1:3::1").network());
    EXPECT_NE(ip("192.0.2.1").network(), ip("192.0.2.2").network());
    EXPECT_NE(ip("0.0.0.0").network(), ip("::").network());
}

TEST(Address, ListsOfProxiesAreReadWholeOrRefused) {
    const auto list = proxies(" 127.0.0.1 ,10.0.0.0/8,fd00::/9, 2001:db8::1 ");
    for (const char* in : {"127.0.0.1", "::ffff:127.0.0.1", "10.255.0.1", "fd7f::1", "2001:db8::1"})
        EXPECT_TRUE(list.contains(ip(in))) << in;
    for (const char* out : {"127.0.0.2", "11.0.0.1", "fd80::1", "2001:db8::2", "::1"})
        EXPECT_FALSE(list.contains(ip(out))) << out;
    EXPECT_TRUE(proxies("").empty());
    EXPECT_TRUE(proxies("0.0.0.0/0").contains(ip("8.8.8.8")));
    EXPECT_FALSE(proxies("0.0.0.0/0").contains(ip("2001:db8::1")));
    for (const std::string_view bad :
         {"x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", ",", "1.2.3.4,,::1", "1.2.3.4 5.6.7.8"})
        EXPECT_EQ(TrustedProxies::parse(bad).error().code, Code::invalid) << bad;
}

struct Case {
    const char* peer;
    std::vector<std::string_view> lines;
    const char* client;
};

TEST(Address, OnlyTrustedHopsAreBelieved) {
    const auto list = proxies("10.0.0.0/8, 127.0.0.1");
    for (const Case& c : {
             Case{"192.0.2.9", {"198.51.100.1"}, "192.0.2.9"},  // a stranger says what he likes
             Case{"10.0.0.1", {}, "10.0.0.1"},
             Case{"10.0.0.1", {"198.51.100.1"}, "198.51.100.1"},
             Case{"10.0.0.1", {"6.6.6.6, 198.51.100.1"}, "198.51.100.1"},  // what he made up stands before him
             Case{"10.0.0.1", {"6.6.6.6,198.51.100.1 , 127.0.0.1"}, "198.51.100.1"},
             Case{"10.0.0.1", {"6.6.6.6", "198.51.100.1"}, "198.51.100.1"},  // as a line of its own
             Case{"10.0.0.1", {"198.51.100.1", "127.0.0.1"}, "198.51.100.1"},
             Case{"10.0.0.1", {"6.6.6.6, unknown, 127.0.0.1"}, "127.0.0.1"},
             Case{"10.0.0.1", {""}, "10.0.0.1"},
             Case{"10.0.0.1", {"198.51.100.1:4711"}, "198.51.100.1"},
             Case{"10.0.0.1", {"[2001:db8::1]:4711"}, "2001:db8::1"},
             Case{"10.0.0.1", {"2001:db8::1"}, "2001:db8::1"},
             Case{"10.0.0.1", {"10.0.0.2, 10.0.0.3"}, "10.0.0.2"},
         })
        EXPECT_EQ(list.client(ip(c.peer), c.lines), ip(c.client)) << c.peer << " -> " << c.client;
}

}  // namespace
}  // namespace yiguan
