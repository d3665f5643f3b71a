// What a PDF (ISO 32000-1) must be to be kept: whole, not encrypted, and with nothing in it that a reader would run or
// unpack. Names are looked for in the bytes, not along the cross-reference table: a reader may be led to any place of
// the file, also into the middle of a string or a stream. So the long names are refused wherever they stand; the short
// ones, which compressed data hit by chance, where they can stand: outside of streams and in object streams, which are
// inflated for it.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "core/text.hpp"
#include "registry/bytes.hpp"

namespace yiguan::registry::bytes {
namespace {

constexpr std::size_t tail_bytes = 1024;         // where %%EOF must stand
constexpr std::size_t dictionary_bytes = 65536;  // of a stream, at most
constexpr std::size_t inflated_max = 32u << 20;  // of all object streams together
constexpr std::size_t zip_tail_bytes = 65536 + 22;

struct Forbidden {
    std::string_view name, zh;
};
constexpr std::array<Forbidden, 6> anywhere{{{"JavaScript", "脚本（JavaScript）"},
                                             {"Launch", "启动程序的动作"},
                                             {"EmbeddedFile", "嵌入的文件"},
                                             {"EmbeddedFiles", "嵌入的文件"},
                                             {"RichMedia", "富媒体内容"},
                                             {"Rendition", "多媒体动作"}}};
constexpr std::array<Forbidden, 3> in_objects{
    {{"JS", "脚本（JavaScript）"}, {"XFA", "动态表单（XFA）"}, {"GoToE", "指向嵌入文件的动作"}}};

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}
bool ends_name(char c) {
    return is_blank(c) || std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}

/// Calls `take(position of '/', the name without it, #xx read)` for whatever looks like a name. `take` returns false to
/// end it. Cost: one pass.
template <class Take>
void each_name(std::string_view text, Take take) {
    std::string name;
    for (std::size_t at = text.find('/'); at != text.npos; at = text.find('/', at + 1)) {
        name.clear();
        for (std::size_t i = at + 1; i < text.size() && !ends_name(text[i]) && name.size() < 128; ++i) {
            const auto escaped = text[i] == '#' && i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
            if (escaped) i += 2;
            name += escaped ? escaped->front() : text[i];
        }
        if (!take(at, std::string_view(name))) return;
    }
}

template <std::size_t N>
const Forbidden* find(const std::array<Forbidden, N>& list, std::string_view name) {
    const auto found = std::ranges::find(list, name, &Forbidden::name);
    return found == list.end() ? nullptr : &*found;
}

Error forbidden(const Forbidden& what) {
    return damaged("PDF 中含有" + std::string(what.zh) + "，请用“打印为 PDF”另存后再上传");
}

/// A stream of the file: its dictionary and its data as they stand.
struct Stream {
    std::string_view dictionary, data;
    std::size_t first = 0, end = 0;  ///< Of the data, in the file.
};

/// Every `>> stream` with what follows up to `endstream`. Nothing when one does not end.
std::optional<std::vector<Stream>> streams_of(std::string_view file) {
    constexpr std::string_view word = "stream", end_word = "endstream";
    std::vector<Stream> found;
    for (std::size_t at = file.find(word); at != file.npos; at = file.find(word, at)) {
        std::size_t before = at, first = at + word.size();
        while (before > 0 && is_blank(file[before - 1])) --before;
        if (!file.substr(0, before).ends_with(">>") || first >= file.size() ||
            (file[first] != '\r' && file[first] != '\n')) {
            at = first;
            continue;
        }
        first += file.substr(first).starts_with("\r\n") ? 2u : 1u;
        const auto end = file.find(end_word, first);
        if (end == file.npos) return std::nullopt;
        const auto near = before > dictionary_bytes ? before - dictionary_bytes : 0;
        const auto object = file.substr(near, before - near).rfind("obj");
        const auto from = object == file.npos ? near : near + object + 3;
        found.push_back({file.substr(from, before - from), file.substr(first, end - first), first, end});
        at = end + end_word.size();
    }
    return found;
}

/// Nothing when it is not deflated, or `room` is too small. What comes out before the data end or break is what a
/// reader would see, so it is kept.
std::optional<std::string> inflate(std::string_view data, std::size_t room) {
    z_stream z{};
    if (::inflateInit(&z) != Z_OK) throw std::bad_alloc();
    const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&z, ::inflateEnd);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    z.avail_in = static_cast<uInt>(data.size());
    std::string out;
    std::vector<char> piece(64 * 1024);
    for (;;) {
        z.next_out = reinterpret_cast<Bytef*>(piece.data());
        z.avail_out = static_cast<uInt>(piece.size());
        const int state = ::inflate(&z, Z_NO_FLUSH);
        const std::size_t got = piece.size() - z.avail_out;
        if (got > room - out.size()) return std::nullopt;
        out.append(piece.data(), got);
        if (state == Z_STREAM_END || state == Z_BUF_ERROR) return out;
        if (state != Z_OK) return std::nullopt;
    }
}

struct Dictionary {
    bool object_stream = false;  ///< Says so.
    bool looks_like_one = false;
    bool filtered = false, other_filter = false, predicted = false;
    int deflated = 0;
};

Dictionary read_dictionary(std::string_view text) {
    Dictionary d;
    bool n = false, first = false;
    each_name(text, [&](std::size_t, std::string_view name) {
        if (name == "ObjStm") d.object_stream = true;
        if (name == "N") n = true;
        if (name == "First") first = true;
        if (name == "Filter" || name == "F") d.filtered = true;
        if (name == "Predictor") d.predicted = true;
        if (name == "FlateDecode" || name == "Fl") ++d.deflated;
        if (name != "FlateDecode" && name.ends_with("Decode")) d.other_filter = true;
        return true;
    });
    d.looks_like_one = d.object_stream || (n && first);
    return d;
}

/// Refuses what may stand in no object; `text` is outside of streams, or an object stream inflated.
Result<void> check_objects(std::string_view text) {
    std::optional<Error> error;
    each_name(text, [&](std::size_t, std::string_view name) {
        const auto* what = find(in_objects, name);
        if (!what) what = find(anywhere, name);
        if (what) error = forbidden(*what);
        if (name == "Encrypt") error = damaged("PDF 已加密或设置了权限密码，无法检查和长期保存，请取消加密后再上传");
        return !error;
    });
    if (error) return *std::move(error);
    return outcome::success();
}

Result<void> check_object_stream(const Stream& stream, const Dictionary& d, std::size_t& room) {
    if (d.other_filter || d.predicted || d.deflated > 1 || (d.filtered && d.deflated == 0))
        return damaged("PDF 的对象流使用了不支持的压缩方式，请用“打印为 PDF”另存后再上传");
    if (!d.filtered) return check_objects(stream.data);
    const auto inflated = inflate(stream.data, room);
    if (!inflated) return damaged("PDF 的对象流已损坏，或展开后过大");
    room -= inflated->size();
    return check_objects(*inflated);
}

/// The end of the file: startxref, a number within the file, %%EOF, blanks.
Result<void> check_end(std::string_view file) {
    const auto mark = file.rfind("%%EOF");
    if (mark == file.npos || file.size() - mark > tail_bytes) return damaged("PDF 文件不完整：结尾没有 %%EOF");
    if (!std::ranges::all_of(file.substr(mark + 5), is_blank)) return damaged("PDF 结尾之后还有其他内容");
    const auto start = file.substr(0, mark).rfind("startxref");
    if (start == file.npos || mark - start > tail_bytes) return damaged("PDF 文件不完整：结尾没有 startxref");
    std::uint64_t offset = 0;
    bool digits = false;
    for (const char c : file.substr(start + 9, mark - start - 9)) {
        if (is_blank(c)) continue;
        if (!is_digit(c) || offset > file.size()) return damaged("PDF 的 startxref 不符合规范");
        offset = offset * 10 + static_cast<std::uint64_t>(c - '0');
        digits = true;
    }
    if (!digits || offset >= file.size()) return damaged("PDF 的 startxref 不符合规范");
    return outcome::success();
}

}  // namespace

Result<FileInfo> inspect_pdf(std::string_view file) {
    if (file.size() < 8 || !is_digit(file[5]) || file[6] != '.' || !is_digit(file[7]))
        return damaged("PDF 的文件头不符合规范");
    TRY_VOID(check_end(file));
    if (file.substr(file.size() - std::min(file.size(), zip_tail_bytes)).find("PK\x05\x06") != file.npos)
        return damaged("PDF 中夹带了压缩包");

    std::optional<Error> error;
    int object_streams = 0;
    each_name(file, [&](std::size_t, std::string_view name) {
        if (const auto* what = find(anywhere, name)) error = forbidden(*what);
        if (name == "ObjStm") ++object_streams;
        return !error;
    });
    if (error) return *std::move(error);

    const auto streams = streams_of(file);
    if (!streams) return damaged("PDF 的数据流不完整");
    std::size_t at = 0, room = inflated_max;
    std::string objects;  // what lies outside of streams, in one piece
    for (const Stream& stream : *streams) {
        objects.append(file.substr(at, stream.first - at)).push_back('\n');
        at = stream.end;
        const auto d = read_dictionary(stream.dictionary);
        if (!d.looks_like_one) continue;
        if (d.object_stream) --object_streams;
        TRY_VOID(check_object_stream(stream, d, room));
    }
    objects.append(file.substr(at));
    TRY_VOID(check_objects(objects));
    if (object_streams != 0) return damaged("PDF 的对象流不符合规范，请用“打印为 PDF”另存后再上传");
    bool root = false;
    each_name(objects, [&](std::size_t, std::string_view name) { return !(root = name == "Root"); });
    if (!root || objects.find(" obj") == objects.npos) return damaged("PDF 中没有文档内容");
    return FileInfo{MediaType::pdf};
}

}  // namespace yiguan::registry::bytes
