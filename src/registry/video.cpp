// The structure of MP4 (ISO/IEC 14496-12) and AVI (RIFF) files down to the size of the picture; no frame is decoded.
#include <algorithm>
#include <array>

#include "registry/bytes.hpp"

namespace yiguan::registry::bytes {
namespace {

// A film in more boxes than this is made to cost time.
constexpr int boxes_max = 200'000;

struct Box {
    std::string_view type, data;
};

/// Takes boxes one behind the other from a piece of a file.
class Boxes {
public:
    explicit Boxes(std::string_view rest) : rest_(rest) {}
    bool done() const { return rest_.empty(); }
    /// Nothing when the next box does not fit.
    std::optional<Box> next() {
        if (rest_.size() < 8) return std::nullopt;
        std::uint64_t size = be32(rest_, 0);
        std::size_t head = 8;
        if (size == 1) {
            if (rest_.size() < 16) return std::nullopt;
            size = be64(rest_, 8);
            head = 16;
        }  // 0: to the end of the file, whatever follows: refused below
        if (size < head || size > rest_.size()) return std::nullopt;
        const Box box{rest_.substr(4, 4), rest_.substr(head, size - head)};
        rest_.remove_prefix(size);
        return box;
    }

private:
    std::string_view rest_;
};

/// Width and height of the largest track, 0 when no track has any (sound).
struct Film {
    std::uint32_t width = 0, height = 0;
    bool broken = false;
};

void read_track(std::string_view track, Film& film) {
    for (Boxes boxes(track); !boxes.done();) {
        const auto box = boxes.next();
        if (!box) {
            film.broken = true;
            return;
        }
        if (box->type != "tkhd") continue;
        const std::size_t size = !box->data.empty() && u8(box->data, 0) == 1 ? 96 : 84;
        if (box->data.size() < size) {
            film.broken = true;
            return;
        }
        // 16.16 fixed point, the last eight bytes.
        const auto width = be32(box->data, size - 8) >> 16, height = be32(box->data, size - 4) >> 16;
        film.width = std::max(film.width, width);
        film.height = std::max(film.height, height);
    }
}

Film read_movie(std::string_view movie) {
    Film film;
    int seen = 0;
    for (Boxes boxes(movie); !boxes.done() && !film.broken;) {
        const auto box = boxes.next();
        if (!box || ++seen > boxes_max) {
            film.broken = true;
        } else if (box->type == "trak") {
            read_track(box->data, film);
        }
    }
    return film;
}

}  // namespace

Result<FileInfo> inspect_mp4(std::string_view file) {
    std::optional<Film> film;
    bool frames = false, first = true;
    int seen = 0;
    for (Boxes boxes(file); !boxes.done(); first = false) {
        const auto box = boxes.next();
        if (!box) return damaged("MP4 文件不完整，或结尾之后还有其他内容");
        if (++seen > boxes_max) return damaged("MP4 的结构过于复杂");
        if (first != (box->type == "ftyp")) return damaged("MP4 的第一块应是 ftyp，且只能有一块");
        if (box->type == "moov") {
            if (film) return damaged("MP4 只能有一个 moov 块");
            film = read_movie(box->data);
        } else if (box->type == "mdat") {
            frames = true;
        } else if (!std::ranges::all_of(box->type, [](char c) { return c >= 0x20 && c < 0x7F; })) {
            return damaged("MP4 的块标记不符合规范");
        }
    }
    if (!film || film->broken) return damaged("MP4 缺少影片信息，或影片信息不完整");
    if (!frames) return damaged("MP4 没有影片数据");
    if (film->width == 0 || film->height == 0) return damaged("MP4 中没有画面");
    return sized(MediaType::mp4, film->width, film->height);
}

Result<FileInfo> inspect_avi(std::string_view file) {
    const auto incomplete = damaged("AVI 文件不完整");
    std::optional<FileInfo> info;
    bool frames = false;
    int seen = 0;
    // OpenDML: further RIFF parts (AVIX) follow the first.
    for (std::size_t at = 0; at < file.size();) {
        if (file.size() - at < 12 || file.substr(at, 4) != "RIFF") return damaged("AVI 结尾之后还有其他内容");
        const std::size_t length = le32(file, at + 4);
        if (length < 4 || length > file.size() - at - 8) return incomplete;
        if (file.substr(at + 8, 4) != (at == 0 ? "AVI " : "AVIX")) return damaged("AVI 的结构不符合规范");
        const std::size_t end = at + 8 + length;
        for (at += 12; at < end;) {
            if (++seen > boxes_max) return damaged("AVI 的结构过于复杂");
            if (end - at < 8) return incomplete;
            const auto type = file.substr(at, 4);
            const std::size_t size = le32(file, at + 4), padded = size + (size & 1);
            if (size > end - at - 8) return incomplete;
            const auto data = file.substr(at + 8, size);
            at = std::min(at + 8 + padded, end);
            if (type != "LIST" || data.size() < 4) continue;
            if (data.starts_with("movi")) frames = frames || data.size() > 4;
            if (!data.starts_with("hdrl")) continue;
            // The main header comes first: its chunk head, then width and height at 32 and 36.
            if (data.size() < 12 + 40 || data.substr(4, 4) != "avih") return damaged("AVI 缺少文件头");
            TRY(info, sized(MediaType::avi, le32(data, 12 + 32), le32(data, 12 + 36)));
        }
        if (at < file.size() && (length & 1) != 0) ++at;
    }
    if (!info) return damaged("AVI 缺少文件头");
    if (!frames) return damaged("AVI 没有影片数据");
    return *info;
}

}  // namespace yiguan::registry::bytes
