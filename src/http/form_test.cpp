#include "http/form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yiguan::http {
namespace {

constexpr std::string_view type = "multipart/form-data; boundary=----WebKitFormBoundaryAbC";
std::string part(std::string_view header, std::string_view value) {
    return "------WebKitFormBoundaryAbC\r\n" + std::string(header) + "\r\n\r\n" + std::string(value) + "\r\n";
}
const std::string end = "------WebKitFormBoundaryAbC--\r\n";

// P57: the form works without script, with and without a photo.
TEST(Form, P57_ReadsWhatBrowsersSend) {
    const std::string picture("\x89PNG\r\n--\r\n------WebKitFormBoundaryAb\0x", 38);
    const auto body =
        part("Content-Disposition: form-data; name=\"text\"", "鼓包\r\n两处") +
        part("content-disposition: form-data; name=\"photo\"; filename=\"a;b.png\"\r\nContent-Type: image/png",
             picture) +
        part("Content-Disposition: form-data; name=\"phone\"", "") + end;
    const auto fields = parse_form(type, body).value();
    ASSERT_EQ(fields.size(), 3u);
    EXPECT_EQ(fields[0].name, "text");
    EXPECT_EQ(fields[0].value, "鼓包\r\n两处");
    EXPECT_FALSE(fields[0].file);
    EXPECT_EQ(fields[1].value, picture);
    EXPECT_TRUE(fields[1].file);
    EXPECT_EQ(fields[2].value, "");

    const auto pairs =
        parse_form("application/x-www-form-urlencoded; charset=utf-8", "text=a+b%26c&kind=other&x").value();
    ASSERT_EQ(pairs.size(), 3u);
    EXPECT_EQ(pairs[0].value, "a b&c");
    EXPECT_EQ(pairs[2].name, "x");
}

TEST(Form, P57_RefusesEverythingElse) {
    const auto refused = [](std::string_view of, std::string_view body) { return parse_form(of, body).has_error(); };
    EXPECT_EQ(parse_form("application/json", "{}").error().code, Code::unsupported_media_type);
    EXPECT_EQ(parse_form("", "a=b").error().code, Code::unsupported_media_type);
    const auto good = part("Content-Disposition: form-data; name=\"a\"", "1");
    EXPECT_FALSE(refused(type, good + end));
    EXPECT_TRUE(refused(type, good)) << "not ended";
    EXPECT_TRUE(refused(type, good + end + "more"));
    EXPECT_TRUE(refused(type, "before\r\n" + good + end));
    EXPECT_TRUE(refused("multipart/form-data", good + end)) << "no boundary";
    EXPECT_TRUE(refused("multipart/form-data; boundary=" + std::string(71, 'x'), good + end));
    EXPECT_TRUE(refused(type, part("Content-Type: text/plain", "1") + end)) << "no name";
    EXPECT_TRUE(refused(type, part("Content-Disposition: attachment; name=\"a\"", "1") + end));
    EXPECT_TRUE(
        refused(type, part("Content-Disposition: form-data; name=\"" + std::string(65, 'n') + "\"", "1") + end));
    EXPECT_TRUE(refused(type, part("X: " + std::string(part_header_bytes_max, 'x'), "1") + end));
    std::string many, pairs;
    for (std::size_t i = 0; i <= form_fields_max; ++i) many += good, pairs += "a=1&";
    EXPECT_TRUE(refused(type, many + end));
    EXPECT_TRUE(refused("application/x-www-form-urlencoded", pairs));
    EXPECT_TRUE(refused("application/x-www-form-urlencoded", "a=%zz"));
    EXPECT_TRUE(parse_form("application/x-www-form-urlencoded", "").value().empty());
}

}  // namespace
}  // namespace yiguan::http
