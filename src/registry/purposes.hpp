// What a file is uploaded for, and the rules of each purpose (data/document_purposes.json): kinds, sizes, hints.
//
// Rows: EBM-11..13 (licence, letters), GDP-15..17 (pictures, video), GDP-19 (attachments), GDP-51 (qualifications).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "registry/documents.hpp"

namespace yiguan::registry {

struct KindRule {
    MediaType kind;
    std::size_t bytes_max;
};

struct Purpose {
    std::string id;  ///< "licence"
    std::string zh;  ///< 营业执照
    std::string en;
    std::vector<KindRule> kinds;
    std::size_t pick_bytes_max = 0;      ///< A picture up to this may be chosen in the console, which compresses it.
    std::uint32_t side_recommended = 0;  ///< Pixels of width and height; below it a warning. 0: none.
    std::size_t count_max = 0;           ///< Of one object; 0: no rule.
    bool plain_name = false;             ///< The name of the file should have no symbols (GDP-15).
    std::vector<std::string> hints;      ///< For people, Chinese sentences.
    struct Sample {
        std::string name, zh;  ///< Of /api/v1/samples/<name>.png (EBM-14).
    };
    std::vector<Sample> samples{};

    const KindRule* find(MediaType kind) const;
    std::string kinds_zh() const;  ///< "JPG、PNG、GIF"
};

/// In the order of the data. The first is what an upload without purpose is checked by.
std::span<const Purpose> purposes();
const Purpose* find_purpose(std::string_view id);
/// @throws std::runtime_error when the built-in data lack it.
const Purpose& purpose(std::string_view id);
inline const Purpose& default_purpose() {
    return purposes().front();
}
/// The largest file that any purpose takes.
std::size_t upload_bytes_max();

/// "5 MB", "800 KB".
std::string size_zh(std::size_t bytes);

/// Kind by content, size, then structure (inspect_file). Code::document_type names what the file is and what is taken;
/// Code::body_too_large names the limit; else as inspect_file. Cost: one pass, and object streams of PDFs inflated.
Result<FileInfo> check_file(const Purpose& purpose, std::span<const std::byte> content);

/// The same rules for what is stored already: Code::document_type, Code::body_too_large.
Result<void> check_fits(const Purpose& purpose, const StoredFile& file);

/// What is not refused but should be put right: one Chinese sentence each.
std::vector<std::string> warnings(const Purpose& purpose, const FileInfo& info, std::string_view name);

/// For the console: id, names, kinds, limits, hints.
json::object encode(const Purpose& purpose);

}  // namespace yiguan::registry
