#include <gmock/gmock.h>

#include "core/text.hpp"
#include "registry/document_samples.hpp"
#include "registry/documents.hpp"

namespace yiguan::registry {
namespace {

using namespace samples;
using ::testing::HasSubstr;

std::string refusal(const std::string& file) {
    const auto info = inspect_file(as_bytes(file));
    if (info.has_value()) return "";
    EXPECT_EQ(info.error().code, Code::document_damaged);
    return info.error().detail;
}

std::string object_stream(std::string_view text, std::string_view more = {}) {
    return object(pdf_stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode " + std::string(more), deflated(text)));
}

// GDP-19
TEST(Pdf, GDP19_TakesWhatPrintersAndOfficesWrite) {
    EXPECT_EQ(refusal(pdf()), "");
    EXPECT_EQ(refusal(pdf(object_stream("1 0 << /Type /Annot /S /URI >>"))), "") << "object stream";
    EXPECT_EQ(refusal(pdf(object("<< /Type /Outlines /First 7 0 R /Last 7 0 R >>"))), "");
    EXPECT_EQ(refusal(pdf(object("(a stream of JavaScript words)"))), "") << "words are no names";
    EXPECT_EQ(refusal(pdf(object(pdf_stream("", "binary /JS /XFA bytes")))), "") << "short names by chance";
    EXPECT_EQ(refusal(pdf(object("<< /JSize 3 /Launcher 1 >>"))), "") << "longer names";
    EXPECT_EQ(refusal(pdf() + "\r\n \n"), "") << "blanks behind the end";
}

TEST(Pdf, RefusesWhatAReaderWouldRunOrUnpack) {
    const std::vector<std::pair<const char*, const char*>> contents{
        {"<< /S /JavaScript /JS (app.alert\\(1\\)) >>", "脚本"},
        {"<< /S /Rendition /JS 7 0 R >>", "多媒体"},
        {"<</S/Launch/F(cmd.exe)>>", "启动程序"},
        {"<< /Type /EmbeddedFile >>", "嵌入的文件"},
        {"<< /Names << /EmbeddedFiles 7 0 R >> >>", "嵌入的文件"},
        {"<< /Subtype /RichMedia >>", "富媒体"},
        {"<< /JS 7 0 R >>", "脚本"},
        {"<< /XFA 7 0 R >>", "动态表单"},
        {"<< /S /J#61vaScript >>", "脚本"},
        {"<< /#4a#53 7 0 R >>", "脚本"}};
    for (const auto& [content, zh] : contents) {
        EXPECT_THAT(refusal(pdf(object(content))), HasSubstr(zh)) << content;
        EXPECT_THAT(refusal(pdf(object_stream("1 0 " + std::string(content)))), HasSubstr(zh)) << "in an object stream";
    }
    // A cross-reference table may lead into a string or a stream.
    EXPECT_THAT(refusal(pdf(object("( 9 0 obj << /S /JavaScript >> endobj )"))), HasSubstr("脚本"));
    EXPECT_THAT(refusal(pdf(object(pdf_stream("", "9 0 obj << /S /JavaScript >> endobj")))), HasSubstr("脚本"));
}

TEST(Pdf, AnObjectStreamCannotHideItself) {
    const std::string script = "1 0 << /S /JavaScript >>";
    const auto hidden = [&](std::string_view dictionary, std::string_view data) {
        return refusal(pdf(object(pdf_stream(dictionary, data))));
    };
    EXPECT_THAT(hidden("/N 1 /First 4 /Filter /FlateDecode", deflated(script)), HasSubstr("脚本"))
        << "without its type";
    EXPECT_THAT(hidden("/Type /Obj#53tm /N 1 /First 4 /Filter [/Fl]", deflated(script)), HasSubstr("脚本"));
    EXPECT_THAT(hidden("/Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode", "3c3c"), HasSubstr("压缩方式"));
    EXPECT_THAT(hidden("/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]", deflated(deflated(script))),
                HasSubstr("压缩方式"));
    EXPECT_THAT(hidden("/Type /ObjStm /N 1 /First 4 /Filter 9 0 R", deflated(script)), HasSubstr("压缩方式"));
    EXPECT_THAT(
        hidden("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 >>", deflated(script)),
        HasSubstr("压缩方式"));
    EXPECT_THAT(hidden("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", "not deflated"), HasSubstr("对象流"));
    EXPECT_THAT(refusal(pdf(object("( 9 0 obj << /Type /ObjStm /N 1 /First 4 >> )"))), HasSubstr("对象流"));
    EXPECT_THAT(hidden("/Type /ObjStm /N 1 /First 4 /Note (obj) /Filter /FlateDecode", deflated(script)),
                HasSubstr("PDF"));
}

TEST(Pdf, ABombIsNotUnpacked) {
    EXPECT_THAT(refusal(pdf(object_stream(std::string(40u << 20, ' ')))), HasSubstr("过大"));
}

TEST(Pdf, EncryptedOnesAreRefusedWithTheWayOut) {
    EXPECT_THAT(refusal(pdf("", "/Encrypt 9 0 R")), HasSubstr("已加密"));
    EXPECT_THAT(refusal(pdf("", "/Encrypt 9 0 R")), HasSubstr("取消加密"));
}

TEST(Pdf, MustBeWhole) {
    const auto whole = pdf();
    EXPECT_THAT(refusal(whole.substr(0, whole.size() - 6)), HasSubstr("%%EOF"));
    EXPECT_THAT(refusal(whole + std::string(1100, ' ')), HasSubstr("%%EOF")) << "not in the last kilobyte";
    EXPECT_THAT(refusal(whole + "MZ program"), HasSubstr("结尾之后"));
    EXPECT_THAT(refusal(whole + std::string("PK\x05\x06") + std::string(18, '\0')), testing::Not(""));
    EXPECT_THAT(refusal(pdf(object("% PK\x05\x06"))), HasSubstr("压缩包"));
    EXPECT_THAT(refusal("%PDF-x.y" + whole.substr(8)), HasSubstr("文件头"));
    EXPECT_THAT(refusal("%PDF-1.7\nstartxref\n99999999999\n%%EOF\n"), HasSubstr("startxref"));
    EXPECT_THAT(refusal("%PDF-1.7\nstartxref\n0\n%%EOF\n"), HasSubstr("没有文档内容"));
    EXPECT_THAT(refusal(pdf(object("<< /Length 9 >>\nstream\nabc"))), HasSubstr("数据流"));
}

}  // namespace
}  // namespace yiguan::registry
