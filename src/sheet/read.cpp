// What a file is, by its first bytes.
#include <fmt/format.h>

#include <array>

#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "sheet/builder.hpp"

namespace yiguan::sheet {
namespace {

using namespace std::string_view_literals;

std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) (out += c) += '\0';
    return out;
}

/// Compound files: old formats, and new ones behind a password, which lie in a stream of that name.
Error refuse_compound(std::string_view bytes) {
    if (bytes.find(utf16("EncryptedPackage")) != std::string_view::npos)
        return {Code::sheet_encrypted, "", "表格文件设有打开密码，请在表格软件中去掉密码后另存再上传"};
    return {Code::sheet_format, "", "这是旧的 xls 或 et 格式，请在 WPS 或 Excel 中打开，另存为 xlsx 再上传"};
}

std::optional<Error> refuse_by_mark(std::string_view bytes) {
    const auto not_a_sheet = [](std::string_view what) {
        return Error{Code::sheet_format, "", fmt::format("这是{}，不是表格，请上传 xlsx 或 csv 文件", what)};
    };
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return refuse_compound(bytes);
    if (bytes.starts_with("\x09\x08"sv) || bytes.starts_with("\x09\x04"sv) || bytes.starts_with("\x09\x02"sv))
        return refuse_compound(bytes);  // BIFF without a compound file
    if (bytes.starts_with("%PDF-")) return not_a_sheet(" PDF 文件");
    if (bytes.starts_with("\x89PNG"sv) || bytes.starts_with("\xFF\xD8\xFF"sv) || bytes.starts_with("GIF8"))
        return not_a_sheet("图片");
    if (bytes.starts_with("Rar!") || bytes.starts_with("7z\xBC\xAF"sv) || bytes.starts_with("\x1F\x8B"sv))
        return not_a_sheet("压缩包");
    // Many systems export a web page, or the XML of 2003, under the name .xls.
    std::string_view start = trim(bytes.substr(0, 200));
    if (start.starts_with('<'))
        return Error{Code::sheet_format, "", "这是网页或 XML 格式的表格，请在 WPS 或 Excel 中打开，另存为 xlsx 再上传"};
    return std::nullopt;
}

}  // namespace

Result<Table> read(std::string_view bytes, const ReadLimits& limits, const HeadScore& score) {
    if (bytes.size() > limits.file_bytes)
        return Error{Code::sheet_limit, "",
                     fmt::format("表格文件不能超过 {} MB，请分成几个文件导入", limits.file_bytes >> 20)};
    if (bytes.empty()) return Error{Code::sheet_empty, "", "文件是空的，请重新选择"};
    if (bytes.starts_with("PK")) return read_xlsx(bytes, limits, score);
    if (auto refused = refuse_by_mark(bytes)) return std::move(*refused);
    return read_csv(bytes, limits);
}

std::string content_hash(std::string_view bytes) {
    crypto::Sha256 hash;
    hash.add(bytes);
    const auto digest = hash.done();
    return to_hex(digest);
}

}  // namespace yiguan::sheet
